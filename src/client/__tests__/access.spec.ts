import type { Instance } from '../../contract/index.ts';
import { AuthError, NotReadyError, OptionsError, VibeVoice } from '../index.ts';
import type { FetchLike, IOptions } from '../index.ts';
import {
  fixture,
  jobOf,
  messageOf,
  openEvents,
  ScriptedServer,
  sendJson,
  sendProblem
} from './scripted-server.ts';

let server: ScriptedServer;
const base = '/user/ann/';
const api = `${base}jupyterlab-vibevoice/api/instance`;
const job = '/vibevoice/ann/api/jobs/j1';

beforeEach(async () => {
  server = await new ScriptedServer().start();
  server.answers['GET /vibevoice/ann/api'] = response =>
    sendJson(response, 200, { version: '0.1.0', contract: 1 });
});
afterEach(() => server.stop());

function instance(change: Partial<Instance> = {}): Instance {
  const ready = fixture<Instance>('Instance', 'ready');
  delete ready.token_expires_at;
  return { ...ready, url: '/vibevoice/ann/', kernel_url: `${server.url}vibevoice/ann/`, ...change };
}

function client(options: Partial<IOptions['launcher']> = {}): VibeVoice {
  const launcher = { baseUrl: `${server.url.slice(0, -1)}${base}`, token: 'lab', ...options };
  return new VibeVoice({ launcher, backoffSeconds: [0.001, 0.002] });
}

/** A launcher whose tokens are `t1`, `t2`, …, and an instance that takes only the newest when `isExpired` says so. */
function renewing(expired: Set<string>): void {
  let count = 0;
  server.answers[`GET ${api}`] = response => {
    count += 1;
    sendJson(response, 200, instance({ token: `t${count}` }));
  };
  server.answers[`GET ${job}`] = (response, seen) => {
    const isExpired = expired.has(seen.headers.authorization ?? '');
    if (isExpired) {
      sendProblem(response, 401, 'token_expired', { retryable: false });
    } else {
      sendJson(response, 200, jobOf());
    }
  };
}

const tokens = (name: string) => server.calls(name).map(({ headers }) => headers.authorization);

test('a launcher is asked for the address and the token of the instance, once', async () => {
  renewing(new Set());
  const vv = client();
  await vv.jobs.get('j1');
  await vv.jobs.get('j1');
  expect(tokens(`GET ${api}`)).toEqual(['token lab']);
  expect(tokens(`GET ${job}`)).toEqual(['Bearer t1', 'Bearer t1']);
});

test('a token that has expired is renewed once for all calls that met it', async () => {
  renewing(new Set());
  const vv = client();
  await vv.jobs.get('j1');
  renewing(new Set(['Bearer t1']));
  server.answers[`GET ${api}`] = response => sendJson(response, 200, instance({ token: 't2' }));
  const jobs = await Promise.all([1, 2, 3, 4].map(() => vv.jobs.get('j1')));
  expect(jobs.map(({ id }) => id)).toEqual(['j1', 'j1', 'j1', 'j1']);
  expect(server.calls(`GET ${api}`)).toHaveLength(2);
});

test('a renewed token that is refused as well is an AuthError, without asking for ever', async () => {
  renewing(new Set(['Bearer t1', 'Bearer t2', 'Bearer t3']));
  await expect(client().jobs.get('j1')).rejects.toThrow(AuthError);
  expect(server.calls(`GET ${api}`)).toHaveLength(2);
  expect(server.calls(`GET ${job}`)).toHaveLength(2);
});

test('a token that ends within a minute is renewed before it is used', async () => {
  renewing(new Set());
  const soon = new Date(Date.now() + 30_000).toISOString();
  server.answers[`GET ${api}`] = response =>
    sendJson(response, 200, instance({ token: 'old', token_expires_at: soon }));
  const vv = client();
  await vv.jobs.get('j1');
  await vv.jobs.get('j1');
  expect(server.calls(`GET ${api}`)).toHaveLength(2);
});

test('an event stream that is opened again uses the renewed token', async () => {
  const at = '2026-11-22T18:00:00Z';
  renewing(new Set());
  let count = 0;
  server.answers[`GET ${job}/events`] = (response, seen) => {
    count += 1;
    if (count === 2) {
      sendProblem(response, 401, 'token_expired', { retryable: false });
    } else if (count === 1) {
      openEvents(response);
      response.write(messageOf({ id: 1, at, type: 'started' } as never), () => response.destroy());
    } else {
      expect(seen.headers['last-event-id']).toBe('1');
      openEvents(response);
      response.end(messageOf({ id: 2, at, type: 'cancelled' } as never));
    }
  };
  const types = [];
  for await (const event of client().jobs.events('j1')) {
    types.push(event.type);
  }
  expect(types).toEqual(['started', 'cancelled']);
  expect(tokens(`GET ${job}/events`)).toEqual(['Bearer t1', 'Bearer t1', 'Bearer t2']);
});

test('an instance that moved is found again', async () => {
  const other = await new ScriptedServer().start();
  renewing(new Set());
  other.answers['GET /api/jobs/j1'] = response => sendJson(response, 200, jobOf({ ref: 'moved' }));
  let address = 'http://127.0.0.1:1/';
  server.answers[`GET ${api}`] = response => {
    sendJson(response, 200, instance({ kernel_url: address }));
    address = other.url;
  };
  expect((await client().jobs.get('j1')).ref).toBe('moved');
  await other.stop();
});

test('a stopped instance is a NotReadyError that says what to do', async () => {
  server.answers[`GET ${api}`] = response =>
    sendJson(response, 200, fixture<Instance>('Instance', 'stopped'));
  await expect(client().jobs.get('j1')).rejects.toMatchObject({
    name: 'NotReadyError',
    code: 'instance_stopped',
    hint: 'Start it, then try again.'
  });
  expect(NotReadyError).toBeDefined();
});

test('in a page the path of the instance is taken, with a login of its own and the plain fetch', async () => {
  renewing(new Set());
  const asked: string[] = [];
  const lab: FetchLike = (url, init) => {
    asked.push(url);
    return fetch(url, { ...init, headers: { ...init?.headers, Authorization: 'token page' } });
  };
  server.answers[`GET ${api}`] = response =>
    sendJson(response, 200, instance({ kernel_url: 'http://127.0.0.1:1/' }));
  await client({ fetch: lab, token: undefined }).jobs.get('j1');
  expect(asked).toEqual([`${server.url.slice(0, -1)}${api}`]);
  expect(tokens(`GET ${api}`)).toEqual(['token page']);
  expect(tokens(`GET ${job}`)).toEqual(['Bearer secret']);
});

test('where the launcher forwards, its own login goes with every call', async () => {
  const asked: string[] = [];
  const lab: FetchLike = (url, init) => {
    asked.push(new URL(url).pathname);
    return fetch(url, init);
  };
  const path = `${base}jupyterlab-vibevoice/i/`;
  server.answers[`GET ${api}`] = response =>
    sendJson(response, 200, instance({ place: 'jupyter', token: undefined, url: path }));
  server.answers[`GET ${path}api`] = response =>
    sendJson(response, 200, { version: '0.1.0', contract: 1 });
  server.answers[`GET ${path}api/jobs/j1`] = response => sendJson(response, 200, jobOf());
  await client({ fetch: lab }).jobs.get('j1');
  expect(asked).toEqual([api, `${path}api`, `${path}api/jobs/j1`]);
});

test('a program without a token of the instance goes through the launcher, not past it', async () => {
  const path = `${base}jupyterlab-vibevoice/i/`;
  server.answers[`GET ${api}`] = response =>
    sendJson(response, 200, instance({ place: 'jupyter', token: undefined, url: path }));
  server.answers[`GET ${path}api`] = response =>
    sendJson(response, 200, { version: '0.1.0', contract: 1 });
  server.answers[`GET ${path}api/jobs/j1`] = response => sendJson(response, 200, jobOf());
  await client().jobs.get('j1');
  expect(tokens(`GET ${path}api/jobs/j1`)).toEqual(['token lab']);
});

test("Jupyter's login is not shown to another origin", async () => {
  const other = await new ScriptedServer().start();
  other.answers['GET /api/jobs/j1'] = response => sendJson(response, 200, jobOf());
  server.answers[`GET ${api}`] = response =>
    sendJson(response, 200, instance({ token: undefined, url: other.url }));
  await client().jobs.get('j1');
  expect(other.seen.map(({ headers }) => headers.authorization)).toEqual([undefined, undefined]);
  await other.stop();
});

describe('ready', () => {
  const states = (...names: Instance['state'][]) => names.map(state => instance({ state }));

  test('starts the instance, tells its states and ends with the ready one', async () => {
    server.answers[`POST ${api}`] = response =>
      sendJson(response, 202, instance({ state: 'starting' }));
    server.answers[`GET ${api}/events`] = response => {
      openEvents(response);
      response.write(
        states('starting', 'queued', 'ready')
          .map(state => messageOf(state as never))
          .join('')
      );
    };
    const told: string[] = [];
    const ready = await client().instance.ready({ onState: ({ state }) => told.push(state) });
    expect(ready.state).toBe('ready');
    expect(told).toEqual(['starting', 'starting', 'queued', 'ready']);
  });

  test('is at once where the instance runs already', async () => {
    server.answers[`POST ${api}`] = response =>
      sendJson(response, 202, instance({ state: 'asleep' }));
    expect((await client().instance.ready()).state).toBe('asleep');
  });

  test('throws what the instance says of its failure', async () => {
    const problem = {
      code: 'gpu_unavailable',
      message: 'No GPU.',
      retryable: true,
      request_id: ''
    } as const;
    server.answers[`POST ${api}`] = response =>
      sendJson(response, 202, instance({ state: 'starting' }));
    server.answers[`GET ${api}/events`] = response => {
      openEvents(response);
      response.write(messageOf(instance({ state: 'failed', problem }) as never));
    };
    await expect(client().instance.ready()).rejects.toMatchObject({
      code: 'gpu_unavailable',
      message: 'No GPU.'
    });
  });

  test('ends with the signal', async () => {
    server.answers[`POST ${api}`] = response =>
      sendJson(response, 202, instance({ state: 'starting' }));
    const controller = new AbortController();
    server.answers[`GET ${api}/events`] = response => {
      openEvents(response);
      controller.abort();
    };
    await expect(client().instance.ready({ signal: controller.signal })).rejects.toMatchObject({
      name: 'AbortError'
    });
  });
});

describe('discovery', () => {
  const names = [
    'VIBEVOICE_URL',
    'VIBEVOICE_TOKEN',
    'VIBEVOICE_LAUNCHER',
    'VIBEVOICE_LAUNCHER_TOKEN'
  ];
  const clear = () => names.forEach(name => delete process.env[name]);
  beforeEach(clear);
  afterEach(clear);

  test('nothing found is an error that names the four places', () => {
    const hint = /url and token, or a launcher.*VIBEVOICE_URL.*VIBEVOICE_LAUNCHER.*JupyterLab/;
    let thrown: unknown;
    try {
      new VibeVoice();
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(OptionsError);
    expect((thrown as OptionsError).hint).toMatch(hint);
  });

  test('an instance in the environment comes before a launcher', async () => {
    process.env.VIBEVOICE_URL = `${server.url}vibevoice/ann`;
    process.env.VIBEVOICE_TOKEN = 'env';
    process.env.VIBEVOICE_LAUNCHER = 'http://127.0.0.1:1/';
    renewing(new Set());
    await new VibeVoice().jobs.get('j1');
    expect(tokens(`GET ${job}`)).toEqual(['Bearer env']);
  });

  test('a launcher in the environment is asked', async () => {
    process.env.VIBEVOICE_LAUNCHER = `${server.url.slice(0, -1)}${base}jupyterlab-vibevoice/`;
    process.env.VIBEVOICE_LAUNCHER_TOKEN = 'kernel';
    renewing(new Set());
    await new VibeVoice().jobs.get('j1');
    expect(tokens(`GET ${api}`)).toEqual(['token kernel']);
  });

  test('what the caller gives comes before the environment', async () => {
    process.env.VIBEVOICE_URL = 'http://127.0.0.1:1/';
    renewing(new Set());
    await new VibeVoice({ url: `${server.url}vibevoice/ann/`, token: () => 'mine' }).jobs.get('j1');
    expect(tokens(`GET ${job}`)).toEqual(['Bearer mine']);
  });

  test('a url and a launcher at once are refused', () => {
    expect(() => new VibeVoice({ url: server.url, launcher: { baseUrl: server.url } })).toThrow(
      OptionsError
    );
  });
});

test('a token function is asked again when its token has expired', async () => {
  let count = 0;
  renewing(new Set(['Bearer f1']));
  const token = () => Promise.resolve(`f${++count}`);
  const vv = new VibeVoice({ url: `${server.url}vibevoice/ann/`, token });
  await vv.jobs.get('j1');
  expect(tokens(`GET ${job}`)).toEqual(['Bearer f1', 'Bearer f2']);
});
