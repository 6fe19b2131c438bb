import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { problemCodes } from '../problems.ts';

const root = join(__dirname, '../../..');

/** Codes by status, as section 5 of docs/contract.md lists them. */
function documented(): Record<string, number> {
  const page = readFileSync(join(root, 'docs/contract.md'), 'utf8');
  const section = /## 5\. Problem codes\n([^]*?)\nText diagnostics/.exec(page)?.[1] ?? '';
  const found: Record<string, number> = {};
  let status = 0;
  for (const [, number, code] of section.matchAll(/(\d{3})|`(\w+)`/g)) {
    if (number) {
      status = Number(number);
    } else if (code) {
      found[code] = status;
    }
  }
  return found;
}

/** Codes of the Python table, which is generated but might be edited by hand. */
function python(): Record<string, number> {
  const table = readFileSync(
    join(root, 'python_shim/jupyterlab_vibevoice/contract/problem_codes.py'),
    'utf8'
  );
  const rows = [...table.matchAll(/"(\w+)": ProblemRule\((\d+), (?:True|False)\)/g)];
  return Object.fromEntries(rows.map(row => [String(row[1]), Number(row[2])]));
}

const own = Object.fromEntries(
  Object.entries(problemCodes).map(([code, rule]) => [code, rule.status])
);

test('the table has exactly the codes that the contract names, with their statuses', () => {
  expect(own).toEqual(documented());
});

test('Python knows the same codes and statuses', () => {
  expect(python()).toEqual(own);
});
