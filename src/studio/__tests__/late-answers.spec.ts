/** @jest-environment node */
import { VibeVoice } from '../../client/index.ts';
import { type Job, type JobList } from '../../contract/index.ts';
import { longText } from './facts.ts';
import { JobShelf } from '../job-shelf.ts';
import { HeldDoor } from './held-door.ts';
import { until } from './quiet-model.ts';
import { RealInstance } from './real-instance.ts';

let instance: RealInstance;
let door: HeldDoor;
let client: VibeVoice;

beforeAll(async () => {
  instance = await RealInstance.start();
  door = await HeldDoor.open(instance.url);
  client = new VibeVoice({ url: door.url, token: instance.secret });
}, 30_000);

afterAll(async () => {
  await door.close();
  await instance.stop();
});

/** A shelf that shows a job which is being made, and resolves what it shows as soon as it is so. */
async function shelfWith(
  ref: string,
  turns = 150
): Promise<[JobShelf, (isSo: (job: Job) => boolean) => Promise<void>]> {
  const shelf = new JobShelf(client, () => false);
  const becomes = (isSo: (job: Job) => boolean) =>
    until(shelf.changed, () => shelf.shown !== null && isSo(shelf.shown.job));
  shelf.adopt(
    await client.jobs.create({ script: longText.split('\n').slice(0, turns).join('\n'), ref })
  );
  await becomes(job => job.state === 'running');
  return [shelf, becomes];
}

it('knows a list that was written before the end, and comes after it, as the older', async () => {
  const [shelf, becomes] = await shelfWith('late.dialogue.txt');
  const held = door.holdNext(/^GET \/api\/jobs\?/);
  const finding = shelf.find(['late.dialogue.txt']);
  const { text, letGo } = await held;
  expect((JSON.parse(text) as JobList).jobs[0]?.state).toBe('running');
  await becomes(job => job.state === 'done');
  const { seconds } = shelf.shown!.job.audio;
  const states: string[] = [];
  shelf.changed.connect(() => states.push(shelf.shown!.job.state));
  letGo();
  await finding;
  expect(new Set(states)).toEqual(new Set(['done']));
  expect(shelf.shown!.job.audio.seconds).toBe(seconds);
  expect(shelf.shown!.isConnected).toBe(true);
  shelf.dispose();
});

it('does not take the answer to a call for news that its events have overtaken', async () => {
  const [shelf, becomes] = await shelfWith('overtaken.dialogue.txt');
  const { id } = shelf.shown!.job;
  const held = door.holdNext(/^PATCH /);
  const pinning = client.jobs.update(id, { pinned: true });
  const { letGo } = await held;
  await client.jobs.cancel(id);
  await becomes(job => job.state === 'cancelled');
  letGo();
  shelf.adopt(await pinning);
  expect(shelf.shown!.job.state).toBe('cancelled');
  shelf.dispose();
});

it('lets go of a job that another page deletes while it is made', async () => {
  const [shelf] = await shelfWith('deleted.dialogue.txt', 300);
  const isGone = new Promise<void>(resolve => {
    shelf.changed.connect(() => shelf.shown === null && resolve());
  });
  await client.jobs.delete(shelf.shown!.job.id);
  await isGone;
  expect(shelf.list).toEqual([]);
  shelf.dispose();
});

it('has the whole waveform of a job that it finds in the middle', async () => {
  const [shelf, becomes] = await shelfWith('middle.dialogue.txt');
  await becomes(job => job.audio.seconds > 20);
  const other = new JobShelf(client, () => false);
  await other.find(['middle.dialogue.txt']);
  await becomes(job => job.state === 'done');
  const expected = shelf.shown!.job.audio.seconds * 20;
  await new Promise<void>(resolve => {
    const look = () => {
      if (other.shown!.peaks.length >= expected - 20) {
        other.changed.disconnect(look);
        resolve();
      }
    };
    other.changed.connect(look);
    look();
  });
  const { peaks } = await client.jobs.peaks(other.shown!.job.id, 20);
  // Pieces are measured on their own, and may differ by little where they meet.
  const missing = peaks.filter((peak, n) => peak > 20 && !(other.shown!.peaks[n]! > 5));
  expect(missing.length).toBeLessThan(3);
  shelf.dispose();
  other.dispose();
});
