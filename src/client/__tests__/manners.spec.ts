import {
  IdleTimeoutError,
  type JobCreate,
  type LogEntry,
  VibeVoice,
  VibeVoiceError
} from '../index.ts';
import {
  jobOf,
  logOf,
  openEvents,
  replay,
  ScriptedServer,
  sendJson,
  sendProblem
} from './scripted-server.ts';

let server: ScriptedServer;

beforeEach(async () => {
  server = await new ScriptedServer().start();
});
afterEach(() => server.stop());

const patience = { backoffSeconds: [0.001, 0.002] as const };
const client = (options = {}) =>
  new VibeVoice({ url: server.url, token: 'hush-token', ...patience, ...options });
const thrownBy = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error as VibeVoiceError
  );

test('a call is its data, and with its response it is both', async () => {
  server.answers['GET /api/jobs/j1'] = response =>
    sendJson(response, 200, jobOf(), { 'X-Request-Id': 'r-7', 'X-More': 'yes' });
  const call = client().jobs.get('j1');
  const { data, response } = await call.withResponse();
  expect(data).toBe(await call);
  expect(typeof data.refresh).toBe('function');
  expect(response).toMatchObject({ status: 200, requestId: 'r-7', headers: { 'x-more': 'yes' } });
});

test('after retries the response is the one that the data came in', async () => {
  let count = 0;
  server.answers['GET /api/voices'] = response =>
    count++ === 0
      ? sendProblem(response, 503, 'engine_starting', {}, { 'Retry-After': '0' })
      : sendJson(response, 200, { voices: [] });
  const { data, response } = await client().voices.list().withResponse();
  expect([data, response.status, count]).toEqual([[], 200, 2]);
});

test('a failing call is heard of once, whichever way it is waited for', async () => {
  const unheard: unknown[] = [];
  const onUnheard = (reason: unknown) => unheard.push(reason);
  process.on('unhandledRejection', onUnheard);
  const error = await thrownBy(client().jobs.get('j1').withResponse());
  const other = await thrownBy(client().voices.list());
  await new Promise(resolve => setImmediate(resolve));
  process.off('unhandledRejection', onUnheard);
  expect([error?.code, other?.code, unheard]).toEqual(['not_found', 'not_found', []]);
});

test.each([
  ['a page of a login', 'text/html', '<!DOCTYPE html>', 200],
  ['an answer that is not in the contract', 'application/json', '{"id":1}', 200],
  ["a proxy's own failure", 'text/plain', 'Bad gateway', 502],
  ['a refusal without a word', 'text/plain', '', 418]
])('the error for %s names the request', async (_, type, body, status) => {
  server.answers['GET /api/jobs/j1'] = response =>
    void response.writeHead(status, { 'Content-Type': type, 'X-Request-Id': 'r-9' }).end(body);
  const error = await thrownBy(client({ maxRetries: 0 }).jobs.get('j1'));
  expect(VibeVoiceError.is(error)).toBe(true);
  expect(error?.request_id).toBe('r-9');
});

test('what is wrong before anything is sent is the failure of its call, and is not thrown at once', async () => {
  const wrong = { script: 'A: Hi.', sede: 7 } as JobCreate;
  const calls = [client().jobs.create(wrong), client().jobs.update('j1', wrong)];
  const codes = await Promise.all(calls.map(async call => (await thrownBy(call))?.code));
  expect(codes).toEqual(['invalid_request', 'invalid_request']);
  expect((await thrownBy(client().instance.start()))?.code).toBe('invalid_options');
  expect(server.seen).toEqual([]);
});

test('headers, a deadline and the number of attempts can be said with each call', async () => {
  server.answers['GET /api/jobs/j1'] = (response, { headers }) =>
    headers['x-mine'] ? undefined : sendJson(response, 200, jobOf());
  const vv = client();
  // What is asked before the first call takes longer than the deadline on a busy machine.
  await vv.jobs.get('j1');
  const how = { headers: { 'X-Mine': 'yes' }, timeoutSeconds: 0.3, maxRetries: 1 };
  expect(await thrownBy(vv.jobs.get('j1', how))).toMatchObject({ code: 'timeout' });
  expect(server.calls('GET /api/jobs/j1')).toHaveLength(3);
});

test('headers go with a stream of events, on every connection', async () => {
  server.answers['GET /api/jobs/j1/events'] = replay(logOf(2), 4);
  const headers = { 'X-Mine': 'yes' };
  for await (const event of client().jobs.events('j1', { headers })) {
    expect(event.id).toBeGreaterThan(0);
  }
  const seen = server.calls('GET /api/jobs/j1/events').map(call => call.headers['x-mine']);
  expect(seen.length).toBeGreaterThan(1);
  expect(new Set(seen)).toEqual(new Set(['yes']));
});

test('a log tells of requests, answers and repetitions, and keeps every secret', async () => {
  const entries: LogEntry[] = [];
  const vv = client({ log: (entry: LogEntry) => entries.push(entry) });
  let count = 0;
  server.answers['POST /api/jobs'] = response =>
    count++ === 0
      ? sendProblem(response, 429, 'queue_full', {}, { 'Retry-After': '0' })
      : sendJson(response, 200, jobOf(), { 'X-Request-Id': 'r-3' });
  server.answers['POST /api/session'] = response =>
    sendJson(response, 200, { url: '/session?ticket=hush-ticket' });
  server.answers['GET /session'] = response =>
    void response.writeHead(303, { Location: 'ui/', 'Set-Cookie': 'hush-cookie' }).end();
  await vv.jobs.create(
    { script: 'A: hush-words' },
    { idempotencyKey: 'hush-key', headers: { 'X-Mine': 'hush-header' } }
  );
  await vv.instance.logIn();
  await vv.jobs.list({ ref: 'hush-reference' }).catch(() => undefined);
  const url = `${server.url}api/jobs`;
  const about = entries.filter(entry => entry.type === 'retry' || entry.url === url).slice(0, 5);
  expect(about).toEqual([
    { type: 'request', method: 'POST', url },
    expect.objectContaining({ type: 'response', method: 'POST', url, status: 429 }),
    { type: 'retry', attempt: 1, seconds: 0, code: 'queue_full' },
    { type: 'request', method: 'POST', url },
    expect.objectContaining({ type: 'response', status: 200, requestId: 'r-3' })
  ]);
  expect(entries.some(entry => 'url' in entry && entry.url === `${server.url}session`)).toBe(true);
  expect(JSON.stringify(entries)).not.toContain('hush');
});

test('a log tells of what nobody answered, and of streams that begin anew', async () => {
  const entries: LogEntry[] = [];
  server.answers['GET /api/jobs/j1'] = response => void response.destroy();
  server.answers['GET /api/jobs/j1/events'] = openEvents;
  const vv = client({ log: (entry: LogEntry) => entries.push(entry), idleSeconds: 0.05 });
  await thrownBy(vv.jobs.get('j1', { maxRetries: 0 }));
  expect(entries.at(-1)).toMatchObject({ type: 'failure', code: 'connection_failed' });
  const silence = vv.jobs.events('j1', { attempts: 1 }).next();
  expect(await thrownBy(silence)).toBeInstanceOf(IdleTimeoutError);
  expect(entries).toContainEqual(
    expect.objectContaining({ type: 'retry', attempt: 1, code: 'idle_timeout' })
  );
});

test("a caller's own fetch is asked, and nothing else", async () => {
  const asked: string[] = [];
  const own = (url: string, init?: RequestInit) => {
    asked.push(url);
    return fetch(url.replace('http://elsewhere.test/', server.url), init);
  };
  server.answers['GET /api/jobs/j1'] = response => sendJson(response, 200, jobOf());
  const vv = new VibeVoice({ url: 'http://elsewhere.test/', token: 't', fetch: own });
  expect((await vv.jobs.get('j1')).id).toBe('j1');
  expect(asked).toEqual(['http://elsewhere.test/api', 'http://elsewhere.test/api/jobs/j1']);
});
