// A real instance in a process of its own, with its state in a temporary folder.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));
const path = [join(root, '.venv/bin'), process.env.PATH].join(delimiter);

/** Starts an instance on a free port, with the draft engine alone; `stop` ends it and forgets its state. */
export async function startInstance() {
  const folder = await mkdtemp(join(tmpdir(), 'vibevoice-runtimes-'));
  const runtimeFile = join(folder, 'instance.json');
  const argv = [
    '-m',
    'jupyterlab_vibevoice.instance',
    '--port',
    '0',
    '--engine',
    'draft',
    '--place',
    'traefik'
  ];
  const own = [
    '--user',
    'ann',
    '--slug',
    'ann',
    '--state-dir',
    join(folder, 'state'),
    '--runtime-file',
    runtimeFile
  ];
  const child = spawn(python(), [...argv, ...own], {
    env: { ...process.env, PATH: path, HOME: folder },
    stdio: ['ignore', 'ignore', 'pipe']
  });
  let output = '';
  const ended = new Promise(resolve => child.once('exit', resolve));
  await Promise.race([
    listening(child, text => (output += text)),
    ended.then(code => Promise.reject(new Error(`The instance ended with ${code}:\n${output}`)))
  ]);
  const { port, secret } = JSON.parse(await readFile(runtimeFile, 'utf8'));
  return {
    url: `http://127.0.0.1:${port}/`,
    token: secret,
    folder,
    output: () => output,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true, force: true });
    }
  };
}

/** Starts a Jupyter server with the extension; see real_jupyter.py for what it gives. */
export async function startJupyter() {
  const child = spawn(python(), [join(root, 'ui-tests/runtimes/real_jupyter.py')], {
    env: { ...process.env, PATH: path },
    stdio: ['pipe', 'pipe', 'inherit']
  });
  const ended = new Promise(resolve => child.once('exit', resolve));
  const line = await Promise.race([
    new Promise(resolve => child.stdout.setEncoding('utf8').once('data', resolve)),
    ended.then(code => Promise.reject(new Error(`The Jupyter server ended with ${code}.`)))
  ]);
  return {
    ...JSON.parse(line),
    stop: async () => {
      child.stdin.end();
      await ended;
    }
  };
}

function python() {
  const own = join(root, '.venv/bin/python');
  return existsSync(own) ? own : 'python3';
}

/** Resolves when the instance says where it listens: its runtime file is written by then. */
function listening(child, keep) {
  return new Promise(resolve => {
    child.stderr.setEncoding('utf8').on('data', text => {
      keep(text);
      if (text.includes('Listening on port')) {
        resolve();
      }
    });
  });
}
