import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';

const root = join(__dirname, '..', '..');
const bin = join(root, '.venv', 'bin');
const readyWithinMs = 90_000;

/** A running JupyterHub with state of its own; `url` ends with a slash. */
export interface IHubServer {
  readonly url: string;
  readonly passwords: ReadonlyMap<string, string>;
  stop(): Promise<void>;
}

/** A user's home in which JupyterLab asks nothing. */
function quietHome(folder: string, name: string): void {
  const file = join(
    folder,
    'homes',
    name,
    '.jupyter/lab/user-settings/@jupyterlab/apputils-extension/notification.jupyterlab-settings'
  );
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ fetchNews: 'false', checkForUpdates: false }));
}

/** Starts the hub of `npm run hub` in a folder of its own, and waits until it answers. */
export async function startHub(): Promise<IHubServer> {
  const folder = mkdtempSync(join(tmpdir(), 'vibevoice-hub-'));
  quietHome(folder, 'alice');
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    LANG: 'C.UTF-8',
    PATH: [bin, process.env.PATH].join(delimiter)
  };
  const argv = ['hub', '--folder', folder, '--port', String(20_000 + (process.pid % 20_000))];
  const child = spawn(join(bin, 'jupyter-vibevoice'), [...argv, '--lifeline-fd', '3'], {
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit', 'pipe']
  });
  const stop = async () => {
    if (child.exitCode === null) {
      const ended = once(child, 'exit');
      child.stdio[3]!.destroy();
      await ended;
    }
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  const timer = setTimeout(() => child.kill(), readyWithinMs);
  const passwords = new Map<string, string>();
  let url = '';
  for await (const line of createInterface({ input: child.stdout! })) {
    url = /https?:\/\/127\S+/.exec(line)?.[0] ?? url;
    const user = /^user (\S+), password (\S+)$/.exec(line);
    if (user) {
      passwords.set(user[1]!, user[2]!);
    }
    if (passwords.size === 3) {
      clearTimeout(timer);
      child.stdout!.resume();
      return { url, passwords, stop };
    }
  }
  await stop();
  throw new Error('The hub did not start');
}
