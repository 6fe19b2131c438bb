/** @jest-environment node */
import { nullTranslator } from '@jupyterlab/translation';
import { VibeVoice } from '../../client/index.ts';
import { chip } from '../chip.ts';
import { InstanceStore } from '../instance-store.ts';
import { type IMemory } from '../memory.ts';
import { notice } from '../notice.ts';
import { primary } from '../primary.ts';
import { SettingsStore } from '../settings.ts';
import { type StudioModel } from '../studio-model.ts';
import { longText as long } from './facts.ts';
import { quietModel, until } from './quiet-model.ts';
import { RealInstance } from './real-instance.ts';

const trans = nullTranslator.load('jupyterlab_vibevoice');
const text = 'Nora: Good evening.\nTom: Hello.\nNora: Tonight the sea glows.\n';

let instance: RealInstance;
const open: { dispose(): void }[] = [];
const memories = new Map<string, IMemory>();
const files = new Map<string, Buffer>();

beforeAll(async () => {
  instance = await RealInstance.start();
}, 30_000);

afterEach(() => {
  for (const each of open.splice(0)) {
    each.dispose();
  }
});

afterAll(() => instance.stop());

let keptVoices: unknown;
const voiceMemory = {
  load: () => Promise.resolve(keptVoices),
  save: (voices: unknown) => Promise.resolve(void (keptVoices = voices))
};

/** A studio in a page of its own. */
function studio(
  path: string,
  script: string,
  settings = new SettingsStore(),
  client = instance.client()
): StudioModel {
  const store = new InstanceStore(client, undefined, voiceMemory);
  const model = quietModel({
    path,
    client,
    instance: store,
    settings,
    memory: {
      load: name => Promise.resolve(memories.get(name)),
      save: (name, memory) => Promise.resolve(void memories.set(name, memory))
    },
    contents: {
      save: (name, content) => Promise.resolve(void files.set(name, Buffer.from(content, 'base64')))
    }
  });
  open.push(model, store);
  model.setText(script);
  return model;
}

const states = (model: StudioModel) => model.turns.map(turn => turn.state);
const isDone = (model: StudioModel) => () => model.job?.state === 'done' && !model.isAsking;

async function made(path: string, script = text): Promise<StudioModel> {
  const model = studio(path, script);
  await model.generate();
  await until(model.changed, isDone(model));
  return model;
}

it('makes a dialogue and plays it while it is made', async () => {
  const model = studio('first.dialogue.txt', text);
  expect(states(model)).toEqual(['draft', 'draft', 'draft']);
  expect(primary(model, trans)).toMatchObject({ action: 'generate', kind: 'make' });
  await model.generate();
  expect(model.player.playing).toBe(true);
  await until(model.changed, isDone(model));
  expect(states(model)).toEqual(['done', 'done', 'done']);
  expect(model.turns.every(turn => turn.isAudible && turn.precision === 'exact')).toBe(true);
  expect(model.duration).toMatchObject({ isEstimate: false, seconds: model.job?.audio.seconds });
  await until(model.changed, () => Object.keys(model.job!.settings.cast).length === 2);
  expect(model.cast.map(role => [role.name, role.voiceId])).toEqual(
    Object.entries(model.job!.settings.cast)
  );
});

it('shows the waveform of what is made', async () => {
  const model = await made('wave.dialogue.txt');
  const expected = model.job!.audio.seconds * 20;
  await until(model.changed, () => Math.abs(model.peaks.length - expected) <= 20);
  expect(Math.max(...model.peaks)).toBeGreaterThan(20);
});

it('marks a turn whose text has changed, and makes only that one again', async () => {
  const model = await made('edit.dialogue.txt');
  const before = model.job!.turns.map(turn => turn.take);
  model.setText(text.replace('Hello.', 'Hello, everybody.'));
  expect(states(model)).toEqual(['done', 'stale', 'done']);
  expect(primary(model, trans).label).toBe('Update 1 turn');
  await model.update();
  await until(model.changed, isDone(model));
  expect(states(model)).toEqual(['done', 'done', 'done']);
  const after = model.job!.turns.map(turn => turn.take);
  expect(after.map((take, index) => take === before[index])).toEqual([true, false, true]);
});

it('marks the turns of a speaker who got another voice', async () => {
  const model = await made('voice.dialogue.txt');
  const other = model.voices.find(voice => !model.cast.some(role => role.voiceId === voice.id))!;
  model.setVoice(2, other.id);
  expect(states(model)).toEqual(['done', 'stale', 'done']);
  expect(model.turns[1]?.change).toBe('voice');
  await model.update();
  await until(model.changed, isDone(model));
  expect(states(model)).toEqual(['done', 'done', 'done']);
  expect(model.turns[1]?.takes).toHaveLength(2);
});

it('begins a new dialogue with the voices that were chosen last', async () => {
  const settings = new SettingsStore();
  const model = studio('last.dialogue.txt', text, settings);
  await until(model.changed, () => model.voices.length > 4);
  const chosen = model.voices[4]!.id;
  model.setVoice(2, chosen);
  const other = studio('next.dialogue.txt', text.replaceAll('Tom', 'Ana'), settings);
  await other.generate();
  await until(other.changed, isDone(other));
  expect(other.job!.settings.cast).toEqual({ Nora: model.voices[0]!.id, Ana: chosen });
});

it('lets voices be chosen before an instance is up, once one has told them', async () => {
  const before = studio('before.dialogue.txt', text);
  await until(before.changed, () => before.areVoicesKnown);
  const nobody = new VibeVoice({ url: 'http://127.0.0.1:9/', token: 'none' });
  const model = studio('early.dialogue.txt', text, new SettingsStore(), nobody);
  await until(model.changed, () => model.voices.length > 0);
  expect(model.areVoicesKnown).toBe(false);
  model.setVoice(1, model.voices[3]!.id);
  expect(model.cast.map(role => role.voice?.id)).toEqual([
    model.voices[3]!.id,
    model.voices[0]!.id
  ]);
});

it('leaves a locked turn alone', async () => {
  const model = await made('lock.dialogue.txt');
  model.lock(model.turns[1]!.id);
  model.setText(text.replace('Hello.', 'Good night.'));
  expect(states(model)).toEqual(['done', 'stale', 'done']);
  expect(primary(model, trans).action).toBe('generate');
});

it('asks for a new job when turns came or went', async () => {
  const model = await made('more.dialogue.txt');
  const { id } = model.job!;
  model.setText(`${text}Tom: And the fish?\n`);
  expect(model.isRearranged).toBe(true);
  expect(states(model)).toEqual(['done', 'done', 'done', 'draft']);
  expect(primary(model, trans).action).toBe('generate');
  await model.generate();
  await until(model.changed, () => model.job?.id !== id && isDone(model)());
  expect(states(model)).toEqual(['done', 'done', 'done', 'done']);
  expect(model.jobs.map(job => job.id)).toContain(id);
});

it('finds its job again after a reload', async () => {
  const { job } = await made('again.dialogue.txt');
  const later = studio('again.dialogue.txt', text);
  await until(later.changed, () => later.job !== null);
  expect(later.job?.id).toBe(job?.id);
  expect(states(later)).toEqual(['done', 'done', 'done']);
});

it('finds its jobs under the name that the file had before', async () => {
  const model = await made('old-name.dialogue.txt');
  model.setPath('new-name.dialogue.txt');
  const later = studio('new-name.dialogue.txt', text);
  await until(later.changed, () => later.job !== null);
  expect(later.job?.id).toBe(model.job?.id);
});

it('shows in one tab what another one makes', async () => {
  const mine = studio('shared.dialogue.txt', text);
  const other = studio('shared.dialogue.txt', text);
  await until(other.changed, () => other.instance !== null);
  await mine.generate();
  await until(other.changed, isDone(other));
  expect(other.job?.id).toBe(mine.job?.id);
  expect(states(other)).toEqual(['done', 'done', 'done']);
});

it('keeps the takes of a turn, and plays the chosen one', async () => {
  const model = await made('takes.dialogue.txt');
  const { id, take } = model.turns[0]!;
  await model.retake(id);
  await until(model.changed, () => isDone(model)() && model.turns[0]!.takes.length === 2);
  const { revision } = model.job!.audio;
  expect(model.turns[0]?.take).not.toBe(take);
  await model.chooseTake(id, take!);
  await until(model.changed, () => model.turns[0]?.take === take);
  expect(model.job!.audio.revision).toBeGreaterThan(revision);
});

it('draws each take from its own sound', async () => {
  const model = await made('waves.dialogue.txt');
  const [take] = model.turns[2]!.takes;
  const wave = await model.takePeaks(take!);
  expect(wave).toHaveLength(Math.ceil(take!.seconds * 20 - 0.001));
  const { start } = model.turns[2]!;
  await until(model.changed, () => model.peaks.length >= start! * 20 + wave.length);
  const loudest = (peaks: Int8Array) => Math.max(...peaks);
  const inJob = loudest(model.peaks.subarray(Math.round(start! * 20)));
  expect(Math.abs(loudest(wave) - inJob)).toBeLessThanOrEqual(1);
  expect(await model.takePeaks({ ...take!, id: 'gone' })).toHaveLength(0);
});

it('stops with its audio kept, and goes on from there', async () => {
  const model = studio('stop.dialogue.txt', long);
  await model.generate();
  await until(model.changed, () => primary(model, trans).action === 'stop');
  await model.stop();
  await until(model.changed, () => model.job?.state === 'cancelled');
  const { seconds } = model.job!.audio;
  expect(seconds).toBeGreaterThan(0);
  expect(chip(model, trans)).toMatchObject({ state: 'halted' });
  expect(primary(model, trans).label).toBe('Resume');
  await model.resume();
  await until(model.changed, () => model.job!.audio.seconds > seconds);
  expect(chip(model, trans).state).toBe('busy');
  await model.stop();
  await until(model.changed, () => model.job?.state === 'cancelled');
}, 30_000);

it('may be edited while it is made', async () => {
  const model = studio('busy.dialogue.txt', long);
  await model.generate();
  await until(model.changed, () => states(model)[0] === 'done');
  model.setText(long.replace('number 0 of', 'number nought of'));
  expect(states(model)[0]).toBe('stale');
  expect(states(model)[299]).toBe('waiting');
  await model.stop();
});

it('makes one turn of a dialogue that has no sound yet', async () => {
  const model = studio('one.dialogue.txt', text);
  await model.generate([model.turns[1]!.id]);
  await until(model.changed, isDone(model));
  expect(states(model)).toEqual(['draft', 'done', 'draft']);
});

it('goes to a turn, to the next and back', async () => {
  const model = await made('steps.dialogue.txt');
  const [first, second] = model.turns;
  model.playTurn(second!.id);
  expect(model.player).toMatchObject({ playing: true, turnId: second!.id });
  model.playTurn(second!.id);
  expect(model.player.playing).toBe(false);
  model.step(-1);
  expect(model.player.turnId).toBe(first!.id);
  model.step(1);
  expect(model.player.position_s).toBe(second!.start);
});

it('saves sound and captions beside the document', async () => {
  const model = await made('talks/sea.dialogue.txt');
  expect(await model.saveBeside(['mp3', 'vtt'])).toEqual(['talks/sea.mp3', 'talks/sea.vtt']);
  expect(files.get('talks/sea.vtt')?.toString()).toContain('<v Nora>');
  expect(files.get('talks/sea.mp3')!.length).toBeGreaterThan(1000);
});

it('says what went wrong with a call, until it is put away', async () => {
  const model = await made('wrong.dialogue.txt');
  await model.chooseTake(model.turns[0]!.id, 'no-such-take');
  expect(notice(model, trans)).toMatchObject({ kind: 'failed', isDismissable: true });
  model.dismiss(notice(model, trans)!.text);
  expect(model.problem).toBeNull();
});

it('says what its engine lacks, after a reload too, until that is put away', async () => {
  const model = studio('warned.dialogue.txt', text);
  model.setSettings({ guidance: 2 });
  await model.generate();
  await until(model.changed, isDone(model));
  const told = {
    kind: 'warning',
    text: 'This engine has no setting “Guidance”, so it was left out. Nothing needs to be done.',
    actions: ['settings']
  };
  expect(notice(model, trans)).toMatchObject(told);
  const later = studio('warned.dialogue.txt', text);
  await until(later.changed, () => later.job !== null);
  expect(notice(later, trans)).toMatchObject(told);
  later.dismiss(told.text);
  expect(notice(later, trans)).toBeNull();
});

it('forgets a deleted job', async () => {
  const model = await made('gone.dialogue.txt');
  await model.deleteJob(model.job!.id);
  expect(model.job).toBeNull();
  expect(model.jobs).toEqual([]);
  expect(states(model)).toEqual(['draft', 'draft', 'draft']);
});

it('tells once that a job has ended, and whether somebody asked', async () => {
  const model = studio('end.dialogue.txt', text);
  const ends: boolean[] = [];
  model.jobEnded.connect((_, end) => ends.push(end.isAsked));
  model.notifyWhenDone();
  await model.generate();
  await until(model.changed, isDone(model));
  expect(ends).toEqual([true]);
});
