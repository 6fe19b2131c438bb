import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectEnvironment, venvProgram } from '../setup/place.mjs';

/** The text of a file that appears in a folder by rename, as soon as it is there. */
async function appears(folder, name) {
  const watcher = watch(folder);
  try {
    for (;;) {
      const changed = once(watcher, 'change');
      if (existsSync(join(folder, name))) {
        return readFileSync(join(folder, name), 'utf8');
      }
      await changed;
    }
  } finally {
    watcher.close();
  }
}

/** Starts an instance with draft voices and state of its own: `{url, secret, pid, call(path, init), stop()}`. */
export async function startInstance() {
  const home = mkdtempSync(join(tmpdir(), 'vibevoice-bench-'));
  const written = appears(home, 'run.json');
  const argv = [
    '--engine',
    'draft',
    '--port',
    '0',
    '--state-dir',
    join(home, 'state'),
    '--runtime-file',
    join(home, 'run.json')
  ];
  const child = spawn(
    venvProgram('python'),
    ['-m', 'jupyterlab_vibevoice.instance', ...argv, '--lifeline-fd', '3'],
    {
      cwd: home,
      env: projectEnvironment({ HOME: home }),
      stdio: ['ignore', 'ignore', 'inherit', 'pipe']
    }
  );
  const { port, secret, pid } = JSON.parse(await written);
  const url = `http://127.0.0.1:${port}/`;
  const headers = { Authorization: `Bearer ${secret}`, 'Content-Type': 'application/json' };
  return {
    url,
    secret,
    pid,
    call: async (path, init = {}) => {
      const response = await fetch(new URL(path, url), { ...init, headers });
      if (!response.ok) {
        throw new Error(`${path}: ${response.status} ${await response.text()}`);
      }
      return response;
    },
    stop: async () => {
      const ended = once(child, 'exit');
      child.stdio[3].destroy();
      await ended;
      rmSync(home, { recursive: true, force: true });
    }
  };
}
