// Runs the shared scenarios with the TypeScript client. Arguments: the client's module, the server's URL, and a part of
// the names of the scenarios to run (all).
import { readFileSync } from 'node:fs';
import { check, report } from '../runtimes/checks.mjs';

const [clientModule, serverUrl, wanted = ''] = globalThis.Deno?.args ?? process.argv.slice(2);
const { VibeVoice } = await import(clientModule);
const { scenarios } = JSON.parse(readFileSync(new URL('scenarios.json', import.meta.url), 'utf8'));
const bytesPerSample = 2;
const wavHead = 44;
const eventsCall = 'GET api/jobs/j1/events';

function expectSame(found, expected, what) {
  const [left, right] = [found, expected].map(value => JSON.stringify(value));
  if (left !== right) {
    throw new Error(`${what}: ${left} instead of ${right}`);
  }
}

/** The keys of `expected` alone, from `found`. */
function part(found, expected) {
  return Object.fromEntries(Object.keys(expected).map(key => [key, found?.[key]]));
}

function clientOf(url, { idle_seconds = 30, timeout_seconds = 30, max_retries = 2 } = {}) {
  return new VibeVoice({
    url,
    token: 'secret',
    idleSeconds: idle_seconds,
    timeoutSeconds: timeout_seconds,
    maxRetries: max_retries,
    backoffSeconds: [0.01, 0.02]
  });
}

async function collect(chunks, into) {
  for await (const chunk of chunks) {
    into.push(chunk);
  }
}

async function someEvents(client, outcome, isAborted) {
  const controller = new AbortController();
  for await (const event of client.jobs.events('j1', { signal: controller.signal })) {
    outcome.events.push(event);
    if (event.id === 4) {
      if (!isAborted) {
        return;
      }
      controller.abort();
    }
  }
}

const calls = {
  events: (client, outcome, { after, attempts = 5 }) =>
    collect(client.jobs.events('j1', { after, attempts }), outcome.events),
  leave: (client, outcome) => someEvents(client, outcome, false),
  abort: (client, outcome) => someEvents(client, outcome, true),
  job: client => client.jobs.get('j1'),
  jobs: client => client.jobs.list(),
  status: client => client.instance.get(),
  captions: client => client.jobs.captions('j1', 'vtt'),
  create: client => client.jobs.create({ script: 'Nora: Hello.' }),
  cancel: client => client.jobs.cancel('j1'),
  finished: client => client.jobs.attach('j1').finished(),
  listen: (client, outcome) =>
    collect(client.jobs.listen?.('j1') ?? client.jobs.attach('j1').listen(), outcome.chunks),
  audio: async (client, outcome) => {
    const chunks = [];
    await collect(client.jobs.audio('j1', 'wav'), chunks);
    outcome.chunks.push(Buffer.concat(chunks).subarray(wavHead));
  }
};

/** Makes the call; what it gives and what it throws are the outcome. */
async function outcomeOf(scenario, url) {
  const outcome = { events: [], chunks: [] };
  try {
    outcome.value = await calls[scenario.do](clientOf(url, scenario.options), outcome, scenario);
  } catch (error) {
    outcome.error = error;
  }
  return outcome;
}

function checkEvents({ events }, expect, log) {
  const ids = events.map(({ id }) => id);
  if (expect.events) {
    const wantedIds = expect.events === 'all' ? log.map(({ id }) => id) : expect.events;
    expectSame(ids, wantedIds, 'events');
    events.forEach(event => expectSame(event, part(log[event.id - 1], event), `event ${event.id}`));
  }
  if (expect.ids) {
    expectSame(ids, expect.ids, 'ids');
  }
  if (expect.types) {
    expectSame(
      events.map(({ type }) => type),
      expect.types,
      'types'
    );
  }
}

function checkSamples({ chunks }, expected) {
  const all = Buffer.concat(chunks);
  expectSame(all.length / bytesPerSample, expected, 'samples');
  for (let n = 0; n < expected; n += 1) {
    if (all.readInt16LE(n * bytesPerSample) !== n % 30_000) {
      throw new Error(`sample ${n} is ${all.readInt16LE(n * bytesPerSample)}`);
    }
  }
}

function checkRequests(seen, expect) {
  for (const [call, count] of Object.entries(expect.calls ?? {})) {
    expectSame(seen.filter(request => request.call === call).length, count, call);
  }
  if (expect.after) {
    const after = seen
      .filter(({ call }) => call === eventsCall)
      .map(request => request.after ?? null);
    expectSame(after, expect.after, 'Last-Event-ID');
  }
  if (expect.same_key) {
    const keys = seen.filter(({ call }) => call === expect.same_key).map(({ key }) => key);
    expectSame([new Set(keys).size, keys.every(Boolean)], [1, true], 'keys');
  }
  if (expect.elsewhere) {
    const there = seen.filter(({ place }) => place === 'elsewhere');
    expectSame(
      there.map(request => part(request, expect.elsewhere)),
      [expect.elsewhere],
      'elsewhere'
    );
  }
}

function checkError({ error }, expected) {
  if (!expected) {
    if (error) {
      throw error;
    }
    return;
  }
  if (!error) {
    throw new Error(`It succeeded, instead of ${expected.code}`);
  }
  expectSame(part(error, expected), expected, `${error.name} (${error.message})`);
}

for (const scenario of scenarios.filter(({ name }) => name.includes(wanted))) {
  await check(scenario.name, async () => {
    const url = `${serverUrl}${scenario.name}/${crypto.randomUUID()}/`;
    const { expect } = scenario;
    const outcome = await outcomeOf(scenario, url);
    checkError(outcome, expect.error);
    const log = await (await fetch(`${url}_log`)).json();
    checkEvents(outcome, expect, log);
    if (expect.samples !== undefined) {
      checkSamples(outcome, expect.samples);
    }
    if (expect.value) {
      expectSame(part(outcome.value, expect.value), expect.value, 'value');
    }
    if (expect.text && !outcome.value?.includes(expect.text)) {
      throw new Error(`${expect.text} is not in ${outcome.value}`);
    }
    const { seen } = await (
      await fetch(`${url}_seen`, { signal: AbortSignal.timeout(20_000) })
    ).json();
    checkRequests(seen, expect);
  });
}

report();
