import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { instanceCalls, launcherCalls, problemCodes } from '../index.ts';

const page = readFileSync(join(__dirname, '../../../docs/contract.md'), 'utf8');

/** A call's name with its parameters and formats left out. */
function named(method: string, path: string): string {
  const plain = path.replace(/\.(\{.*?\}|flac)$/, '').replace(/\{.*?\}/g, '*');
  return `${method.toUpperCase()} ${plain}`;
}

/** The calls in the table that stands between two texts of the page. */
function documented(from: string, to: string): string[] {
  const rows = page.slice(page.indexOf(from), page.indexOf(to)).split('\n');
  const cells = rows.filter(line => line.startsWith('| `')).map(row => row.split(' | ')[0] ?? '');
  const calls = cells.flatMap(cell => [
    ...cell.matchAll(/`(GET|POST|PUT|PATCH|DELETE) ([^\s`?]+)/g)
  ]);
  return calls.map(([, method = '', path = '']) => named(method, path)).sort();
}

test('the launcher calls are those of the contract', () => {
  const calls = launcherCalls.map(call => named(call.method, call.path));
  expect(calls.sort()).toEqual(documented('## 3.', 'Instance = '));
});

test('every instance call of the contract is described', () => {
  const calls = instanceCalls.map(call => named(call.method, call.path));
  expect(calls).toEqual(
    expect.arrayContaining(
      documented('## 4.', 'JobCreate = ').filter(call => !/captions/.test(call))
    )
  );
  expect(calls).toEqual(expect.arrayContaining(['GET api/jobs/*/captions.vtt']));
});

test('a call names problems that exist, and none twice', () => {
  for (const { problems = [] } of instanceCalls) {
    expect(new Set(problems).size).toBe(problems.length);
    expect(problems.every(code => code in problemCodes)).toBe(true);
  }
});
