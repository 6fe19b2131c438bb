import { type ProblemCode, problemCodes } from '../../contract/index.ts';
import * as client from '../index.ts';
import { VibeVoice } from '../index.ts';
import type { IOptions, QueueFullError, VoiceNotFoundError } from '../index.ts';
import {
  type Answer,
  jobOf,
  ScriptedServer,
  sendJson,
  sendPage,
  sendProblem
} from './scripted-server.ts';

let server: ScriptedServer;

beforeEach(async () => {
  server = await new ScriptedServer().start();
});
afterEach(() => server.stop());

function vibeVoice(options: IOptions = {}): VibeVoice {
  return new VibeVoice({ url: server.url, token: 't', backoffSeconds: [0.001, 0.002], ...options });
}

/** One answer after the other; the last one stays. */
function inTurn(...answers: Answer[]): Answer {
  let count = 0;
  return (response, seen) => answers[Math.min(count++, answers.length - 1)]?.(response, seen);
}

const job: Answer = response => sendJson(response, 200, jobOf());
const busy: Answer = response =>
  sendProblem(response, 503, 'engine_starting', {}, { 'Retry-After': '0' });

test('what cannot be an identifier fails the call, like any other failure, and nothing is sent', async () => {
  const { jobs, voices } = vibeVoice();
  const begun = [
    jobs.get('..'),
    jobs.cancel(''),
    jobs.update('.', {}),
    jobs.audioUrl('', 'mp3'),
    jobs.segment('', { revision: 1, n: 0 }),
    jobs.takes.choose('j1', '..', 'k1'),
    jobs.events('..').next(),
    jobs.attach('').vtt(),
    voices.delete(undefined as never)
  ];
  for (const end of await Promise.allSettled(begun)) {
    expect(end).toMatchObject({ reason: { name: 'OptionsError' } });
  }
  expect(server.seen).toEqual([]);
});

test('the token goes in the header, and never in the address', async () => {
  server.answers['GET /api/jobs/j1'] = job;
  await vibeVoice().jobs.get('j1');
  const [seen] = server.calls('GET /api/jobs/j1');
  expect(seen?.headers.authorization).toBe('Bearer t');
});

test('an answer that does not keep the contract is a ProtocolError that names the place', async () => {
  server.answers['GET /api/jobs/j1'] = response =>
    sendJson(response, 200, { ...jobOf(), pinned: 'no' });
  await expect(vibeVoice().jobs.get('j1')).rejects.toMatchObject({
    name: 'ProtocolError',
    issues: [{ path: ['pinned'] }]
  });
});

test('keys of a later version are kept', async () => {
  server.answers['GET /api/jobs/j1'] = response =>
    sendJson(response, 200, { ...jobOf(), mood: 'glad' });
  expect(await vibeVoice().jobs.get('j1')).toMatchObject({ id: 'j1', mood: 'glad' });
});

test('an instance of another contract is refused in words', async () => {
  server.answers['GET /api'] = response =>
    sendJson(response, 200, { version: '9.0.0', contract: 2 });
  await expect(vibeVoice().jobs.get('j1')).rejects.toThrow(
    'The instance (version 9.0.0) keeps contract 2, this client contract 1.'
  );
  expect(server.calls('GET /api/jobs/j1')).toHaveLength(0);
});

test('the number of the contract is asked once, whatever the number of calls', async () => {
  server.answers['GET /api/jobs/j1'] = job;
  const vv = vibeVoice();
  await Promise.all([vv.jobs.get('j1'), vv.jobs.get('j1'), vv.jobs.get('j1')]);
  expect(server.calls('GET /api')).toHaveLength(1);
});

test('a caller who aborts does not take the question about the contract from the others', async () => {
  const controller = new AbortController();
  server.answers['GET /api/jobs/j1'] = job;
  server.answers['GET /api'] = response => {
    controller.abort();
    sendJson(response, 200, { version: '0.1.0', contract: 1 });
  };
  const vv = vibeVoice();
  const [aborted, other] = [vv.jobs.get('j1', { signal: controller.signal }), vv.jobs.get('j1')];
  await expect(aborted).rejects.toMatchObject({ name: 'AbortError' });
  expect((await other).id).toBe('j1');
});

test('a request with an unknown key is refused before it is sent', async () => {
  const body = { script: 'Alice: hi', colour: 'red' } as { script: string };
  await expect(async () => vibeVoice().jobs.create(body)).rejects.toMatchObject({
    name: 'InvalidRequestError',
    code: 'invalid_request',
    problem: { issues: [{ path: [] }] }
  });
  expect(server.seen).toHaveLength(0);
});

test.each(Object.entries(problemCodes))(
  'problem %s arrives as its class',
  async (code, { status }) => {
    server.answers['GET /api/jobs/j1'] = response =>
      sendProblem(response, status, code, { hint: 'Try this.', retryable: false });
    const error = await vibeVoice({ maxRetries: 0 })
      .jobs.get('j1')
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(client.ProblemError);
    expect(error).toMatchObject({
      code: code as ProblemCode,
      status,
      hint: 'Try this.',
      request_id: 'r-1'
    });
    expect(client.VibeVoiceError.is(error)).toBe(true);
  }
);

test('what a problem says besides its code is at hand', async () => {
  server.answers['GET /api/voices/x/preview'] = response =>
    sendProblem(response, 404, 'voice_not_found', { available: ['a', 'b'] });
  const error = await vibeVoice()
    .voices.preview('x')
    .catch((thrown: unknown) => thrown);
  expect((error as VoiceNotFoundError).available).toEqual(['a', 'b']);
});

test('a GET is tried again when the answer says to come back', async () => {
  server.answers['GET /api/jobs/j1'] = inTurn(busy, busy, job);
  expect((await vibeVoice().jobs.get('j1')).id).toBe('j1');
  expect(server.calls('GET /api/jobs/j1')).toHaveLength(3);
});

test('an answer that keeps saying no is thrown after two more attempts', async () => {
  server.answers['GET /api/jobs/j1'] = busy;
  await expect(vibeVoice().jobs.get('j1')).rejects.toThrow(client.NotReadyError);
  expect(server.calls('GET /api/jobs/j1')).toHaveLength(3);
});

test('a full queue says when to come back, and a wait of hours is left to the caller', async () => {
  server.answers['POST /api/jobs'] = response =>
    sendProblem(response, 429, 'queue_full', {}, { 'Retry-After': '7200' });
  const error = await vibeVoice()
    .jobs.create({ script: 'A: x' })
    .catch((thrown: unknown) => thrown);
  expect((error as QueueFullError).retry_after).toBe(7200);
  expect(server.calls('POST /api/jobs')).toHaveLength(1);
});

test('a date in Retry-After is understood', async () => {
  const past = new Date(0).toUTCString();
  server.answers['GET /api/jobs/j1'] = inTurn(
    response => sendProblem(response, 503, 'gpu_unavailable', {}, { 'Retry-After': past }),
    job
  );
  expect((await vibeVoice({ backoffSeconds: [600, 600] }).jobs.get('j1')).id).toBe('j1');
});

test('a job is handed in once though the first answer is lost: both attempts bear one key', async () => {
  server.answers['POST /api/jobs'] = inTurn(response => void response.destroy(), job);
  await vibeVoice().jobs.create({ script: 'Alice: hi' });
  const keys = server.calls('POST /api/jobs').map(({ headers }) => headers['idempotency-key']);
  expect(keys).toHaveLength(2);
  expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
  expect(keys[1]).toBe(keys[0]);
});

test("the caller's own key is sent", async () => {
  server.answers['POST /api/jobs'] = job;
  await vibeVoice().jobs.create({ script: 'Alice: hi' }, { idempotencyKey: 'mine' });
  expect(server.calls('POST /api/jobs')[0]?.headers['idempotency-key']).toBe('mine');
});

test('a POST without a key is never sent twice', async () => {
  server.answers['POST /api/jobs/j1/cancel'] = busy;
  await expect(vibeVoice().jobs.cancel('j1')).rejects.toThrow(client.NotReadyError);
  expect(server.calls('POST /api/jobs/j1/cancel')).toHaveLength(1);
});

test('a conflict is a state, not a reason to try again', async () => {
  server.answers['PUT /api/jobs/j1/turns/t1/take'] = response =>
    sendProblem(response, 409, 'job_not_finished');
  await expect(vibeVoice().jobs.takes.choose('j1', 't1', 'k1')).rejects.toThrow(
    client.ConflictError
  );
  expect(server.calls('PUT /api/jobs/j1/turns/t1/take')).toHaveLength(1);
});

test('a login page instead of JSON is an AuthError', async () => {
  server.answers['GET /api/jobs/j1'] = response => sendPage(response);
  await expect(vibeVoice().jobs.get('j1')).rejects.toMatchObject({
    name: 'AuthError',
    code: 'login_required'
  });
});

test.each([401, 403])('a page with status %i is an AuthError', async status => {
  server.answers['GET /api/jobs/j1'] = response => sendPage(response, status);
  await expect(vibeVoice().jobs.get('j1')).rejects.toMatchObject({ name: 'AuthError', status });
});

test.each([502, 503, 504])(
  'a gateway that answers %i without its instance is a ConnectionError',
  async status => {
    server.answers['GET /api/jobs/j1'] = response => sendPage(response, status);
    await expect(vibeVoice().jobs.get('j1')).rejects.toMatchObject({
      name: 'ConnectionError',
      status,
      retryable: true
    });
  }
);

test('an error without a body is still an error in words', async () => {
  server.answers['GET /api/jobs/j1'] = response => void response.writeHead(500).end();
  await expect(vibeVoice().jobs.get('j1')).rejects.toThrow(client.ServerError);
  server.answers['GET /api/jobs/j1'] = response => void response.writeHead(418).end('{');
  await expect(vibeVoice().jobs.get('j1')).rejects.toThrow(client.ProtocolError);
});

test('an instance that is gone is a ConnectionError that holds no token', async () => {
  const gone = new VibeVoice({ url: 'http://127.0.0.1:1/', token: 'secret', maxRetries: 0 });
  const error = await gone.jobs.get('j1').catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(client.ConnectionError);
  const { cause } = error as Error;
  expect(
    JSON.stringify([error, cause, String(cause), Object.values(cause as object)])
  ).not.toContain('secret');
});

test('an answer that does not come in time is a ConnectionError', async () => {
  server.answers['GET /api/jobs/j1'] = () => {};
  await expect(
    vibeVoice({ timeoutSeconds: 0.05, maxRetries: 0 }).jobs.get('j1')
  ).rejects.toMatchObject({
    name: 'ConnectionError',
    code: 'timeout'
  });
});

test('a body that stops half way is a ConnectionError', async () => {
  server.answers['GET /api/jobs/j1'] = response => {
    response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': '1000' });
    response.write('{"id":', () => response.destroy());
  };
  await expect(vibeVoice({ maxRetries: 0 }).jobs.get('j1')).rejects.toThrow(client.ConnectionError);
});

test('aborting is an AbortError, is not tried again and closes the connection', async () => {
  const controller = new AbortController();
  const closed = new Promise(resolve => {
    server.answers['GET /api/jobs/j1'] = response => {
      response.on('close', resolve);
      controller.abort();
    };
  });
  const call = vibeVoice().jobs.get('j1', { signal: controller.signal });
  await expect(call).rejects.toMatchObject({ name: 'AbortError' });
  await closed;
  expect(server.calls('GET /api/jobs/j1')).toHaveLength(1);
});

test('a signal that has fired already keeps the call at home', async () => {
  await expect(vibeVoice().jobs.get('j1', { signal: AbortSignal.abort() })).rejects.toMatchObject({
    name: 'AbortError'
  });
  expect(server.seen).toHaveLength(0);
});

test('logging a page in takes the cookie and leaves the page behind it alone', async () => {
  server.answers['POST /api/session'] = response =>
    sendJson(response, 200, { url: `/session?ticket=once` });
  server.answers['GET /session'] = response =>
    void response.writeHead(303, { Location: 'ui/', 'Set-Cookie': 'a=b; HttpOnly' }).end();
  await vibeVoice().instance.logIn();
  expect(server.calls('GET /session?ticket=once')).toHaveLength(1);
  expect(server.calls('GET /ui/')).toHaveLength(0);
});

test('identifiers are encoded in paths', async () => {
  server.answers['DELETE /api/voices/%E5%AE%89%2F..%3Fx'] = response =>
    void response.writeHead(204).end();
  await vibeVoice().voices.delete('安/..?x');
  expect(server.calls('DELETE /api/voices/%E5%AE%89%2F..%3Fx')).toHaveLength(1);
});

test('a voice is handed in with its name, its sample and the consent', async () => {
  server.answers['POST /api/voices'] = response =>
    sendJson(response, 201, { id: 'up-1', name: '我', languages: [] });
  const file = new Blob(['RIFF'], { type: 'audio/wav' });
  const voice = await vibeVoice().voices.create({ name: '我', file, consent: true });
  expect(voice.id).toBe('up-1');
  const [seen] = server.calls('POST /api/voices');
  expect(seen?.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
  expect(seen?.body).toContain('name="consent"\r\n\r\ntrue');
  expect(seen?.body).toContain('RIFF');
});
