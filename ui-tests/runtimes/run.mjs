// Runs the client under Node (as built in lib/) and under Deno (from its source), and OpenAI's client, against a real
// instance. The last line is `N passed, N failed, N skipped`; exit status 1 where something failed.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root, startInstance } from './real-instance.mjs';

const here = join(root, 'ui-tests/runtimes');
const deno = join(root, 'node_modules/.bin/deno');
const total = { passed: 0, failed: 0, skipped: 0 };

/** Runs a program to its end, shows what it prints, and gives its exit status and last line. */
function run(program, argv, environment = {}) {
  const child = spawn(program, argv, {
    cwd: root,
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
  const files = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
  const wanted = files.filter(
    file => file.isFile() && file.name.endsWith(ending) && !file.parentPath.includes('__tests__')
  );
  return Math.max(0, ...wanted.map(file => statSync(join(file.parentPath, file.name)).mtimeMs));
}

/** Builds lib/ where it is missing or older than the source. */
async function built() {
  const rooms = ['client', 'contract'];
  const isFresh = rooms.every(
    room =>
      existsSync(join(root, `lib/${room}/package.json`)) &&
      newest(`lib/${room}`, '.js') >= newest(`src/${room}`, '.ts')
  );
  return isFresh || (await run('npm', ['run', '--silent', 'build:lib'])).status === 0;
}

async function checkTypes() {
  const { status } = await run(deno, ['check', '--quiet', 'src/client/index.ts']);
  console.log(`${status === 0 ? 'ok' : 'not ok'} - deno check finds the client's types sound`);
  total[status === 0 ? 'passed' : 'failed'] += 1;
}

async function runtimes({ url, token, folder }) {
  const environment = { VIBEVOICE_URL: url, VIBEVOICE_TOKEN: token };
  const module = path => pathToFileURL(join(root, path)).href;
  const program = join(here, 'program.mjs');
  console.log('# Node, lib/client');
  if (await built()) {
    const argv = [program, module('lib/client/index.js'), folder];
    count('Node', await run(process.execPath, argv, environment));
  } else {
    count('the build of lib', { status: 1, last: '' });
  }
  console.log('# Deno, src/client');
  await checkTypes();
  const rights = [
    '--no-prompt',
    '--allow-net',
    '--allow-env',
    '--allow-read',
    `--allow-write=${folder}`
  ];
  const argv = ['run', '--quiet', ...rights, program, module('src/client/index.ts'), folder];
  count('Deno', await run(deno, argv, environment));
  console.log("# OpenAI's client, Node");
  count("OpenAI's client", await run(process.execPath, [join(here, 'openai.mjs')], environment));
}

const instance = await startInstance();
try {
  await runtimes(instance);
} finally {
  await instance.stop();
}
if (total.failed > 0) {
  console.log(
    `# What the instance said last:\n${instance.output().split('\n').slice(-40).join('\n')}`
  );
}
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed > 0 ? 1 : 0;
