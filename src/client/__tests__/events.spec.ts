import { once } from 'node:events';
import type { JobEvent } from '../../contract/index.ts';
import {
  AuthError,
  ConnectionError,
  IdleTimeoutError,
  ProtocolError,
  VibeVoice
} from '../index.ts';
import type { IOptions } from '../index.ts';
import {
  type Answer,
  logOf,
  messageOf,
  openEvents,
  replay,
  ScriptedServer,
  sendPage,
  sendProblem
} from './scripted-server.ts';

const path = 'GET /api/jobs/j1/events';
let server: ScriptedServer;

beforeEach(async () => {
  server = await new ScriptedServer().start();
});
afterEach(() => server.stop());

function client(options: IOptions = {}): VibeVoice {
  return new VibeVoice({ url: server.url, token: 't', backoffSeconds: [0.001, 0.002], ...options });
}

async function collect(events: AsyncIterable<JobEvent>): Promise<JobEvent[]> {
  const all: JobEvent[] = [];
  for await (const event of events) {
    all.push(event);
  }
  return all;
}

/** One answer after the other; the last one stays. */
function inTurn(...answers: Answer[]): Answer {
  let count = 0;
  return (response, seen) => answers[Math.min(count++, answers.length - 1)]?.(response, seen);
}

test('all events come once and in order, and the iteration ends after the last', async () => {
  server.answers[path] = replay(logOf(3));
  expect(await collect(client().jobs.events('j1'))).toEqual(logOf(3));
  expect(server.calls(path)).toHaveLength(1);
});

const small = logOf(3);
test.each(small.map((_event, index) => index))(
  'a connection that breaks after event %i loses and doubles nothing',
  async broken => {
    server.answers[path] = inTurn(replay(small, broken), replay(small));
    expect(await collect(client().jobs.events('j1'))).toEqual(small);
    expect(server.calls(path)[1]?.headers['last-event-id']).toBe(
      broken ? String(broken) : undefined
    );
  }
);

test('a connection that breaks after every single event still gives all of a huge job', async () => {
  const huge = logOf(363);
  server.answers[path] = replay(huge, 100);
  expect(await collect(client().jobs.events('j1'))).toEqual(huge);
  expect(server.calls(path)).toHaveLength(Math.ceil(huge.length / 100));
});

test('an event that is cut in the middle is read whole from the next connection', async () => {
  const half: Answer = response => {
    openEvents(response);
    const text = small.slice(0, 2).map(messageOf).join('');
    response.write(text.slice(0, -20), () => response.destroy());
  };
  server.answers[path] = inTurn(half, replay(small));
  expect(await collect(client().jobs.events('j1'))).toEqual(small);
});

test('characters that are cut in the middle arrive whole', async () => {
  const [first] = small;
  const warning = {
    ...first,
    id: 1,
    type: 'warning',
    code: 'W',
    message: '角色A：你好'
  } as JobEvent;
  const last = { ...small.at(-1), id: 2 } as JobEvent;
  const bytes = Buffer.from(messageOf(warning) + messageOf(last));
  server.answers[path] = async response => {
    openEvents(response);
    for (const byte of bytes) {
      await new Promise(resolve => response.write(Buffer.from([byte]), resolve));
    }
    response.end();
  };
  expect(await collect(client().jobs.events('j1'))).toEqual([warning, last]);
});

test('events that are sent twice are given once', async () => {
  server.answers[path] = response => {
    openEvents(response);
    response.end(
      [...small.slice(0, 4), ...small.slice(1, 4), ...small.slice(3)].map(messageOf).join('')
    );
  };
  expect(await collect(client().jobs.events('j1'))).toEqual(small);
});

test('a gateway that answers 502 for a while is waited for', async () => {
  const bad: Answer = response => sendPage(response, 502);
  server.answers[path] = inTurn(replay(small, 2), bad, bad, replay(small));
  const states: boolean[] = [];
  const events = client().jobs.events('j1', { onConnection: is => states.push(is) });
  expect(await collect(events)).toEqual(small);
  expect(states).toEqual([true, false, false, false, true]);
});

test('a gateway that never recovers ends the iteration after the attempts that were asked for', async () => {
  server.answers[path] = response => sendPage(response, 502);
  await expect(collect(client().jobs.events('j1', { attempts: 3 }))).rejects.toThrow(
    ConnectionError
  );
  expect(server.calls(path)).toHaveLength(4);
});

test('a login page instead of events is an AuthError, and is not asked for again', async () => {
  server.answers[path] = inTurn(replay(small, 2), response => sendPage(response));
  await expect(collect(client().jobs.events('j1'))).rejects.toThrow(AuthError);
  expect(server.calls(path)).toHaveLength(2);
});

test('a job that does not exist is said so at once, from the body of the unread stream', async () => {
  server.answers[path] = response =>
    sendProblem(response, 404, 'job_not_found', { message: 'Gone.' });
  await expect(collect(client().jobs.events('j1'))).rejects.toMatchObject({
    name: 'NotFoundError',
    code: 'job_not_found',
    message: 'Gone.',
    request_id: 'r-1'
  });
});

test('heartbeats keep a stream alive that has nothing to tell', async () => {
  server.answers[path] = response => {
    openEvents(response);
    let beats = 0;
    const timer = setInterval(() => {
      response.write(': still here\n\n');
      beats += 1;
      if (beats === 8) {
        clearInterval(timer);
        response.end(small.map(messageOf).join(''));
      }
    }, 50);
  };
  expect(await collect(client({ idleSeconds: 0.3 }).jobs.events('j1'))).toEqual(small);
  expect(server.calls(path)).toHaveLength(1);
});

test('a stream that falls silent is closed and taken up again', async () => {
  let closed: Promise<unknown> | undefined;
  const silent: Answer = response => {
    closed = once(response, 'close');
    openEvents(response);
    response.write(small.slice(0, 3).map(messageOf).join(''));
  };
  server.answers[path] = inTurn(silent, replay(small));
  expect(await collect(client({ idleSeconds: 0.2 }).jobs.events('j1'))).toEqual(small);
  await closed;
});

test('silence is an IdleTimeoutError where no further attempt is wanted', async () => {
  server.answers[path] = openEvents;
  const events = client({ idleSeconds: 0.05 }).jobs.events('j1', { attempts: 0 });
  await expect(collect(events)).rejects.toThrow(IdleTimeoutError);
});

test('an event of a later version passes as unknown', async () => {
  const strange = { id: 2, at: small[0]?.at, type: 'applause', loud: true };
  server.answers[path] = response => {
    openEvents(response);
    response.end(
      [small[0], strange, { ...small.at(-1), id: 3 }].map(e => messageOf(e as JobEvent)).join('')
    );
  };
  const types = (await collect(client().jobs.events('j1'))).map(event => event.type);
  expect(types).toEqual(['queued', 'unknown', 'done']);
});

test('an event that breaks the contract is a ProtocolError that names the place', async () => {
  server.answers[path] = response => {
    openEvents(response);
    response.end(messageOf({ ...small[2], samples: 'many' } as unknown as JobEvent));
  };
  await expect(collect(client().jobs.events('j1'))).rejects.toMatchObject({
    name: 'ProtocolError',
    issues: [{ path: ['samples'] }]
  });
  expect(ProtocolError).toBeDefined();
});

test('aborting ends the iteration as an AbortError, closes the connection and leaves the job alone', async () => {
  const ended = new Promise(resolve => {
    server.answers[path] = response => {
      response.on('close', resolve);
      openEvents(response);
      response.write(small.slice(0, 2).map(messageOf).join(''));
    };
  });
  const controller = new AbortController();
  const seen: string[] = [];
  const run = (async () => {
    for await (const event of client().jobs.events('j1', { signal: controller.signal })) {
      seen.push(event.type);
      if (event.type === 'started') {
        controller.abort();
      }
    }
  })();
  await expect(run).rejects.toMatchObject({ name: 'AbortError', retryable: false });
  await ended;
  expect(seen).toEqual(['queued', 'started']);
  expect(server.seen.map(({ method }) => method)).toEqual(['GET', 'GET']);
});

test('leaving the loop closes the connection', async () => {
  const ended = new Promise(resolve => {
    server.answers[path] = response => {
      response.on('close', resolve);
      openEvents(response);
      response.write(messageOf(small[0] as JobEvent));
    };
  });
  for await (const event of client().jobs.events('j1')) {
    expect(event.id).toBe(1);
    break;
  }
  await ended;
});

test('aborting while waiting for the next attempt does not wait', async () => {
  const controller = new AbortController();
  server.answers[path] = response => sendPage(response, 502);
  const events = client({ backoffSeconds: [600, 600] }).jobs.events('j1', {
    signal: controller.signal,
    onConnection: () => controller.abort()
  });
  await expect(collect(events)).rejects.toMatchObject({ name: 'AbortError' });
});

test('events after a known one are asked for and given', async () => {
  server.answers[path] = replay(small);
  const events = await collect(client().jobs.events('j1', { after: 4 }));
  expect(events.map(event => event.id)).toEqual(small.slice(4).map(event => event.id));
  expect(server.calls(path)[0]?.headers['last-event-id']).toBe('4');
});
