// Makes the Python side of the contract from src/contract: schema.json, openapi.json, problem_codes.py, models.py.
// `--check` writes nothing and exits 1 where what is committed differs.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { jsonSchemas } from './contract/json-schema.mjs';
import { loadContract } from './contract/load.mjs';
import { openapi } from './contract/openapi.mjs';
import { models, problemTable } from './contract/python.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const source = join(root, 'src/contract');
const target = join(root, 'python_shim/jupyterlab_vibevoice/contract');

/** Runs `use` with a scratch folder inside the project, so that `zod` is found from there. */
async function withFolder(use) {
  const parent = join(root, 'node_modules/.cache');
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, 'contract-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const artefacts = await withFolder(async folder => {
  const contract = await loadContract(source, folder);
  const document = openapi(contract);
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'VibeVoice contract',
    $defs: jsonSchemas(contract.schemas, '#/$defs/')
  };
  const json = value => `${JSON.stringify(value, null, 2)}\n`;
  return {
    'schema.json': json(schema),
    'openapi.json': json(document),
    'problem_codes.py': problemTable(contract, folder),
    'models.py': models(document, folder)
  };
});

const isCheck = process.argv.includes('--check');
const drifted = Object.entries(artefacts).filter(([name, text]) => {
  try {
    return readFileSync(join(target, name), 'utf8') !== text;
  } catch (error) {
    if (error.code === 'ENOENT') {
      return true;
    }
    throw error;
  }
});
if (!isCheck) {
  drifted.forEach(([name, text]) => writeFileSync(join(target, name), text));
}
const names = drifted.map(([name]) => name).join(', ');
if (drifted.length > 0) {
  console.log(
    isCheck ? `Differs from src/contract: ${names}. Run npm run generate.` : `Wrote ${names}.`
  );
} else {
  console.log('The Python side of the contract is as src/contract says.');
}
process.exitCode = isCheck && drifted.length > 0 ? 1 : 0;
