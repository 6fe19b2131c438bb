import { RealInstance } from '../../studio/__tests__/real-instance.ts';
import {
  type IDisplayBundle,
  type IDisplayPlace,
  type Job,
  OptionsError,
  show,
  VibeVoice
} from '../index.ts';
import { fixture, ScriptedServer, sendJson } from './scripted-server.ts';

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

test('sound is in the notebook only on request, and much of it is warned of', async () => {
  const put: IDisplayBundle[] = [];
  const display = (bundle: IDisplayBundle) => void put.push(bundle);
  const job = await instance.client().jobs.create({ script: 'Nora: Hello.', engine: 'draft' });
  await show(job, { display });
  expect(JSON.stringify(put)).not.toContain('<audio');
  await show(job, { display, embed: true });
  const [, sound] = put.at(-1)!['text/html'].match(/src="data:audio\/ogg;base64,([^"]+)"/)!;
  const opus: Uint8Array<ArrayBuffer>[] = [];
  await job.save(
    new WritableStream<Uint8Array>({ write: chunk => void opus.push(new Uint8Array(chunk)) }),
    { format: 'opus' }
  );
  expect(Buffer.from(sound!, 'base64')).toEqual(Buffer.concat(opus));
  await expect(show(job, { display, embed: true, wait: false })).rejects.toThrow(OptionsError);
});

test('a notebook that grows by much is told so', async () => {
  const server = await new ScriptedServer().start();
  server.answers['GET /api/jobs/j1'] = response =>
    sendJson(response, 200, { ...fixture<Job>('Job', 'done'), id: 'j1' });
  server.answers['GET /api/jobs/j1/audio.opus'] = response =>
    void response.writeHead(200, { 'Content-Type': 'audio/ogg' }).end(Buffer.alloc(6_000_000));
  const warned = jest.spyOn(console, 'warn').mockImplementation(() => {});
  const job = await new VibeVoice({ url: server.url, token: 't' }).jobs.get('j1');
  await show(job, { display: () => {}, embed: true });
  expect(warned).toHaveBeenCalledWith(expect.stringContaining('grows by 8 MB'));
  warned.mockRestore();
  await server.stop();
});

test('outside of a notebook it is said where a job can be shown', async () => {
  const job = await instance.client().jobs.create({ script: 'Nora: Hello.', engine: 'draft' });
  await expect(show(job)).rejects.toThrow(OptionsError);
});
