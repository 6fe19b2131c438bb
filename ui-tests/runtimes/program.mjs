// One small program that uses every part of the client; Node and Deno run it alike against a real instance.
// Arguments: the client's module, a folder to write to. The instance is found through VIBEVOICE_URL and VIBEVOICE_TOKEN.
import { check, expect, report } from './checks.mjs';
import { startThrough } from './through.mjs';

const args = globalThis.Deno?.args ?? process.argv.slice(2);
const [clientModule, folder] = args;
const { DialogueError, NotFoundError, VibeVoice, VibeVoiceError, VoiceNotFoundError } =
  await import(clientModule);

const vv = new VibeVoice();
const script =
  'Alice: Hello, Bob. How was your day?\nBob: Very good, thank you.\nAlice: I am glad.';
const long = Array.from(
  { length: 60 },
  (_, n) => `${n % 2 ? 'Bob' : 'Alice'}: This is sentence number ${n}.`
).join('\n');
const isSame = (left, right) => JSON.stringify(left) === JSON.stringify(right);

async function rejection(promise) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('It was expected to fail.');
}

await check('the instance found in the environment says how it is', async () => {
  const instance = await vv.instance.ready();
  expect(['ready', 'busy', 'asleep'].includes(instance.state), instance.state);
});

await check('an answer says under which id the log knows it', async () => {
  const { data, response } = await vv.instance.get().withResponse();
  expect(data.state && response.status === 200, `${response.status}`);
  expect(/^[0-9a-f]{16}$/.test(response.requestId), `${response.requestId}`);
});

await check('the draft engine has voices', async () => {
  const voices = await vv.voices.list();
  expect(voices.length >= 4, `${voices.length} voices`);
});

await check('a dialogue script is read, and a bad one gives diagnostics', async () => {
  const { dialogue, diagnostics } = await vv.dialogues.parse(script);
  expect(dialogue.turns.length === 3 && diagnostics.length === 0, JSON.stringify(diagnostics));
  expect((await vv.dialogues.parse('')).diagnostics.length > 0, 'no diagnostics');
});

let job;
await check('events rise by one from queued to done', async () => {
  job = await vv.jobs.create({ script, engine: 'draft', title: 'Runtimes' });
  const events = [];
  for await (const event of job.events()) {
    events.push(event);
  }
  expect(
    isSame(
      events.map(({ id }) => id),
      events.map((_, n) => n + 1)
    ),
    'ids'
  );
  expect(events.at(-1)?.type === 'done', events.at(-1)?.type);
  expect(
    events.some(({ type }) => type === 'segment'),
    'no segment'
  );
});

await check('events after a known one are replayed, and no other', async () => {
  const ids = [];
  for await (const event of vv.jobs.events(job.id, { after: 2 })) {
    ids.push(event.id);
  }
  expect(ids[0] === 3, ids.join());
});

await check('a finished job has exact turns and samples to listen to', async () => {
  job = await job.finished();
  expect(
    job.turns.every(turn => turn.state === 'done' && turn.end > turn.start),
    'turns'
  );
  let bytes = 0;
  for await (const chunk of job.listen()) {
    bytes += chunk.length;
  }
  const samples = Math.round(job.audio.seconds * job.audio.sample_rate);
  expect(Math.abs(bytes / 2 - samples) <= 1, `${bytes / 2} of ${samples} samples`);
});

await check('listening goes on in the middle', async () => {
  const total = Math.round(job.audio.seconds * job.audio.sample_rate);
  let bytes = 0;
  for await (const chunk of job.listen({ fromSample: 20000 })) {
    bytes += chunk.length;
  }
  expect(Math.abs(bytes / 2 - (total - 20000)) <= 1, `${bytes / 2}`);
});

await check('files are saved in all formats', async () => {
  for (const format of ['wav', 'flac', 'mp3', 'opus', 'm4a']) {
    await job.save(`${folder}/talk.${format}`);
  }
});

await check('captions name the speakers, peaks cover the job', async () => {
  expect((await job.vtt()).includes('<v Alice>'), 'vtt');
  expect((await job.srt()).includes('Bob:'), 'srt');
  const { cues } = await job.cues();
  expect(cues.length === 3, `${cues.length} cues`);
  const { peaks, per_second } = await job.peaks();
  expect(Math.abs(peaks.length / per_second - job.audio.seconds) < 0.2, `${peaks.length} peaks`);
});

await check(
  'a take of one turn makes a new revision, and the old take can be chosen again',
  async () => {
    const [first] = job.turns;
    await job.retake(first.id, { seed: 7 });
    const second = await job.finished();
    expect(second.turns[0].takes.length === 2, 'takes');
    expect(second.audio.revision > job.audio.revision, 'revision');
    const third = await second.chooseTake(first.id, first.take);
    expect(
      third.turns[0].take === first.take && third.audio.revision > second.audio.revision,
      'choice'
    );
  }
);

await check('aborting the events leaves the job running', async () => {
  const running = await vv.jobs.create({ script, engine: 'draft' });
  const error = await rejection(
    (async () => {
      const controller = new AbortController();
      for await (const event of running.events({ signal: controller.signal })) {
        controller.abort(event.type);
      }
    })()
  );
  expect(error.name === 'AbortError', error.name);
  expect((await vv.jobs.attach(running.id).finished()).state === 'done', 'state');
});

await check('a stream that was left closes its connection', async () => {
  const { VIBEVOICE_URL: url, VIBEVOICE_TOKEN: token } =
    globalThis.Deno?.env.toObject() ?? process.env;
  // This one has no end of its own.
  const through = await startThrough(url, 'api/events');
  try {
    const near = new VibeVoice({ url: through.url, token });
    for await (const instance of near.instance.events()) {
      expect(instance.state !== 'stopped', instance.state);
      break;
    }
    expect((await through.closed()) === 1, 'streams');
  } finally {
    through.stop();
  }
});

await check('the same key gives the same job', async () => {
  const key = { idempotencyKey: `runtimes-${folder}` };
  const [one, two] = await Promise.all(
    [1, 2].map(() => vv.jobs.create({ script, engine: 'draft' }, key))
  );
  expect(one.id === two.id, `${one.id} ${two.id}`);
  await one.finished();
});

await check('a job that was stopped keeps its audio and is resumed to its end', async () => {
  const stopped = await vv.jobs.create({ script: long, engine: 'draft' });
  for await (const event of stopped.events()) {
    if (event.type === 'segment') {
      await stopped.cancel().catch(error => expect(error.code === 'job_finished', error.code));
    }
  }
  const kept = await stopped.refresh();
  if (kept.state === 'cancelled') {
    expect(kept.audio.seconds > 0, 'no audio');
    await kept.resume();
  }
  const whole = await stopped.finished();
  expect(whole.state === 'done' && whole.turns.every(turn => turn.state === 'done'), whole.state);
});

await check('errors have the class and the code of their problem', async () => {
  const unknown = await rejection(vv.jobs.get('no-such-job'));
  expect(unknown instanceof NotFoundError && unknown.code === 'job_not_found', unknown.code);
  expect(VibeVoiceError.is(unknown) && unknown.request_id, 'request_id');
  const cast = { Alice: 'no-such-voice' };
  const voice = await rejection(vv.jobs.create({ script, cast, engine: 'draft' }));
  expect(
    voice instanceof VoiceNotFoundError && voice.available.length > 0,
    `${voice.code} ${voice.available}`
  );
  const empty = await rejection(vv.jobs.create({ script: ' ', engine: 'draft' }));
  expect(
    empty instanceof DialogueError && empty.diagnostics.length > 0,
    `${empty.name} ${empty.code}`
  );
});

await check('a link logs a browser in once, by a cookie that scripts cannot read', async () => {
  const link = await vv.instance.session();
  const [first, second] = [
    await fetch(link, { redirect: 'manual' }),
    await fetch(link, { redirect: 'manual' })
  ];
  await Promise.all([first, second].map(answer => answer.body?.cancel()));
  const cookie = first.headers.get('set-cookie') ?? '';
  expect(/HttpOnly/i.test(cookie) && /SameSite=Strict/i.test(cookie), `${first.status} ${cookie}`);
  expect(second.status === 401, `${second.status} at the second time`);
});

await check('a recording becomes a voice, and is forgotten again', async () => {
  const chunks = [];
  for await (const chunk of vv.jobs.audio(job.id, 'wav')) {
    chunks.push(chunk);
  }
  const file = new Blob(chunks, { type: 'audio/wav' });
  const voice = await vv.voices.create({ name: '我的声音', file, consent: true });
  const isListed = async () => (await vv.voices.list()).some(({ id }) => id === voice.id);
  expect(voice.uploaded && (await isListed()), 'not listed');
  await vv.voices.delete(voice.id);
  expect(!(await isListed()), 'still listed');
  const error = await rejection(
    vv.voices.create({ name: 'x', file: new Blob(['no sound']), consent: true })
  );
  expect(error.code === 'not_audio', error.code);
});

await check('a voice can be heard before it is chosen', async () => {
  const [voice] = await vv.voices.list();
  const bytes = await vv.voices.preview(voice.id);
  expect(new TextDecoder().decode(bytes.subarray(0, 4)) === 'RIFF', `${bytes.length} bytes`);
});

await check('jobs are listed and forgotten', async () => {
  const { jobs } = await vv.jobs.list({ limit: 100 });
  expect(
    jobs.some(({ id }) => id === job.id),
    'not listed'
  );
  await job.delete();
  expect((await rejection(job.refresh())).code === 'job_not_found', 'still there');
});

report();
