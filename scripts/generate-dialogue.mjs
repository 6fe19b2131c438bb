// Copies src/dialogue/dialogue.json to where each language reads it: a TypeScript module (Node warns at JSON imports), and a file inside the
// Python package. `--check` writes nothing and fails when a copy has drifted.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const root = join(import.meta.dirname, '..');
const source = await readFile(join(root, 'src/dialogue/dialogue.json'), 'utf8');
const copies = {
  'src/dialogue/generated/tables.ts':
    '// Generated from ../dialogue.json by scripts/generate-dialogue.mjs.\n' +
    `export const tables = ${JSON.stringify(JSON.parse(source), null, 1)} as const;\n`,
  'python_shim/jupyterlab_vibevoice/dialogue/dialogue.json': source
};

const drifted = [];
for (const [path, wanted] of Object.entries(copies)) {
  const file = join(root, path);
  const found = await readFile(file, 'utf8').catch(() => '');
  if (found === wanted) {
    continue;
  }
  drifted.push(path);
  if (!process.argv.includes('--check')) {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, wanted);
  }
}
if (process.argv.includes('--check') && drifted.length > 0) {
  console.error(
    `Drifted from src/dialogue/dialogue.json: ${drifted.join(', ')}. Run "node scripts/generate-dialogue.mjs".`
  );
  process.exit(1);
}
