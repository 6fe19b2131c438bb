// `npm start` for real, in a folder that is up to date: what it opens, and that nothing of it stays behind.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { at, root } from '../setup/place.mjs';

const endsWithinMs = 5000;
const beginsWithinMs = 60_000;
let home;

before(() => (home = mkdtempSync(join(tmpdir(), 'vibevoice-start-'))));
after(() => rmSync(home, { recursive: true, force: true }));

function environment() {
  return {
    ...process.env,
    HOME: home,
    JUPYTER_CONFIG_DIR: join(home, 'config'),
    JUPYTER_DATA_DIR: join(home, 'data'),
    JUPYTER_RUNTIME_DIR: join(home, 'runtime'),
    JUPYTERLAB_SETTINGS_DIR: join(home, 'settings'),
    JUPYTERLAB_WORKSPACES_DIR: join(home, 'workspaces')
  };
}

/** Starts it and waits for the address it prints. */
async function start() {
  const argv = [at('scripts', 'start.mjs'), '--no-browser', '--notebook-dir', home];
  const child = spawn(process.execPath, argv, {
    cwd: root,
    env: environment(),
    stdio: ['ignore', 'pipe', 'inherit']
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const found = line.match(/https?:\/\/\S+[?&]token=[\w-]+/);
    if (found) {
      child.stdout.resume();
      return { child, address: new URL(found[0]) };
    }
  }
  throw new Error('npm start ended before it printed an address');
}

/** Everything that descends from a process, itself included. */
function family(pid) {
  const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
    .trim()
    .split('\n');
  const pairs = rows.map(row => row.trim().split(/\s+/).map(Number));
  const found = new Set([pid]);
  for (let size = 0; found.size > size;) {
    size = found.size;
    pairs.filter(([, parent]) => found.has(parent)).forEach(([child]) => found.add(child));
  }
  return [...found];
}

function living(pids) {
  const rows = execFileSync('ps', ['-A', '-o', 'pid=,stat='], { encoding: 'utf8' })
    .trim()
    .split('\n');
  const alive = rows
    .map(row => row.trim().split(/\s+/))
    .filter(([, state]) => !state.startsWith('Z'));
  return alive.map(([pid]) => Number(pid)).filter(pid => pids.includes(pid));
}

/** Starts the instance too, so that there is something deep to end. */
async function withInstance(address) {
  const url = new URL('/jupyterlab-vibevoice/api/instance', address);
  const headers = {
    Authorization: `token ${address.searchParams.get('token')}`,
    'Content-Type': 'application/json'
  };
  const response = await fetch(url, { method: 'POST', headers, body: '{}' });
  assert.equal(response.status, 202);
}

/** A fresh clone, whose first steps take long enough to be interrupted. */
function startInClone() {
  const clone = join(home, `clone-${Date.now()}`);
  execFileSync('git', ['clone', '--quiet', root, clone]);
  return spawn(process.execPath, [join(clone, 'scripts', 'start.mjs'), '--no-browser'], {
    cwd: clone,
    env: environment(),
    stdio: 'ignore'
  });
}

/** The processes of a set-up, once one of its steps has a program at work behind its guard. */
async function busyFamily(pid) {
  const until = Date.now() + beginsWithinMs;
  while (Date.now() < until) {
    const pids = family(pid);
    if (pids.length > 3) {
      return pids;
    }
    await pause(20);
  }
  throw new Error('no step of the set-up began');
}

async function assertGone(pids) {
  const until = Date.now() + endsWithinMs;
  while (living(pids).length > 0 && Date.now() < until) {
    await pause(50);
  }
  const left = living(pids).map(pid =>
    execFileSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' })
  );
  assert.deepEqual(left, []);
}

test('the address it prints is a JupyterLab with our extension', async () => {
  const { child, address } = await start();
  const page = await fetch(address);
  const text = await page.text();
  child.kill('SIGINT');
  await once(child, 'exit');
  assert.equal(page.status, 200);
  assert.match(text, /jupyterlab-vibevoice/);
});

for (const signal of ['SIGINT', 'SIGKILL']) {
  test(`${signal} ends everything it started`, async () => {
    const { child, address } = await start();
    await withInstance(address);
    const pids = family(child.pid);
    assert.ok(pids.length > 3);
    child.kill(signal);
    await assertGone(pids);
  });
}

for (const signal of ['SIGINT', 'SIGKILL']) {
  test(`${signal} in the middle of the set-up ends everything it started`, async () => {
    const child = startInClone();
    const pids = await busyFamily(child.pid);
    child.kill(signal);
    await assertGone(pids);
  });
}
