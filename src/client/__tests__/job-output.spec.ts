import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Job, jobOutputMimeType, jobOutputSchema } from '../../contract/index.ts';
import { describeJob } from '../output/describe-job.ts';
import { displayBundle } from '../output/display-bundle.ts';

interface ICase {
  readonly name: string;
  readonly at: string;
  readonly path?: string;
  readonly job: Job;
  readonly bundle: unknown;
}

const file = join(__dirname, '../../contract/fixtures/output/cases.json');
const cases = JSON.parse(readFileSync(file, 'utf8')) as ICase[];

function bundleOf({ job, path, at }: ICase) {
  return displayBundle(describeJob(job, { path, at: new Date(at) }));
}

test.each(cases.map(each => [each.name, each] as const))('a notebook keeps %s', (_name, each) => {
  expect(bundleOf(each)).toEqual(each.bundle);
});

function longJob(count: number, text: string): Job {
  const { job } = cases[1]!;
  const turns = Array.from({ length: count }, (_, index) => ({
    id: `t${index}`,
    speaker: '主持人',
    text
  }));
  return { ...job, dialogue: { ...job.dialogue, turns } };
}

test.each([
  [363, '海水在发光，而我们站在黑暗里。'.repeat(8)],
  [10_000, '<&>"'.repeat(50)],
  [1, '字'.repeat(20_000)]
])('%s turns take less than 20 kB, and the first of them are there', (count, text) => {
  const output = describeJob(longJob(count, text));
  expect(Buffer.byteLength(JSON.stringify(output))).toBeLessThan(20_000);
  expect(jobOutputSchema.parse(output)).toEqual(output);
  expect(output.turn_count).toBe(count);
  expect(output.turns.length).toBe(Math.min(count, 200));
  expect(output.turns[0]!.text).toMatch(/^.+…$/u);
});

test('names and texts are never markup, and a path is never a scheme', () => {
  const hostile = '"><img src=x onerror=alert(1)>';
  const job = { ...longJob(1, '<script>alert(1)</script>'), title: hostile };
  const html = displayBundle(describeJob(job, { path: 'javascript:alert(1)' }))['text/html'];
  expect(html).not.toMatch(/<script|<img|href="javascript:/);
  expect(Object.keys(displayBundle(describeJob(job)))[0]).toBe(jobOutputMimeType);
});
