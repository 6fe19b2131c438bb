import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Job } from '../../contract/index.ts';
import { JobFailedError, OptionsError, VibeVoice } from '../index.ts';
import {
  fixture,
  jobOf,
  logOf,
  openEvents,
  replay,
  ScriptedServer,
  sendJson
} from './scripted-server.ts';

let server: ScriptedServer;

beforeEach(async () => {
  server = await new ScriptedServer().start();
});
afterEach(() => server.stop());

const client = () => new VibeVoice({ url: server.url, token: 't', backoffSeconds: [0.001, 0.002] });

/** A WAV file whose samples are `count` times `value`, with a chunk before its data as some writers make it. */
function wavOf(value: number, count: number): Buffer {
  const samples = Buffer.alloc(count * 2);
  for (let at = 0; at < count; at += 1) {
    samples.writeInt16LE(value, at * 2);
  }
  const head = Buffer.from(
    'RIFF0000WAVEfmt \x10\0\0\0' + '\0'.repeat(16) + 'LIST\x03\0\0\0abc\0data0000',
    'latin1'
  );
  head.writeUInt32LE(samples.length, head.length - 4);
  return Buffer.concat([head, samples]);
}

/** Answers with segments of two samples each: all of them the segment's number. */
function serveSegments(revision: number, count: number): void {
  for (let n = 0; n < count; n += 1) {
    server.answers[`GET /api/jobs/j1/revisions/${revision}/segments/${n}.wav`] = response => {
      response.writeHead(200, { 'Content-Type': 'audio/wav' });
      response.end(wavOf(n, 2));
    };
  }
}

/** The job's states, one a request; the last stays. */
function serveJob(...changes: Partial<Job>[]): void {
  let count = 0;
  server.answers['GET /api/jobs/j1'] = response => {
    sendJson(response, 200, jobOf(changes[Math.min(count++, changes.length - 1)]));
  };
}

async function heard(chunks: AsyncIterable<Uint8Array>): Promise<number[]> {
  const all: number[] = [];
  for await (const chunk of chunks) {
    const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    for (let at = 0; at < chunk.length; at += 2) {
      all.push(view.getInt16(at, true));
    }
  }
  return all;
}

test('a job is data that can be sent on, and methods that do not show in it', async () => {
  serveJob({ ref: 'tea' });
  const job = await client().jobs.get('j1');
  expect(JSON.parse(JSON.stringify(job))).toEqual(jobOf({ ref: 'tea' }));
  expect({ ...job }).toEqual(jobOf({ ref: 'tea' }));
});

test('finished waits for the last event and gives the job as it is then', async () => {
  serveJob({ state: 'running' }, { state: 'done' });
  server.answers['GET /api/jobs/j1/events'] = replay(logOf(4), 5);
  const done = await client().jobs.attach('j1').finished();
  expect(done.state).toBe('done');
  expect(server.calls('GET /api/jobs/j1')).toHaveLength(2);
});

test('finished asks for no events of a job that has ended', async () => {
  serveJob({ state: 'cancelled' });
  expect((await client().jobs.attach('j1').finished()).state).toBe('cancelled');
  expect(server.calls('GET /api/jobs/j1/events')).toHaveLength(0);
});

test('finished goes on after the last known event when a job runs again', async () => {
  const first = logOf(1);
  const again = { id: first.length + 1, at: '2026-11-22T18:00:00Z', type: 'done' } as never;
  const log = [...first, { ...first.at(-1), ...(again as object) } as (typeof first)[number]];
  let isSecond = false;
  server.answers['GET /api/jobs/j1/events'] = (response, seen) => {
    const known = isSecond ? log : first;
    isSecond = true;
    return replay(known)(response, seen);
  };
  serveJob({ state: 'running' }, { state: 'running' }, { state: 'done' });
  await client().jobs.attach('j1').finished();
  const ids = server
    .calls('GET /api/jobs/j1/events')
    .map(({ headers }) => headers['last-event-id']);
  expect(ids).toEqual([undefined, String(first.length)]);
});

test.each(['failed', 'interrupted'] as const)(
  'a job that ended %s is a JobFailedError that keeps the job',
  async state => {
    const { problem } = fixture<Job>('Job', 'failed');
    serveJob({ state, ...(state === 'failed' && { problem }) });
    const error = await client()
      .jobs.attach('j1')
      .finished()
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(JobFailedError);
    expect(error).toMatchObject({ job: { id: 'j1', state } });
  }
);

test('listening gives every sample of a growing job once, over broken connections', async () => {
  serveSegments(0, 5);
  const audio = { ...jobOf().audio, segments: 2 };
  serveJob({ state: 'running', audio });
  server.answers['GET /api/jobs/j1/events'] = replay(logOf(5), 4);
  expect(await heard(client().jobs.attach('j1').listen())).toEqual([0, 0, 1, 1, 2, 2, 3, 3, 4, 4]);
});

test('listening goes on at a sample', async () => {
  serveSegments(3, 3);
  serveJob({ state: 'done', audio: { ...jobOf().audio, revision: 3, segments: 3 } });
  const chunks = client().jobs.attach('j1').listen({ fromSample: 3 });
  expect(await heard(chunks)).toEqual([1, 2, 2]);
});

test('listening keeps to the revision that it began with, and ends with the job', async () => {
  serveSegments(0, 3);
  serveSegments(1, 3);
  serveJob({ state: 'running', audio: { ...jobOf().audio, revision: 0, segments: 2 } });
  const at = '2026-11-22T18:00:00Z';
  const audio = fixture<Job['audio']>('JobAudio', 'complete');
  const segment = { type: 'segment' as const, at, start_sample: 0, samples: 2 };
  server.answers['GET /api/jobs/j1/events'] = replay([
    { ...segment, id: 1, revision: 0, n: 2 },
    { id: 2, at, type: 'revision', audio: { ...audio, revision: 1 } },
    { ...segment, id: 3, revision: 1, n: 2 },
    { id: 4, at, type: 'cancelled' }
  ]);
  expect(await heard(client().jobs.attach('j1').listen())).toEqual([0, 0, 1, 1, 2, 2]);
  expect(server.calls('GET /api/jobs/j1/revisions/1/segments/2.wav')).toHaveLength(0);
});

describe('a stream', () => {
  test('fetches no more than is read, and every sample of what was cut off', async () => {
    serveSegments(0, 4);
    const path = 'GET /api/jobs/j1/revisions/0/segments/1.wav';
    let cuts = 0;
    const whole = server.answers[path]!;
    server.answers[path] = (response, seen) => {
      if (cuts++ > 0) {
        return whole(response, seen);
      }
      response.writeHead(200, { 'Content-Type': 'audio/wav' });
      response.end(wavOf(1, 2).subarray(0, -1));
    };
    serveJob({ state: 'done', audio: { ...jobOf().audio, revision: 0, segments: 4 } });
    const stream = client().jobs.attach('j1').stream({ fromSample: 1 });
    expect(server.seen).toHaveLength(0);
    const reader = stream.getReader();
    expect((await reader.read()).value).toHaveLength(2);
    expect(server.seen.filter(seen => seen.path.endsWith('.wav'))).toHaveLength(1);
    reader.releaseLock();
    expect(await heard(stream as unknown as AsyncIterable<Uint8Array>)).toEqual([1, 1, 2, 2, 3, 3]);
    expect(cuts).toBe(2);
  });

  test('that is cancelled closes its connection', async () => {
    serveJob({ state: 'running' });
    const closed = new Promise(resolve => {
      server.answers['GET /api/jobs/j1/events'] = response => {
        openEvents(response);
        response.on('close', resolve);
        reached();
      };
    });
    let reached = () => {};
    const isOpen = new Promise<void>(resolve => (reached = resolve));
    const reader = client().jobs.attach('j1').stream().getReader();
    const reading = reader.read();
    await isOpen;
    await reader.cancel();
    expect(await reading).toMatchObject({ done: true });
    await closed;
  });

  test('rejects as its signal says', async () => {
    serveJob({ state: 'running' });
    server.answers['GET /api/jobs/j1/events'] = openEvents;
    const controller = new AbortController();
    const reading = client()
      .jobs.attach('j1')
      .stream({ signal: controller.signal })
      .getReader()
      .read();
    controller.abort();
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('save', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vibevoice-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('writes the file in the format of its name', async () => {
    const bytes = Buffer.alloc(300_000, 'sound');
    server.answers['GET /api/jobs/j1/audio.mp3'] = response => {
      response.writeHead(200, { 'Content-Type': 'audio/mpeg' });
      response.end(bytes);
    };
    await client().jobs.attach('j1').save(join(folder, 'ep 1.MP3'));
    expect(await readFile(join(folder, 'ep 1.MP3'))).toEqual(bytes);
    expect(await readdir(folder)).toEqual(['ep 1.MP3']);
  });

  test('leaves nothing behind when the connection breaks', async () => {
    server.answers['GET /api/jobs/j1/audio.wav'] = response => {
      response.writeHead(200, { 'Content-Type': 'audio/wav', 'Content-Length': '1000' });
      response.write('RIFF', () => response.destroy());
    };
    await expect(client().jobs.attach('j1').save(join(folder, 'a.wav'))).rejects.toMatchObject({
      name: 'ConnectionError'
    });
    expect(await readdir(folder)).toEqual([]);
  });

  test('writes to a stream in a format that is named', async () => {
    server.answers['GET /api/jobs/j1/audio.flac'] = response => void response.end('fLaC');
    const written: Uint8Array[] = [];
    const stream = new WritableStream<Uint8Array>({ write: chunk => void written.push(chunk) });
    await client().jobs.attach('j1').save(stream, { format: 'flac' });
    expect(Buffer.concat(written).toString()).toBe('fLaC');
  });

  test('writes to a file that the user chose, in the format of its name', async () => {
    server.answers['GET /api/jobs/j1/audio.flac'] = response => void response.end('sound');
    let written = '';
    const decode = new TextDecoder();
    const sink = new WritableStream<Uint8Array>({
      write: chunk => {
        written += decode.decode(chunk);
      }
    });
    const handle = { name: 'talk.flac', createWritable: () => Promise.resolve(sink) };
    await client().jobs.attach('j1').save(handle);
    expect(written).toBe('sound');
  });

  test('asks for nothing where the format is not known', async () => {
    await expect(client().jobs.attach('j1').save(join(folder, 'a.ogg'))).rejects.toThrow(
      OptionsError
    );
    expect(server.seen).toHaveLength(0);
  });
});

test('jobs are listed by reference and page', async () => {
  server.answers['GET /api/jobs'] = response =>
    sendJson(response, 200, { jobs: [jobOf()], next: 'x' });
  const { jobs, next } = await client().jobs.list({ ref: 'talks/茶.dialogue.txt', limit: 5 });
  expect([jobs.length, next]).toEqual([1, 'x']);
  const [seen] = server.seen.filter(({ path }) => path.startsWith('/api/jobs?'));
  expect(new URL(seen?.path ?? '', server.url).searchParams.get('ref')).toBe(
    'talks/茶.dialogue.txt'
  );
});

test('addresses for elements of a page bear no token', async () => {
  const { jobs, voices } = client();
  const place = { revision: 1, n: 0 };
  expect(await jobs.segmentUrl('j1', place)).toBe(
    `${server.url}api/jobs/j1/revisions/1/segments/0.flac`
  );
  expect(await jobs.audioUrl('j1', 'm4a')).toBe(`${server.url}api/jobs/j1/audio.m4a`);
  expect(await voices.previewUrl('zh 1')).toBe(`${server.url}api/voices/zh%201/preview`);
});

test('a take is made once and chosen', async () => {
  server.answers['POST /api/jobs/j1/turns/t2/takes'] = response => sendJson(response, 202, jobOf());
  server.answers['PUT /api/jobs/j1/turns/t2/take'] = response => sendJson(response, 200, jobOf());
  const job = client().jobs.attach('j1');
  await job.retake('t2', { seed: 7 });
  await job.chooseTake('t2', 'k2');
  const [made] = server.calls('POST /api/jobs/j1/turns/t2/takes');
  expect(made?.headers['idempotency-key']).toMatch(/^[0-9a-f]{32}$/);
  expect(JSON.parse(made?.body ?? '')).toEqual({ seed: 7 });
  expect(server.calls('PUT /api/jobs/j1/turns/t2/take')[0]?.body).toBe('{"take_id":"k2"}');
});
