// `npm start` on a fresh clone with empty caches, and again, each until JupyterLab's page answers.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from '../setup/place.mjs';
import { row } from './rows.mjs';

const folder = mkdtempSync(join(tmpdir(), 'vibevoice-start-'));
const clone = join(folder, 'clone');
const environment = {
  ...process.env,
  PATH: process.env.PATH.split(':')
    .filter(part => !part.startsWith(root))
    .join(':'),
  JUPYTER_CONFIG_DIR: join(folder, 'config'),
  JUPYTER_DATA_DIR: join(folder, 'data'),
  JUPYTER_RUNTIME_DIR: join(folder, 'runtime'),
  JUPYTERLAB_SETTINGS_DIR: join(folder, 'settings'),
  JUPYTERLAB_WORKSPACES_DIR: join(folder, 'workspaces'),
  npm_config_cache: join(folder, 'npm'),
  PIP_CACHE_DIR: join(folder, 'pip')
};
for (const name of ['npm_execpath', 'npm_lifecycle_event', 'VIRTUAL_ENV']) {
  delete environment[name];
}

async function firstAddress(child) {
  for await (const line of createInterface({ input: child.stdout })) {
    const found = line.match(/https?:\/\/\S+[?&]token=[\w-]+/);
    if (found) {
      return new URL(found[0]);
    }
    console.error(line);
  }
  throw new Error('npm start ended before it printed an address');
}

/** Seconds from `npm start` to a JupyterLab page that answers, then everything is ended. */
async function start() {
  const started = performance.now();
  const child = spawn('npm', ['start', '--silent', '--', '--no-browser'], {
    cwd: clone,
    env: environment,
    // A group of its own, which Ctrl-C reaches whole, as in a terminal: npm alone would wait for its child.
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit']
  });
  const ended = once(child, 'exit');
  const address = await firstAddress(child);
  child.stdout.resume();
  const page = await fetch(address);
  const text = await page.text();
  const seconds = (performance.now() - started) / 1000;
  process.kill(-child.pid, 'SIGINT');
  await ended;
  if (!page.ok || !text.includes('jupyter-config-data')) {
    throw new Error(`The printed address answers ${page.status}`);
  }
  return seconds;
}

try {
  execFileSync('git', ['clone', '--quiet', root, clone]);
  console.log(
    JSON.stringify(
      row({ name: 'npm start, cold', value: await start(), unit: 's', target: '<= 120' })
    )
  );
  console.log(
    JSON.stringify(
      row({ name: 'npm start, again', value: await start(), unit: 's', target: '<= 8' })
    )
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
