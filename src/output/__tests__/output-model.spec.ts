/** @jest-environment node */
/* eslint-disable jupyter/no-untranslated-string -- titles of dialogues are data here */
import { nullTranslator } from '@jupyterlab/translation';
import { type VibeVoice } from '../../client/index.ts';
import { type JobOutput } from '../../contract/index.ts';
import { describeJob } from '../../client/output/describe-job.ts';
import { parse } from '../../dialogue/index.ts';
import { until } from '../../studio/__tests__/quiet-model.ts';
import { RealInstance } from '../../studio/__tests__/real-instance.ts';
import { silentSound } from '../../studio/__tests__/silent-sound.ts';
import { scriptOf } from '../open-in-studio.ts';
import { OutputModel } from '../output-model.ts';
import { noticeText } from '../output-words.ts';
import { Page } from './pages.ts';

/** A dialogue of so many turns. */
const long = (turns: number) =>
  Array.from(
    { length: turns },
    (_, n) => `${n % 2 ? 'Tom' : 'Nora'}: This is turn ${n} of many.`
  ).join('\n');
const script = 'Nora: Good evening.\nTom: Hello.\nNora: Tonight the sea glows.\n';

let instance: RealInstance;
let client: VibeVoice;
const open: { dispose(): void }[] = [];

beforeAll(async () => {
  instance = await RealInstance.start();
  client = instance.client();
}, 30_000);

afterEach(() => {
  for (const each of open.splice(0)) {
    each.dispose();
  }
});

afterAll(() => instance.stop());

function page(isUp = true): Page {
  const made = new Page(() => instance.client(), isUp);
  open.push({ dispose: () => made.close() });
  return made;
}

function output(saved: JobOutput, from: Page): OutputModel {
  const model = new OutputModel(saved, from.service, silentSound());
  open.push(model);
  return model;
}

const isDone = (model: OutputModel) => () => model.job?.state === 'done';

test('an output finds its job again by its id, and follows it to its end', async () => {
  const job = await client.jobs.create({ script: long(40), engine: 'draft' });
  const model = output(describeJob(job), page());
  await until(model.changed, isDone(model));
  expect(model.link).toBe('live');
  expect(model.turns.every(turn => turn.isAudible)).toBe(true);
  expect(model.peaks.length).toBeGreaterThan(0);
});

test('several outputs of one job show the same, over one stream', async () => {
  const job = await client.jobs.create({ script, engine: 'draft' });
  const shared = page();
  const models = [output(describeJob(job), shared), output(describeJob(job), shared)];
  await Promise.all(models.map(model => until(model.changed, isDone(model))));
  expect(models[0]!.job).toBe(models[1]!.job);
  models[0]!.dispose();
  await models[1]!.retake(models[1]!.turns[0]!.id);
  await until(
    models[1]!.changed,
    () => models[1]!.turns[0]!.takes.length === 2 && isDone(models[1]!)()
  );
});

test('playing one output pauses the other, and none plays by itself', async () => {
  const job = await client.jobs.create({ script, engine: 'draft' });
  const shared = page();
  const [first, second] = [output(describeJob(job), shared), output(describeJob(job), shared)];
  await Promise.all([first, second].map(model => until(model.changed, isDone(model))));
  expect(first.player!.playing || second.player!.playing).toBe(false);
  first.toggle();
  second.toggle();
  expect(first.player!.playing).toBe(false);
  expect(second.player!.playing).toBe(true);
});

test('a job is stopped, and resumed to its end', async () => {
  const job = await client.jobs.create({ script: long(200), engine: 'draft' });
  const model = output(describeJob(job), page());
  await until(model.changed, () => (model.job?.audio.segments ?? 0) > 0);
  await model.stop();
  await until(model.changed, () => model.job?.state === 'cancelled');
  await model.resume();
  await until(model.changed, isDone(model));
});

test('where no instance runs the notebook speaks, and nothing is started but by a click', async () => {
  const job = await (await client.jobs.create({ script, engine: 'draft' })).finished();
  const closed = page(false);
  const model = output(describeJob(job), closed);
  await until(model.changed, () => model.link === 'stopped');
  expect(model.turns.map(turn => turn.text)).toEqual(job.dialogue.turns.map(turn => turn.text));
  expect(closed.asked).toBe(0);
  await model.start();
  await until(model.changed, isDone(model));
});

test('a job that the library has let go is said to be gone, and its transcript stays', async () => {
  const job = await (await client.jobs.create({ script, engine: 'draft' })).finished();
  const saved = describeJob(job);
  await job.delete();
  const model = output(saved, page());
  await until(model.changed, () => model.link === 'forgotten');
  expect(model.turns).toHaveLength(3);
});

test('a job that is deleted while it is made is said to be gone, to all that show it', async () => {
  const job = await client.jobs.create({ script: long(800), engine: 'draft' });
  const shared = page();
  const models = [output(describeJob(job), shared), output(describeJob(job), shared)];
  await Promise.all(models.map(model => until(model.changed, () => model.link === 'live')));
  await client.jobs.delete(job.id);
  await Promise.all(models.map(model => until(model.changed, () => model.link === 'forgotten')));
  const saved = describeJob(job).turns.length;
  expect(models.map(model => [model.turns.length, model.player])).toEqual([
    [saved, null],
    [saved, null]
  ]);
});

test('what the engine lacks is said in the output too', async () => {
  const job = await client.jobs.create({ script, engine: 'draft', guidance: 2 });
  const model = output(describeJob(job), page());
  await until(model.changed, isDone(model));
  expect(noticeText(model, nullTranslator.load('jupyterlab_vibevoice'))).toContain(
    'has no setting “Guidance”'
  );
});

test('what the kernel says later is taken, and another job replaces the first', async () => {
  const [one, two] = [
    await client.jobs.create({ script, engine: 'draft' }),
    await client.jobs.create({ script: 'Ana: Only me.', engine: 'draft' })
  ];
  const model = output(describeJob(one), page());
  await until(model.changed, isDone(model));
  model.update(describeJob(two));
  await until(model.changed, () => model.job?.id === two.id && isDone(model)());
  expect(model.turns).toHaveLength(1);
});

test('a dialogue goes to the studio as the script it was, with chapters, directions and pauses', () => {
  const text = '# One\nNora (softly): Good[pause:500ms] evening.\n\n# Two\nTom: Hello.\n';
  const { dialogue } = parse(text);
  const again = parse(scriptOf({ title: 'Sea', dialogue })).dialogue;
  expect(again.title).toBe('Sea');
  const facts = ({ turns, chapters }: typeof dialogue) => ({
    chapters,
    turns: turns.map(({ speaker, text: said, directions, pauses }) => ({
      speaker,
      said,
      directions,
      pauses
    }))
  });
  expect(facts(again)).toEqual(facts(dialogue));
});
