import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(__dirname, '../../..');

test('the Python side of the contract is what the generator makes of src/contract', () => {
  const said = execFileSync(process.execPath, ['scripts/generate-contract.mjs', '--check'], {
    cwd: root,
    encoding: 'utf8'
  });
  expect(said).toContain('is as src/contract says');
}, 60_000);
