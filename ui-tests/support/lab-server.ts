import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';

const root = join(__dirname, '..', '..');
const readyWithinMs = 60_000;
const graceMs = 10_000;

/** Which way the browser reaches the instance: the embedded Traefik, or forwarded by the Jupyter server. */
export type Place = 'traefik' | 'jupyter';

/** A running JupyterLab with state of its own. `url` has no token in it; `home` is its HOME. */
export interface ILabServer {
  readonly url: string;
  readonly token: string;
  readonly home: string;
  readonly notebooks: string;
  readonly pid: number;
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

/** An environment in which nothing of this machine's user is read or written. */
function ownEnvironment(home: string): NodeJS.ProcessEnv {
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

function command(place: Place, port: number, token: string, notebooks: string): string[] {
  if (place === 'traefik') {
    return [
      'jupyter-vibevoice',
      'lab',
      '--no-browser',
      '--port',
      String(port),
      '--notebook-dir',
      notebooks,
      '--lifeline-fd',
      '3'
    ];
  }
  return [
    ...[
      'jupyter-lab',
      '--no-browser',
      `--ServerApp.port=${port}`,
      `--IdentityProvider.token=${token}`
    ],
    ...[`--ServerApp.root_dir=${notebooks}`, `--ServerApp.allow_root=True`]
  ];
}

/** The first address with a token that the server prints; rejects with its output when it ends before that. */
function printedAddress(child: ChildProcess, log: NodeJS.WritableStream): Promise<URL> {
  return new Promise((resolve, reject) => {
    const lines: string[] = [];
    const fail = () =>
      reject(new Error(`JupyterLab did not start:\n${lines.slice(-30).join('\n')}`));
    const timer = setTimeout(fail, readyWithinMs);
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream! }).on('line', line => {
        lines.push(line);
        log.write(`${line}\n`);
        const found = line.match(/https?:\/\/\S+[?&]token=[\w-]+/);
        if (found) {
          clearTimeout(timer);
          resolve(new URL(found[0]));
        }
      });
    }
    child.once('exit', fail);
  });
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

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) {
    return;
  }
  const ended = once(child, 'exit');
  const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
  child.kill('SIGTERM');
  await ended;
  clearTimeout(timer);
}

/** Starts JupyterLab the way a person does, with HOME, settings and notebooks in a folder of its own, and waits for it. */
export async function startLab(place: Place, logFile: string): Promise<ILabServer> {
  const home = mkdtempSync(join(tmpdir(), 'vibevoice-ui-'));
  const notebooks = join(home, 'notebooks');
  mkdirSync(notebooks);
  writeSetting(home, '@jupyterlab/apputils-extension:notification', {
    fetchNews: 'false',
    checkForUpdates: false
  });
  const [program, ...args] = command(place, await freePort(), 'plain-lab-of-a-test', notebooks);
  const child = spawn(join(root, '.venv', 'bin', program!), args, {
    cwd: notebooks,
    env: ownEnvironment(home),
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe']
  });
  mkdirSync(dirname(logFile), { recursive: true });
  const address = await printedAddress(child, createWriteStream(logFile, { flags: 'a' }));
  const base = (address.origin + address.pathname).replace(/\/(lab|tree)?\/?$/, '');
  await answers(base);
  return {
    url: base,
    token: address.searchParams.get('token') ?? '',
    home,
    notebooks,
    pid: child.pid!,
    stop: async () => {
      await end(child);
      rmSync(home, { recursive: true, force: true, maxRetries: 3 });
    }
  };
}
