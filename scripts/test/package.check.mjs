// The npm package as somebody else's project gets it: packed, installed into an empty folder, type-checked by the oldest and the
// newest TypeScript, run by Node, Deno, tslab's kernel and a browser without a bundler, and bundled by Vite.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import {
  createReadStream,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, extname, join, normalize } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { startInstance } from '../../ui-tests/runtimes/real-instance.mjs';
import ts from 'typescript';
import { findChromium } from '../setup/chromium.mjs';
import { at, npmCommand, projectEnvironment, root, venvProgram } from '../setup/place.mjs';
import { anysOf, readEntry } from './public-types.mjs';

const run = promisify(execFile);
/** What the client may weigh in a page, its libraries included (bytes, gzipped). */
const limit = 60_000;
const peers = [
  'typescript-oldest@npm:typescript@~5.4',
  'typescript@latest',
  'vite@^7',
  'tslab@^1',
  // The program itself, as npm has it: the newest of the line after the one that runs this.
  `node-22@npm:node-${process.platform}-${process.arch}@22`
];

const program = `
import { VibeVoice, VibeVoiceError, describeJob, type Job, type JobEvent } from 'jupyterlab-vibevoice/client';
import { parse } from 'jupyterlab-vibevoice/dialogue';

type IsAny<T> = 0 extends 1 & T ? true : false;
const vv = new VibeVoice({ url: 'http://127.0.0.1:1/', token: 'x' });
const job: Promise<Job> = vv.jobs.create({ script: 'A: Hi.' });
const isTyped: [IsAny<Job>, IsAny<JobEvent>, IsAny<Awaited<ReturnType<typeof vv.jobs.get>>>] = [false, false, false];
export function told(event: JobEvent): string {
  return event.type === 'turn' ? event.turn.state : event.type === 'failed' ? event.problem.message : event.type;
}
export { describeJob, isTyped, job, parse, VibeVoiceError };
// @ts-expect-error -- a job has exactly one of these states
export const wrong: Job['state'] = 'finished';
`;

const names = `
import * as client from 'jupyterlab-vibevoice/client';
import { parse } from 'jupyterlab-vibevoice/dialogue';
const turns = parse('A: Hi.\\nB: Hello.').dialogue.turns.length;
`;

let folder;

function write(name, content) {
  writeFileSync(
    join(folder, name),
    typeof content === 'string' ? content : JSON.stringify(content, null, 2)
  );
}

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vibevoice-package-'));
  const [npm, ...words] = npmCommand();
  const { stdout } = await run(npm, [...words, 'pack', '--json', '--pack-destination', folder], {
    cwd: root,
    maxBuffer: 64e6
  });
  const packed = JSON.parse(stdout);
  const [{ filename }] = Array.isArray(packed) ? packed : Object.values(packed);
  write('package.json', { name: 'elsewhere', private: true, type: 'module' });
  const options = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
  await run(npm, [...words, 'install', ...options, `./${filename}`, ...peers], { cwd: folder });
});

after(() => rmSync(folder, { recursive: true, force: true }));

test('it brings the client, and not JupyterLab', () => {
  assert.ok(existsSync(join(folder, 'node_modules/jupyterlab-vibevoice/lib/client/index.js')));
  assert.ok(!existsSync(join(folder, 'node_modules/@jupyterlab')));
  assert.ok(!existsSync(join(folder, 'node_modules/react')));
});

for (const compiler of ['typescript-oldest', 'typescript']) {
  for (const [module, moduleResolution] of [
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler']
  ]) {
    test(`${compiler} finds its types sound, resolved as ${moduleResolution}`, async () => {
      write('program.ts', program);
      write('tsconfig.json', {
        compilerOptions: {
          ...{ strict: true, skipLibCheck: false, noEmit: true, target: 'es2022', types: [] },
          ...{ lib: ['ES2023', 'DOM', 'DOM.Iterable'], module, moduleResolution }
        },
        files: ['program.ts']
      });
      const tsc = join(folder, 'node_modules', compiler, 'bin/tsc');
      const { stdout } = await run(process.execPath, [tsc, '-p', '.'], { cwd: folder }).catch(
        error => error
      );
      assert.equal(stdout, '');
    });
  }
}

test("none of its public types is any, the contract's and the grammar's included", () => {
  const lib = ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'];
  const moduleResolution = ts.ModuleResolutionKind.Bundler;
  const found = ['client', 'dialogue', 'dialogue/importers'].flatMap(room => {
    const file = join(folder, 'node_modules/jupyterlab-vibevoice/lib', room, 'index.d.ts');
    const options = { strict: true, target: ts.ScriptTarget.ES2022, lib, types: [] };
    const entry = readEntry(file, { ...options, module: ts.ModuleKind.ESNext, moduleResolution });
    assert.ok(entry.exports.size > 4, room);
    return anysOf(entry);
  });
  assert.deepEqual(found, []);
});

test('importing it in Node does nothing else', async () => {
  write('node.mjs', names + 'console.log(`${typeof client.VibeVoice} ${turns}`);');
  const { stdout, stderr } = await run(process.execPath, ['node.mjs'], { cwd: folder });
  assert.equal(stdout.trim(), 'function 2');
  assert.equal(stderr, '');
});

test('a program of Node 20 and of Node 22 has a dialogue spoken through it', async () => {
  write(
    'speak.mjs',
    `import { VibeVoice } from 'jupyterlab-vibevoice/client';
const job = await new VibeVoice().jobs.create({ script: 'Nora: Hello.\\nSam: Hello, Nora.' });
let samples = 0;
for await (const chunk of job.listen()) samples += chunk.length / 2;
const { state, audio } = await job.finished();
const [major] = process.versions.node.split('.');
console.log(major, state, Math.abs(samples - audio.seconds * 24_000) < 3);`
  );
  const instance = await startInstance();
  const env = { ...process.env, VIBEVOICE_URL: instance.url, VIBEVOICE_TOKEN: instance.token };
  try {
    for (const program of [process.execPath, join(folder, 'node_modules/node-22/bin/node')]) {
      const { stdout } = await run(program, ['speak.mjs'], { cwd: folder, env });
      assert.match(stdout.trim(), /^2\d done true$/);
    }
  } finally {
    await instance.stop();
  }
});

test('Deno runs it, and asks for nothing but the environment', async () => {
  write('deno.mjs', names + 'console.log(`${typeof client.VibeVoice} ${turns}`);');
  const deno = at('node_modules', '.bin', 'deno');
  const { stdout } = await run(deno, ['run', '--no-prompt', '--allow-env', 'deno.mjs'], {
    cwd: folder,
    env: { ...process.env, NO_COLOR: '1', DENO_NO_UPDATE_CHECK: '1' }
  });
  assert.equal(stdout.trim(), 'function 2');
});

/** A notebook of one cell: the page's example for tslab, which is in TypeScript. */
function tslabNotebook() {
  const [, source] = readFileSync(at('docs', 'client.md'), 'utf8').match(/^```ts\n([^]*?)^```$/m);
  const cell = { cell_type: 'code', id: 'one', metadata: {}, execution_count: null, outputs: [] };
  const kernelspec = { name: 'tslab', display_name: 'TypeScript', language: 'typescript' };
  const form = { nbformat: 4, nbformat_minor: 5, metadata: { kernelspec } };
  return { ...form, cells: [{ ...cell, source }] };
}

test("a cell of tslab's kernel type-checks, and its notebook keeps the job", async () => {
  write('tslab.ipynb', tslabNotebook());
  const tslab = join(folder, 'node_modules', '.bin', 'tslab');
  const prefix = join(folder, 'kernels');
  await run(tslab, ['install', `--python=${venvProgram('python')}`, `--prefix=${prefix}`]);
  const { PATH } = projectEnvironment();
  const instance = await startInstance();
  try {
    await run(venvProgram('jupyter-execute'), ['--inplace', 'tslab.ipynb'], {
      cwd: folder,
      env: {
        ...projectEnvironment(),
        PATH: [join(folder, 'node_modules', '.bin'), PATH].join(delimiter),
        HOME: folder,
        JUPYTER_PATH: join(prefix, 'share', 'jupyter'),
        VIBEVOICE_URL: instance.url,
        VIBEVOICE_TOKEN: instance.token
      }
    });
  } finally {
    await instance.stop();
  }
  const [{ outputs }] = JSON.parse(readFileSync(join(folder, 'tslab.ipynb'), 'utf8')).cells;
  const [shown, printed] = outputs;
  const kept = JSON.parse(shown.data['application/vnd.vibevoice.job.v1+json']);
  assert.equal(kept.state, 'done');
  assert.equal([printed.text].flat().join(''), 'done\n');
});

const mediaTypes = { '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript' };

/** Serves the folder as any plain web server would. */
async function serve() {
  const server = createServer((request, response) => {
    const file = join(folder, normalize(new URL(request.url, 'http://x').pathname));
    if (!existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    response.setHeader('Content-Type', mediaTypes[extname(file)] ?? 'application/json');
    createReadStream(file).pipe(response);
  });
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  return server;
}

test('a page runs it with an import map, without a bundler', async () => {
  const imports = {
    'jupyterlab-vibevoice/client': '/node_modules/jupyterlab-vibevoice/lib/client/index.js',
    'jupyterlab-vibevoice/dialogue': '/node_modules/jupyterlab-vibevoice/lib/dialogue/index.js',
    axios: '/node_modules/axios/dist/esm/axios.js',
    'zod/mini': '/node_modules/zod/mini/index.js',
    'eventsource-parser': '/node_modules/eventsource-parser/dist/index.js',
    'eventsource-parser/stream': '/node_modules/eventsource-parser/dist/stream.js',
    yaml: '/node_modules/yaml/browser/index.js'
  };
  const map = `<script type="importmap">${JSON.stringify({ imports })}</script>`;
  const script = `${names}document.title = typeof client.VibeVoice + ' ' + turns;`;
  write('page.html', `${map}<script type="module">${script}</script>`);
  const { chromium } = await import('@playwright/test');
  const server = await serve();
  const browser = await chromium.launch({
    executablePath: findChromium(),
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : []
  });
  try {
    const page = await browser.newPage();
    const errors = [];
    page.on('pageerror', error => errors.push(error.message));
    await page.goto(`http://127.0.0.1:${server.address().port}/page.html`);
    await page
      .waitForFunction(() => globalThis.document.title !== '', undefined, { timeout: 60_000 })
      .catch(() => undefined);
    assert.deepEqual(errors, []);
    assert.equal(await page.title(), 'function 2');
  } finally {
    await browser.close();
    server.close();
  }
});

test('Vite bundles it, and the whole client weighs less than 60 kB gzipped', async () => {
  write('entry.js', "export * from 'jupyterlab-vibevoice/client';");
  const config = {
    logLevel: 'error',
    build: {
      target: 'es2022',
      modulePreload: false,
      rollupOptions: {
        ...{ input: 'entry.js', preserveEntrySignatures: 'strict' },
        // What is loaded later counts as well.
        output: { entryFileNames: 'out.js', inlineDynamicImports: true }
      }
    }
  };
  write('vite.config.js', `export default ${JSON.stringify(config)};`);
  const vite = join(folder, 'node_modules/vite/bin/vite.js');
  await run(process.execPath, [vite, 'build'], { cwd: folder });
  const bundle = readFileSync(join(folder, 'dist/out.js'));
  const weight = gzipSync(bundle, { level: 9 }).length;
  console.log(`# ${weight} bytes gzipped`);
  assert.ok(weight <= limit, `${weight} bytes`);
  write('bundled.mjs', "import { VibeVoice } from './dist/out.js'; console.log(typeof VibeVoice);");
  const { stdout } = await run(process.execPath, ['bundled.mjs'], { cwd: folder });
  assert.equal(stdout.trim(), 'function');
});
