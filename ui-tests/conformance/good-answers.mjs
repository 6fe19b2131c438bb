// What a healthy instance says of one job, `j1`: two segments of a rising line, two turns, nine events.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const fixtures = fileURLToPath(new URL('../../src/contract/fixtures/', import.meta.url));
const fixture = (schema, name) =>
  JSON.parse(readFileSync(`${fixtures}${schema}/valid/${name}.json`, 'utf8'));

const samplesEach = 12_000;
const audio = {
  revision: 1,
  seconds: 1,
  sample_rate: 24_000,
  segments: 2
};
const doneJob = { ...fixture('Job', 'done'), audio };
const queuedJob = fixture('Job', 'queued');
const [turn] = doneJob.turns;
const at = second => `2026-11-22T18:00:0${second}Z`;
const segment = n => ({ revision: 1, n, start_sample: n * samplesEach, samples: samplesEach });

/** The events of the job. */
export const log = [
  { type: 'queued', queue_position: 0 },
  { type: 'started' },
  { type: 'segment', ...segment(0) },
  { type: 'turn', turn: { ...turn, speaker: '角色A' } },
  { type: 'progress', audio_seconds: 0.5, expected_seconds: 1, fraction: 0.5 },
  { type: 'segment', ...segment(1) },
  { type: 'warning', code: 'voice', message: '这个声音读英语🎙' },
  { type: 'progress', audio_seconds: 1, expected_seconds: 1, fraction: 1 },
  { type: 'done', audio, usage: doneJob.usage }
].map((event, index) => ({ id: index + 1, at: at(index), ...event }));

/** A WAV file of `samples` samples from `first` on; sample n is n, modulo 30000. */
function wav(first, samples) {
  const file = Buffer.alloc(44 + samples * 2);
  file.write('RIFF', 0, 'latin1');
  file.writeUInt32LE(36 + samples * 2, 4);
  file.write('WAVEfmt ', 8, 'latin1');
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(24_000, 24);
  file.writeUInt32LE(48_000, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36, 'latin1');
  file.writeUInt32LE(samples * 2, 40);
  for (let n = 0; n < samples; n += 1) {
    file.writeInt16LE((first + n) % 30_000, 44 + n * 2);
  }
  return file;
}

const json = (value, status = 200) => ({ status, type: 'application/json', json: value });
const sound = bytes => ({ status: 200, type: 'audio/wav', bytes });
const problem = (status, code) =>
  json({ code, message: `It is ${code}.`, retryable: false, request_id: 'r-1' }, status);

const table = {
  'GET api': () => json({ version: '0.1.0', contract: 1 }),
  'GET api/status': () => json(fixture('Instance', 'ready')),
  'GET api/jobs': () => json({ jobs: [doneJob] }),
  'POST api/jobs': () => json({ ...queuedJob, id: 'j1' }, 202),
  'GET api/jobs/j1': () => json(doneJob),
  'POST api/jobs/j1/cancel': () => json({ ...doneJob, state: 'cancelled' }, 202),
  'DELETE api/jobs/j1': () => ({ status: 204 }),
  'GET api/jobs/j1/events': () => ({ status: 200, type: 'text/event-stream', events: ['after'] }),
  'GET api/jobs/j1/revisions/1/segments/0.wav': () => sound(wav(0, samplesEach)),
  'GET api/jobs/j1/revisions/1/segments/1.wav': () => sound(wav(samplesEach, samplesEach)),
  'GET api/jobs/j1/audio.wav': () => sound(wav(0, 2 * samplesEach)),
  'GET api/jobs/j1/captions.vtt': () => ({
    status: 200,
    type: 'text/vtt; charset=utf-8',
    text: 'WEBVTT\n\n00:00.000 --> 00:01.000\n<v 角色A>你好</v>\n'
  }),
  'GET login': () => ({ status: 200, type: 'text/html; charset=utf-8', page: true })
};

/** The answer of a healthy instance to a call, as parts that `answerBytes` puts together. */
export function goodAnswer(method, path) {
  return (table[`${method} ${path}`] ?? (() => problem(404, 'not_found')))();
}
