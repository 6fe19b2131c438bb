/** @jest-environment node */
import { InstanceStore } from '../instance-store.ts';
import { isTold } from '../job-end-text.ts';
import { type IEnd } from '../making.ts';
import { type StudioModel } from '../studio-model.ts';
import { longText } from './facts.ts';
import { quietModel } from './quiet-model.ts';
import { RealInstance } from './real-instance.ts';

let instance: RealInstance;
let model: StudioModel;
let store: InstanceStore;

beforeAll(async () => {
  instance = await RealInstance.start();
  const client = instance.client();
  store = new InstanceStore(client);
  model = quietModel({ path: 'ends.dialogue.txt', client, instance: store });
  model.setText('Nora: Good evening.\nTom: Hello.\n');
}, 30_000);

afterAll(async () => {
  model.dispose();
  store.dispose();
  await instance.stop();
});

/** The end of what `act` sets going. */
async function endOf(act: () => Promise<void>): Promise<IEnd> {
  const ended = new Promise<IEnd>(resolve => {
    const listen = (_: unknown, end: IEnd) => {
      model.jobEnded.disconnect(listen);
      resolve(end);
    };
    model.jobEnded.connect(listen);
  });
  await act();
  return ended;
}

it('counts a new job from its acceptance, and a new take from when it was asked for', async () => {
  const first = await endOf(async () => model.generate());
  const { created_at, finished_at } = first.job;
  expect(first.seconds).toBe((Date.parse(finished_at!) - Date.parse(created_at)) / 1000);

  const asked = performance.now();
  const again = await endOf(async () => model.retake(model.turns[0]!.id));
  expect(again.job.id).toBe(first.job.id);
  // However old the job is: what it took before does not count.
  expect(again.seconds).toBeLessThanOrEqual((performance.now() - asked) / 1000 + 0.01);
});

it('tells who waited, and does not tell who stopped it, unless that was asked for', async () => {
  const done = await endOf(async () => model.retake(model.turns[0]!.id));
  const waited_s = done.seconds;
  expect([waited_s, waited_s + 1, 0].map(after_s => isTold(done, after_s))).toEqual([
    true,
    false,
    false
  ]);
  expect(isTold({ ...done, isAsked: true }, 0)).toBe(true);

  model.setText(longText);
  const stop = () => {
    if (model.job?.state === 'running') {
      model.changed.disconnect(stop);
      void model.stop();
    }
  };
  const stopped = await endOf(async () => {
    await model.generate();
    model.changed.connect(stop);
    stop();
  });
  expect(stopped.job.state).toBe('cancelled');
  expect(isTold(stopped, Number.MIN_VALUE)).toBe(false);
  model.notifyWhenDone();
  expect(isTold({ ...stopped, isAsked: model.willNotify }, 0)).toBe(true);
});
