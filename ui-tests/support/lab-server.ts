import { once } from 'node:events';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const root = join(__dirname, '..', '..');
const readyWithinMs = 60_000;

/** Which way the browser reaches the instance: the embedded Traefik, or forwarded by the Jupyter server; Notebook 7 is the latter. */
export type Place = 'traefik' | 'jupyter' | 'notebook';

/** Notebook 7, beside the environment that has JupyterLab alone (scripts/setup/steps.mjs). */
const notebookFolder = join(root, '.vibevoice', 'notebook');

/** A running JupyterLab with state of its own. `url` has no token in it; `home` is its HOME. */
export interface ILabServer {
  readonly url: string;
  readonly token: string;
  readonly home: string;
  readonly notebooks: string;
  stop(): Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) {
    throw new Error('No free port');
  }
  return address.port;
}

/** What Notebook 7 finds beside its pages where it is installed as usual: the settings of JupyterLab's plugins and its own. */
function notebookParts(home: string): string {
  const parts = join(home, 'lab');
  const theirs = (folder: string, name: string) => join(folder, 'share', 'jupyter', 'lab', name);
  mkdirSync(join(parts, 'schemas'), { recursive: true });
  for (const [folder, name] of [
    [join(root, '.venv'), 'themes'],
    [join(root, '.venv'), 'schemas/@jupyterlab'],
    [notebookFolder, 'schemas/@jupyter-notebook']
  ] as const) {
    symlinkSync(theirs(folder, name), join(parts, name));
  }
  return parts;
}

/** An environment in which nothing of this machine's user is read or written. */
function ownEnvironment(home: string, place: Place): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    HOME: home,
    PATH: [join(root, '.venv', 'bin'), process.env.PATH].join(delimiter),
    JUPYTER_CONFIG_DIR: join(home, 'config'),
    JUPYTER_DATA_DIR: join(home, 'data'),
    JUPYTER_RUNTIME_DIR: join(home, 'runtime'),
    JUPYTERLAB_SETTINGS_DIR: join(home, 'settings'),
    JUPYTERLAB_WORKSPACES_DIR: join(home, 'workspaces')
  };
  if (place === 'notebook') {
    environment.PYTHONPATH = notebookFolder;
    environment.JUPYTERLAB_DIR = notebookParts(home);
    environment.JUPYTER_CONFIG_PATH = join(notebookFolder, 'etc', 'jupyter');
  }
  for (const name of Object.keys(environment)) {
    if (/^(VIBEVOICE_|XDG_|JUPYTERHUB_)/.test(name)) {
      delete environment[name];
    }
  }
  return environment;
}

function writeSetting(home: string, plugin: string, values: object): void {
  const file = join(home, 'settings', `${plugin.replace(':', '/')}.jupyterlab-settings`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(values));
}

/** A new HOME with the settings that tests want, and an empty folder of notebooks. */
function ownFolder(): string {
  const home = mkdtempSync(join(tmpdir(), 'vibevoice-ui-'));
  mkdirSync(join(home, 'notebooks'));
  mkdirSync(join(home, 'config'));
  writeSetting(home, '@jupyterlab/apputils-extension:notification', {
    fetchNews: 'false',
    checkForUpdates: false
  });
  // Benchmarks open documents by command: a click on a list would be measured too.
  const config = { LabApp: { expose_app_in_browser: true } };
  writeFileSync(join(home, 'config', 'jupyter_lab_config.json'), JSON.stringify(config));
  return home;
}

function command(place: Place, port: number, token: string, notebooks: string): string[] {
  const bin = (name: string) => join(root, '.venv', 'bin', name);
  if (place === 'traefik') {
    return [
      bin('jupyter-vibevoice'),
      'lab',
      '--no-browser',
      '--port',
      String(port),
      '--notebook-dir',
      notebooks
    ];
  }
  return [
    ...(place === 'jupyter' ? [bin('jupyter-lab')] : [bin('python'), '-m', 'notebook']),
    ...['--no-browser', `--ServerApp.port=${port}`, `--IdentityProvider.token=${token}`],
    ...[`--ServerApp.root_dir=${notebooks}`, '--ServerApp.allow_root=True']
  ];
}

async function answers(url: string): Promise<void> {
  const until = Date.now() + readyWithinMs;
  for (;;) {
    const response = await fetch(`${url}/api`).catch(() => undefined);
    if (response?.ok) {
      return;
    }
    if (Date.now() > until) {
      throw new Error('JupyterLab does not answer');
    }
    await pause(50);
  }
}

/** Starts JupyterLab the way a person does, with HOME, settings and notebooks in a folder of its own, and waits for it. */
export async function startLab(place: Place, logFile: string): Promise<ILabServer> {
  const { runGuarded } = await import('../../scripts/setup/guarded.mjs');
  const home = ownFolder();
  const notebooks = join(home, 'notebooks');
  const token = 'jupyter-of-a-test';
  const stopping = new AbortController();
  let found: (address: URL) => void;
  const address = new Promise<URL>(resolve => (found = resolve));
  mkdirSync(dirname(logFile), { recursive: true });
  const ended = runGuarded(command(place, await freePort(), token, notebooks), {
    cwd: notebooks,
    env: ownEnvironment(home, place),
    signal: stopping.signal,
    onLine: line => {
      appendFileSync(logFile, `${line}\n`);
      // JupyterLab itself prints the address without its token.
      const printed = line.match(/https?:\/\/127\S+[?&]token=[\w.-]+/);
      if (printed) {
        found(new URL(printed[0]));
      }
    }
  });
  const tooEarly = ended.then(({ lines }) => {
    throw new Error(`JupyterLab did not start:\n${lines.slice(-30).join('\n')}`);
  });
  const stop = async () => {
    stopping.abort();
    await ended;
    rmSync(home, { recursive: true, force: true, maxRetries: 3 });
  };
  try {
    const { origin, pathname, searchParams } = await Promise.race([address, tooEarly]);
    tooEarly.catch(() => undefined);
    const url = (origin + pathname).replace(/\/(lab|tree)\/?$/, '');
    await answers(url);
    return {
      url,
      token: place === 'traefik' ? searchParams.get('token')! : token,
      home,
      notebooks,
      stop
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
