/** @jest-environment node */
import { LiveTransport } from '../live-transport.ts';
import { SegmentStore } from '../segment-store.ts';
import { type IAudioSource } from '../source.ts';
import { segmentAt, segmentStart } from '../timeline.ts';
import { settle, VirtualSoundCard } from './virtual-sound-card.ts';

/** A job of which `seconds` are made. */
class Growing {
  fetched: number[] = [];
  isBroken = false;

  source(seconds: number, isFinished = false): IAudioSource {
    const segments = isFinished ? segmentAt(seconds - 1e-6) + 1 : segmentAt(seconds);
    return {
      key: 'j 0',
      audio: { seconds, segments },
      isFinished,
      fileUrl: () => Promise.resolve(''),
      fetchSegment: n => {
        this.fetched.push(n);
        const length = Math.min(seconds, segmentStart(n + 1)) - segmentStart(n);
        return this.isBroken
          ? Promise.reject(new Error('cut off'))
          : Promise.resolve(new TextEncoder().encode(String(Math.round(length * 24_000))).buffer);
      }
    };
  }
}

function play(job: Growing, seconds: number, isFinished = false) {
  const card = new VirtualSoundCard();
  const changes: boolean[] = [];
  const transport = new LiveTransport(
    job.source(seconds, isFinished),
    () => changes.push(transport.state.waiting),
    card as unknown as AudioContext
  );
  transport.play();
  return { card, transport, changes };
}

it('counts half a second, then two seconds each', () => {
  expect([0, 1, 2, 3].map(segmentStart)).toEqual([0, 0.5, 2.5, 4.5]);
  expect([0, 0.49, 0.5, 2.49, 2.5, 100].map(segmentAt)).toEqual([0, 0, 1, 1, 2, 50]);
});

it('wakes the sound card in the click itself', () => {
  const { card } = play(new Growing(), 0);
  expect(card.isAwake).toBe(true);
});

it('schedules segments end to end, to the sample', async () => {
  const { card } = play(new Growing(), 60);
  await card.passTo(20);
  const joins = card.scheduled.slice(1).map((each, index) => {
    const before = card.scheduled[index]!;
    return Math.abs(before.at + before.seconds - each.at) * 24_000;
  });
  expect(card.scheduled.length).toBeGreaterThan(12);
  expect(Math.max(...joins)).toBeLessThan(1e-3);
});

it('fetches ahead of the playhead, but not everything', async () => {
  const job = new Growing();
  const { card } = play(job, 600);
  await settle();
  expect(Math.max(...job.fetched)).toBeLessThan(8);
  await card.passTo(30);
  expect(Math.max(...job.fetched)).toBeLessThan(24);
});

it('waits where nothing is made yet, and goes on when there is', async () => {
  const job = new Growing();
  const { card, transport } = play(job, 2.5);
  await card.passTo(5);
  expect(transport.state).toMatchObject({ playing: true, waiting: true, position_s: 2.5 });
  transport.grow(job.source(8.5));
  await settle();
  expect(transport.state.waiting).toBe(false);
  await card.passTo(7);
  expect(transport.state.position_s).toBeCloseTo(2.5 + 2 - 0.03, 1);
});

it('plays into sound that is made while it plays, without a gap', async () => {
  const job = new Growing();
  const { card, transport } = play(job, 4.5);
  await card.passTo(1);
  transport.grow(job.source(20.5));
  await card.passTo(10);
  const gaps = card.scheduled.slice(1).filter((each, index) => {
    const before = card.scheduled[index]!;
    return each.at - (before.at + before.seconds) > 1e-6;
  });
  expect(gaps).toEqual([]);
});

it('begins inside a segment after a seek', async () => {
  const { card, transport } = play(new Growing(), 600);
  await card.passTo(3);
  transport.seek(301.25);
  await settle();
  expect(card.scheduled.filter(each => each.offset > 0)).toEqual([
    expect.objectContaining({ offset: 0.75 })
  ]);
  await card.passTo(5);
  expect(transport.state.position_s).toBeGreaterThan(302);
});

it('rests where it was paused', async () => {
  const { card, transport } = play(new Growing(), 60);
  await card.passTo(5);
  transport.pause();
  const { position_s } = transport.state;
  await card.passTo(9);
  expect(transport.state).toEqual({ playing: false, waiting: false, position_s });
  transport.play();
  await card.passTo(10);
  expect(transport.state.position_s).toBeGreaterThan(position_s);
});

it('ends with the last sample of a finished job, and begins anew after that', async () => {
  const { card, transport } = play(new Growing(), 5.2, true);
  await card.passTo(8);
  expect(transport.state).toEqual({ playing: false, waiting: false, position_s: 5.2 });
  transport.play();
  await settle();
  expect(transport.state.position_s).toBeLessThan(0.1);
});

it('tries a failed fetch again and loses nothing', async () => {
  jest.useFakeTimers();
  const job = new Growing();
  job.isBroken = true;
  const { card, transport } = play(job, 20);
  await settle();
  expect(transport.state).toMatchObject({ playing: true, waiting: true });
  job.isBroken = false;
  await jest.advanceTimersByTimeAsync(1000);
  jest.useRealTimers();
  await settle();
  expect(card.scheduled[0]).toMatchObject({ offset: 0, seconds: 0.5 });
});

it('keeps five minutes of sound, however long the job is', async () => {
  const job = new Growing();
  const store = new SegmentStore(new VirtualSoundCard(), job.source(6000));
  for (let n = 0; n < 2900; n += 1) {
    await store.get(n);
    store.trim(segmentStart(n));
  }
  expect(store.size.encoded).toBeLessThanOrEqual(151);
  expect(store.size.decoded).toBeLessThanOrEqual(12);
});

it('fetches again what it forgot', async () => {
  const job = new Growing();
  const store = new SegmentStore(new VirtualSoundCard(), job.source(6000));
  await store.get(3);
  store.trim(3000);
  await store.get(3);
  await store.get(3);
  expect(job.fetched).toEqual([3, 3]);
});
