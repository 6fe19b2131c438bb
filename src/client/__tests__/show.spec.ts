import { RealInstance } from '../../studio/__tests__/real-instance.ts';
import { type IDisplayBundle, type IDisplayPlace, OptionsError, show } from '../index.ts';

let instance: RealInstance;

beforeAll(async () => {
  instance = await RealInstance.start();
}, 30_000);

afterAll(() => instance.stop());

test('what a cell shows first is there at once, and its end is what the notebook keeps', async () => {
  const put: [IDisplayBundle, IDisplayPlace][] = [];
  const display = (bundle: IDisplayBundle, place: IDisplayPlace) => void put.push([bundle, place]);
  const job = await instance.client().jobs.create({ script: 'Nora: Hello.', engine: 'draft' });
  const done = await show(job, { display });
  expect(done.state).toBe('done');
  const [first, last] = [put[0]!, put.at(-1)!];
  expect(first[1].isUpdate).toBe(false);
  expect(last[1]).toEqual({ id: first[1].id, isUpdate: true });
  expect(last[0]['application/vnd.vibevoice.job.v1+json']).toMatchObject({
    job_id: job.id,
    state: 'done',
    turns_made: 1
  });
  expect(last[0]['text/html']).toContain('Hello.');
});

test('a job is shown without staying for its end, and shown twice it has two places', async () => {
  const places: IDisplayPlace[] = [];
  const display = (_: IDisplayBundle, place: IDisplayPlace) => void places.push(place);
  const job = await instance.client().jobs.create({ script: 'Nora: Hello.', engine: 'draft' });
  await show(job, { display, wait: false });
  await show(job, { display, wait: false });
  expect(new Set(places.map(place => place.id)).size).toBe(2);
});

test('outside of a notebook it is said where a job can be shown', async () => {
  const job = await instance.client().jobs.create({ script: 'Nora: Hello.', engine: 'draft' });
  await expect(show(job)).rejects.toThrow(OptionsError);
});
