// The clients: import, the first samples of a job, 10,000 events, 90 minutes of sound; in Node, Deno and Python.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { at, projectEnvironment, venvProgram } from '../setup/place.mjs';
import { startInstance } from './instance.mjs';
import { median, row } from './rows.mjs';

const runner = at('scripts', 'bench', 'client-runner.mjs');
// As a program imports it: our own package.json says what that is in Node.
const client = 'jupyterlab-vibevoice/client';
const rights = ['--quiet', '--no-prompt', '--allow-all', '--v8-flags=--expose-gc'];
const languages = {
  Node: [process.execPath, '--expose-gc', runner, client],
  Deno: [at('node_modules', '.bin', 'deno'), 'run', ...rights, runner, client],
  Python: [venvProgram('python'), at('python_shim', 'benchmarks', 'client_runner.py')]
};

function measure(language, what, url = '', secret = 'none') {
  const [program, ...argv] = languages[language];
  const env = projectEnvironment({ VIBEVOICE_URL: url, VIBEVOICE_TOKEN: secret, NO_COLOR: '1' });
  return JSON.parse(execFileSync(program, [...argv, what], { env, encoding: 'utf8' }));
}

const tell = facts => console.log(JSON.stringify(row(facts)));

for (const [language, target] of [
  ['Node', '<= 60'],
  ['Python', '<= 80']
]) {
  const runs = Array.from({ length: 9 }, () => measure(language, 'import').importing);
  tell({ name: `client: import, ${language}`, value: median(runs), unit: 'ms', target, runs });
}

const instance = await startInstance();
try {
  for (const language of ['Python', 'Deno', 'Node']) {
    const { runs } = measure(language, 'first', instance.url, instance.secret);
    const name = `client: call to first samples, ${language}`;
    tell({ name, value: median(runs), unit: 's', target: '<= 0.6', runs });
  }
} finally {
  await instance.stop();
}

const server = spawn(process.execPath, [at('scripts', 'bench', 'long-job-server.mjs')], {
  stdio: ['pipe', 'pipe', 'inherit']
});
const [line] = await once(createInterface({ input: server.stdout }), 'line');
const { url } = JSON.parse(line);
try {
  for (const language of Object.keys(languages)) {
    const { runs, grown } = measure(language, 'events', url);
    const many = `client: 10,000 events, ${language}`;
    tell({ name: many, value: median(runs), unit: 'ms', target: '<= 250', runs });
    tell({ name: `${many}, memory`, value: Math.max(0, grown), unit: 'MB', target: '<= 16' });
    const heard = measure(language, 'sound', url);
    const long = `client: 90 minutes of sound, ${language}`;
    tell({ name: `${long}, memory`, value: Math.max(0, heard.grown), unit: 'MB', target: '<= 16' });
    tell({ name: `${long}, fetched unread`, value: heard.ahead, unit: 'segments', target: '<= 1' });
    const lost = Math.abs(heard.expected - heard.samples);
    tell({ name: `${long}, lost or doubled`, value: lost, unit: 'samples', target: '<= 0' });
  }
} finally {
  server.stdin.end();
}
