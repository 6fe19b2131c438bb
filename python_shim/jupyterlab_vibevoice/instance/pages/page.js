// The instance's own page: its state and its jobs, in the language of the browser.

const WORDS = {
  en: {
    jobs: 'Dialogues',
    empty: 'Nothing made yet. Open the VibeVoice studio in JupyterLab and press Generate.',
    more: 'Older dialogues',
    untitled: 'Untitled dialogue',
    wake: 'Wake the engine',
    sleep: 'Put the engine to sleep',
    lost: 'No connection. Reload the page, or open it again from JupyterLab.',
    queued: 'Waiting',
    running: 'Being made',
    done: 'Done',
    failed: 'Failed',
    cancelled: 'Stopped',
    interrupted: 'Interrupted',
    states: {
      starting: 'Starting',
      ready: 'Ready',
      busy: 'Making audio',
      asleep: 'Asleep. All audio still plays.',
      stopping: 'Stopping',
      failed: 'Failed'
    }
  },
  zh: {
    jobs: '对话',
    empty: '还没有音频。请在 JupyterLab 中打开语音工作室，点击“生成”。',
    more: '更早的对话',
    untitled: '未命名对话',
    wake: '唤醒引擎',
    sleep: '让引擎休眠',
    lost: '连接已断开。请刷新页面，或从 JupyterLab 重新打开。',
    queued: '排队中',
    running: '生成中',
    done: '已完成',
    failed: '失败',
    cancelled: '已停止',
    interrupted: '已中断',
    states: {
      starting: '启动中',
      ready: '就绪',
      busy: '生成中',
      asleep: '已休眠，音频仍可播放。',
      stopping: '正在停止',
      failed: '失败'
    }
  }
};

const language = navigator.language.startsWith('zh') ? 'zh' : 'en';
const words = WORDS[language];
// Where a hub's notebook server forwards, it believes its cookies only beside this one's value.
const xsrf = document.cookie.match(/(?:^|; )_xsrf=([^;]*)/)?.[1] ?? '';
const find = id => document.getElementById(id);
let next = null;

function clock(seconds) {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

async function ask(path, options) {
  const headers = { ...options?.headers, ...(xsrf && { 'X-XSRFToken': xsrf }) };
  const answer = await fetch(`../${path}`, { ...options, headers });
  if (!answer.ok) {
    throw new Error(String(answer.status));
  }
  return answer.json();
}

function link(href, text) {
  const element = document.createElement('a');
  element.href = href;
  element.textContent = text;
  element.download = '';
  return element;
}

function draw(job) {
  const item = document.createElement('li');
  const title = document.createElement('h3');
  title.textContent = job.title ?? words.untitled;
  const about = document.createElement('p');
  const when = new Date(job.created_at).toLocaleString(language === 'zh' ? 'zh-CN' : undefined);
  about.textContent = `${words[job.state]} · ${clock(job.audio.seconds)} · ${when}`;
  item.append(title, about);
  if (job.audio.seconds > 0) {
    const audio = document.createElement('audio');
    audio.controls = true;
    audio.preload = 'none';
    audio.src = `../api/jobs/${job.id}/audio.wav`;
    audio.setAttribute('aria-label', title.textContent);
    const files = document.createElement('nav');
    const kinds = job.progress.fraction === 1 ? ['mp3', 'm4a', 'opus', 'flac', 'wav'] : ['wav'];
    files.append(...kinds.map(kind => link(`../api/jobs/${job.id}/audio.${kind}`, kind)));
    files.append(link(`../api/jobs/${job.id}/captions.vtt`, 'vtt'));
    item.append(audio, files);
  }
  return item;
}

async function showJobs() {
  const page = await ask(`api/jobs?limit=20${next === null ? '' : `&before=${next}`}`);
  find('jobs').append(...page.jobs.map(draw));
  next = page.next ?? null;
  find('more').hidden = next === null;
  find('empty').hidden = find('jobs').childElementCount > 0;
}

function showState(instance) {
  find('state').textContent = instance.problem?.message ?? words.states[instance.state];
  const isAwake = instance.state === 'ready';
  if (isAwake && (instance.engine?.kind ?? 'native') !== 'native') {
    void act(giveWay);
  }
  const button = find('engine');
  button.hidden = !['ready', 'asleep', 'failed'].includes(instance.state);
  button.textContent = isAwake ? words.sleep : words.wake;
  button.onclick = () => void act(() => ask('api/engine', { method: isAwake ? 'DELETE' : 'POST' }));
}

/** Where the script has a page of its own now, that is shown in place of this one. */
async function giveWay() {
  const answer = await fetch('');
  if (answer.ok && !(await answer.text()).includes('~vibevoice/page.js')) {
    location.reload();
  }
}

async function act(action) {
  try {
    await action();
  } catch {
    find('state').textContent = words.lost;
  }
}

document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
find('jobs-title').textContent = words.jobs;
find('empty').textContent = words.empty;
find('more').textContent = words.more;
find('more').addEventListener('click', () => void act(showJobs));
const events = new EventSource(`../api/events${xsrf && `?_xsrf=${xsrf}`}`);
events.addEventListener('instance', event => showState(JSON.parse(event.data)));
events.addEventListener('error', () => {
  find('state').textContent = words.lost;
});
void act(showJobs);
