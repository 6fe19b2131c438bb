const chosen = (
  process.env.LC_ALL ||
  process.env.LC_MESSAGES ||
  process.env.LANG ||
  Intl.DateTimeFormat().resolvedOptions().locale
).toLowerCase();

/** Which of the two languages the terminal reads: 'zh' where its locale is Chinese, else 'en'. */
export const language = chosen.startsWith('zh') ? 'zh' : 'en';

const words = {
  title: ['VibeVoice for JupyterLab', 'VibeVoice 语音工作室 · JupyterLab'],
  windows: [
    'Windows is not supported directly. Open a WSL terminal (wsl --install), clone there, and run npm start again.',
    '不直接支持 Windows。请打开 WSL 终端（wsl --install），在其中克隆仓库后再运行 npm start。'
  ],
  oldNode: [
    'Node %1 is too old; 20.19 or newer is needed. Install it from nodejs.org or with your package manager, then run this again.',
    'Node %1 版本过低，需要 20.19 或更高。请从 nodejs.org 或用系统的包管理器安装，然后重新运行。'
  ],
  noPython: [
    'Python 3.11 or newer was not found. Install it (Debian, Ubuntu: apt-get install python3 python3-venv; macOS: brew install python), then run this again.',
    '没有找到 Python 3.11 或更高版本。请先安装（Debian、Ubuntu：apt-get install python3 python3-venv；macOS：brew install python），然后重新运行。'
  ],
  oldPython: [
    'Python %1 is too old; 3.11 or newer is needed. Install one beside it (apt-get install python3.11 python3.11-venv, or brew install python), then run this again.',
    'Python %1 版本过低，需要 3.11 或更高。请另装一个（apt-get install python3.11 python3.11-venv，或 brew install python），然后重新运行。'
  ],
  noVenv: [
    'Python %1 is here without its venv module. Install it (Debian, Ubuntu: apt-get install python3-venv), then run this again.',
    'Python %1 缺少 venv 模块。请先安装（Debian、Ubuntu：apt-get install python3-venv），然后重新运行。'
  ],
  checks: ['Node %1, Python %2', 'Node %1，Python %2'],
  nodePackages: ['Node packages', 'Node 依赖包'],
  environment: ['Virtual environment', '虚拟环境'],
  pythonPackages: ['Python packages and JupyterLab', 'Python 依赖包与 JupyterLab'],
  testPackages: ['Python packages for tests', '测试用的 Python 依赖包'],
  benchPackages: ['Peers to measure against', '用于对比的程序'],
  notebook: ['Notebook 7 for tests', '测试用的 Notebook 7'],
  traefik: ['Traefik and Deno', 'Traefik 与 Deno'],
  build: ['Build', '构建'],
  link: ['Extension and Deno kernel into JupyterLab', '将扩展与 Deno 内核装入 JupyterLab'],
  browser: ['Chromium and a Chinese font', 'Chromium 与中文字体'],
  unchanged: ['unchanged', '无变化'],
  seconds: ['%1 s', '%1 秒'],
  stepFailed: ['%1 failed. What it printed last:', '%1 失败。最后的输出：'],
  offline: [
    'If the network was away, run the same command again: finished steps are not repeated.',
    '如果是网络中断，请再次运行同一命令：已完成的步骤不会重复。'
  ],
  stopped: ['Stopped. The next start goes on from here.', '已停止。下次启动会从这里继续。'],
  busy: [
    'Another start is setting up this folder (process %1); waiting for it.',
    '另一个启动进程（%1）正在准备此目录，等待其完成。'
  ],
  unknownOption: ['%1. Known options: %2', '%1。可用选项：%2'],
  starting: ['Starting JupyterLab; it ends with Ctrl-C.', '正在启动 JupyterLab，按 Ctrl-C 结束。'],
  startingHub: [
    'Starting JupyterHub; it ends with Ctrl-C.',
    '正在启动 JupyterHub，按 Ctrl-C 结束。'
  ],
  hubPackages: ['JupyterHub and its proxy', 'JupyterHub 及其代理'],
  browserMissing: [
    'The browser tests need Chromium and a Chinese font. Run: %1',
    '浏览器测试需要 Chromium 和中文字体。请运行：%1'
  ]
};

/** A sentence for the person at the terminal, in their language, with %1, %2 … filled in. */
export function say(key, ...values) {
  const template = words[key][language === 'zh' ? 1 : 0];
  return template.replace(/%(\d)/g, (_, place) => String(values[Number(place) - 1]));
}
