// Runs the client under Node (as built in lib/) and under Deno (from its source), and OpenAI's client, against a real
// instance and a real Jupyter server. The last line is `N passed, N failed, N skipped`; exit status 1 where something failed.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startFaults } from '../conformance/faults.mjs';
import { programOf } from './examples.mjs';
import { root, startInstance, startJupyter } from './real-instance.mjs';

const here = join(root, 'ui-tests/runtimes');
const deno = join(root, 'node_modules/.bin/deno');
const total = { passed: 0, failed: 0, skipped: 0 };

/** Runs a program to its end, shows what it prints, and gives its exit status and last line. */
function run(program, argv, environment = {}, cwd = root) {
  const child = spawn(program, argv, {
    cwd,
    env: { ...process.env, NO_COLOR: '1', DENO_NO_UPDATE_CHECK: '1', ...environment },
    stdio: ['ignore', 'pipe', 'inherit']
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', text => {
    output += text;
    process.stdout.write(text.replace(/^\{"passed".*\n/m, ''));
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', status =>
      resolve({ status, last: output.trimEnd().split('\n').at(-1) ?? '' })
    );
  });
}

function count(name, { status, last }) {
  try {
    const counts = JSON.parse(last);
    for (const key of Object.keys(total)) {
      total[key] += counts[key];
    }
  } catch {
    console.log(`not ok - ${name} ended with status ${status} before its end`);
    total.failed += 1;
  }
}

function newest(folder, ending) {
  if (!existsSync(join(root, folder))) {
    return 0;
  }
  const files = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
  const wanted = files.filter(
    file => file.isFile() && file.name.endsWith(ending) && !file.parentPath.includes('__tests__')
  );
  return Math.max(0, ...wanted.map(file => statSync(join(file.parentPath, file.name)).mtimeMs));
}

/** Builds lib/ where it is missing or older than the source. */
async function built() {
  const made = newest('lib/node', '.mjs');
  const isFresh = ['client', 'contract', 'dialogue'].every(
    room => made >= newest(`src/${room}`, '.ts')
  );
  const builds = isFresh ? [] : ['build:lib', 'build:client'];
  for (const build of builds) {
    if ((await run('npm', ['run', '--silent', build])).status !== 0) {
      return false;
    }
  }
  return true;
}

async function checkTypes() {
  const { status } = await run(deno, ['check', '--quiet', 'src/client/index.ts']);
  console.log(`${status === 0 ? 'ok' : 'not ok'} - deno check finds the client's types sound`);
  total[status === 0 ? 'passed' : 'failed'] += 1;
}

const address = path => pathToFileURL(join(root, path)).href;

/** Both runtimes, each with the client as it is used there; `client` is what a program imports. */
function runners(writable) {
  const rights = ['--no-prompt', '--allow-net', '--allow-env', '--allow-read'];
  const write = writable ? [`--allow-write=${writable.join()}`] : [];
  return [
    { name: 'Node', client: 'jupyterlab-vibevoice/client', start: [process.execPath] },
    {
      name: 'Deno',
      client: address('src/client/index.ts'),
      start: [deno, 'run', '--quiet', ...rights, ...write]
    }
  ];
}

/** Runs one of our programs in a runtime. */
async function runIn({ name, client, start: [runtime, ...first] }, program, args, environment) {
  const argv = [...first, join(here, program), client, ...args];
  count(name, await run(runtime, argv, environment));
}

/** Runs the examples of a page; that they come to their end is the check. */
async function runExamples({ name, client, start: [runtime, ...first] }, page, environment, kind) {
  // Inside the project, from where both runtimes find the packages.
  mkdirSync(join(root, '.vibevoice'), { recursive: true });
  const folder = mkdtempSync(join(root, '.vibevoice/examples-'));
  try {
    const program = programOf(join(root, page), client, folder, kind);
    const argv = first.length > 0 ? [...first, `--allow-write=${folder}`, program] : [program];
    const { status } = await run(runtime, argv, environment, folder);
    const what = `the ${kind ? `${kind} ` : ''}examples of ${page}`;
    console.log(`${status === 0 ? 'ok' : 'not ok'} - ${what} run in ${name}`);
    total[status === 0 ? 'passed' : 'failed'] += 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function againstInstance() {
  const instance = await startInstance();
  const environment = { VIBEVOICE_URL: instance.url, VIBEVOICE_TOKEN: instance.token };
  const failedBefore = total.failed;
  try {
    for (const runner of runners([instance.folder])) {
      console.log(`# ${runner.name}: every part of the client`);
      await runIn(runner, 'program.mjs', [instance.folder], environment);
      for (const page of ['docs/client.md', 'docs/code.md', 'README.md']) {
        await runExamples(runner, page, environment);
      }
    }
    for (const [program, name] of [
      ['openai.mjs', "OpenAI's client"],
      ['surface.mjs', 'The API described'],
      ['own-client.mjs', 'curl, and a plain EventSource']
    ]) {
      console.log(`# ${name}`);
      count(name, await run(process.execPath, [join(here, program), instance.folder], environment));
    }
  } finally {
    await instance.stop();
  }
  if (total.failed > failedBefore) {
    console.log(
      `# What the instance said last:\n${instance.output().split('\n').slice(-40).join('\n')}`
    );
  }
}

async function againstFaults() {
  const faults = await startFaults();
  const [{ client, start }] = runners();
  try {
    console.log('# Node, with a network that misbehaves');
    const program = join(root, 'ui-tests/conformance/typescript.mjs');
    count('conformance', await run(start[0], [program, client, faults.url]));
  } finally {
    await faults.stop();
  }
}

async function againstJupyter() {
  const jupyter = await startJupyter();
  const kernel = {
    VIBEVOICE_LAUNCHER: jupyter.launcher,
    VIBEVOICE_LAUNCHER_TOKEN: jupyter.launcherToken
  };
  const [node, onDeno] = runners();
  try {
    console.log('# Node, beside Jupyter with its login: forwarded by the launcher');
    await runIn(node, 'launcher.mjs', [jupyter.baseUrl, jupyter.token]);
    console.log('# Node, as a kernel of Jupyter');
    await runIn(node, 'launcher.mjs', [], kernel);
    console.log('# Deno, as a kernel of Jupyter');
    await runIn(onDeno, 'launcher.mjs', [], kernel);
    await runExamples(onDeno, 'docs/client.md', kernel, 'launcher');
  } finally {
    await jupyter.stop();
  }
}

await checkTypes();
if (await built()) {
  await againstInstance();
  await againstFaults();
  await againstJupyter();
} else {
  count('the build of lib', { status: 1, last: '' });
}
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed > 0 ? 1 : 0;
