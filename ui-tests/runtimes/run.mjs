// Runs the client under Node (as built in lib/) and under Deno (from its source), and OpenAI's client, against a real
// instance and a real Jupyter server. The last line is `N passed, N failed, N skipped`; exit status 1 where something failed.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root, startInstance, startJupyter } from './real-instance.mjs';

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

const address = path => pathToFileURL(join(root, path)).href;

/** Both runtimes, each with the client as it is used there. */
function runners(writable) {
  const rights = ['--no-prompt', '--allow-net', '--allow-env', '--allow-read'];
  const write = writable ? [`--allow-write=${writable}`] : [];
  return [
    {
      name: 'Node',
      run: (program, args, environment) =>
        run(
          process.execPath,
          [join(here, program), 'jupyterlab-vibevoice/client', ...args],
          environment
        )
    },
    {
      name: 'Deno',
      run: (program, args, environment) =>
        run(
          deno,
          [
            'run',
            '--quiet',
            ...rights,
            ...write,
            join(here, program),
            address('src/client/index.ts'),
            ...args
          ],
          environment
        )
    }
  ];
}

async function againstInstance() {
  const instance = await startInstance();
  const environment = { VIBEVOICE_URL: instance.url, VIBEVOICE_TOKEN: instance.token };
  const failedBefore = total.failed;
  try {
    for (const runner of runners(instance.folder)) {
      console.log(`# ${runner.name}: every part of the client`);
      count(runner.name, await runner.run('program.mjs', [instance.folder], environment));
    }
    for (const [program, name] of [
      ['openai.mjs', "OpenAI's client"],
      ['surface.mjs', 'The API described']
    ]) {
      console.log(`# ${name}`);
      count(name, await run(process.execPath, [join(here, program)], environment));
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

async function againstJupyter() {
  const jupyter = await startJupyter();
  const kernel = {
    VIBEVOICE_LAUNCHER: jupyter.launcher,
    VIBEVOICE_LAUNCHER_TOKEN: jupyter.launcherToken
  };
  const [node, onDeno] = runners();
  try {
    console.log('# Node, beside Jupyter with its login: forwarded by the launcher');
    count('Node', await node.run('launcher.mjs', [jupyter.baseUrl, jupyter.token]));
    console.log('# Node, as a kernel of Jupyter');
    count('Node', await node.run('launcher.mjs', [], kernel));
    console.log('# Deno, as a kernel of Jupyter');
    count('Deno', await onDeno.run('launcher.mjs', [], kernel));
  } finally {
    await jupyter.stop();
  }
}

await checkTypes();
if (await built()) {
  await againstInstance();
  await againstJupyter();
} else {
  count('the build of lib', { status: 1, last: '' });
}
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed > 0 ? 1 : 0;
