import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Job, jobOutputMimeType, jobOutputSchema } from '../../contract/index.ts';
import { describeJob } from '../output/describe-job.ts';
import { displayBundle, type IDisplayBundle } from '../output/display-bundle.ts';

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
])('%s turns take less than 14 kB, and the first of them are there', (count, text) => {
  const output = describeJob(longJob(count, text));
  expect(Buffer.byteLength(JSON.stringify(output))).toBeLessThan(14_000);
  expect(jobOutputSchema.parse(output)).toEqual(output);
  expect(output.turn_count).toBe(count);
  expect(output.turns.length).toBeGreaterThanOrEqual(Math.min(count, 40));
  expect(output.turns[0]!.text).toMatch(/^.+…$/u);
});

test.each([
  [
    'English',
    '"Nobody & nothing knows," she said, "what glows down there in the dark." '.repeat(3),
    80
  ],
  ['Chinese', '海水在发光，而我们站在黑暗里，'.repeat(6), 60]
])('ten jobs of 90 minutes in %s make a notebook of 300 kB at most', (_language, text, turns) => {
  const job = longJob(363, text);
  const timed = job.dialogue.turns.map(({ id, speaker }, index) => ({
    ...cases[0]!.job.turns[0]!,
    id,
    index,
    speaker,
    start: index * 14.88,
    end: index * 14.88 + 14.53
  }));
  const done = { ...job, turns: timed };
  const output = describeJob(done, { path: 'the-light-in-the-sea.mp3' });
  expect(output.turns.length).toBeGreaterThanOrEqual(turns);
  expect(Buffer.byteLength(notebook(displayBundle(output), 10))).toBeLessThanOrEqual(300_000);
});

/** A notebook file with this output in each of some cells, as Jupyter writes it: texts in lines, one value a line. */
function notebook(bundle: IDisplayBundle, count: number): string {
  const lines = (text: string) => text.split(/(?<=\n)/);
  const data = {
    ...bundle,
    'text/html': lines(bundle['text/html']),
    'text/plain': lines(bundle['text/plain'])
  };
  const cell = {
    cell_type: 'code',
    execution_count: 1,
    id: '4dd3a7f4',
    metadata: {},
    outputs: [{ data, metadata: {}, output_type: 'display_data' }],
    source: ['%%vibevoice -o the-light-in-the-sea.mp3']
  };
  const cells = Array.from({ length: count }, () => cell);
  return JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }, null, 1);
}

test('names and texts are never markup, and a path is never a scheme', () => {
  const hostile = '"><img src=x onerror=alert(1)>';
  const job = { ...longJob(1, '<script>alert(1)</script>'), title: hostile };
  const html = displayBundle(describeJob(job, { path: 'javascript:alert(1)' }))['text/html'];
  expect(html).not.toMatch(/<script|<img|href="javascript:/);
  expect(Object.keys(displayBundle(describeJob(job)))[0]).toBe(jobOutputMimeType);
});
