// A server that misbehaves as scenarios.json says, byte by byte, on real sockets. `node server.mjs` prints one line of
// JSON, `{"url"}`, and ends when its standard input does. A client is pointed at `<url><scenario>/<run>/`, where <run> is
// any word: requests are counted for each run. Beside the API, `<url><scenario>/<run>/` has
//   _seen    what was asked for, in order, once every connection of the run is closed: the client left none open
//   _log     the events of the job j1, as they are when nothing goes wrong
// How scenarios are written is said in README.md.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { goodAnswer, log } from './good-answers.mjs';
import { answerBytes } from './answer-bytes.mjs';

const { scenarios } = JSON.parse(readFileSync(new URL('scenarios.json', import.meta.url), 'utf8'));
const byName = new Map(scenarios.map(scenario => [scenario.name, scenario]));
const runs = new Map();
const ports = {};

function runOf(key) {
  if (!runs.has(key)) {
    runs.set(key, { seen: [], counts: new Map(), open: new Set(), waiting: [] });
  }
  return runs.get(key);
}

/** The step of the scenario for this call: the first time the first one, and the last one for ever. */
function stepOf(scenario, run, call) {
  const steps = scenario.answers?.[call] ?? ['good'];
  const count = run.counts.get(call) ?? 0;
  run.counts.set(call, count + 1);
  return steps[Math.min(count, steps.length - 1)];
}

function sendJson(response, value) {
  response.writeHead(200, { 'Content-Type': 'application/json', Connection: 'close' });
  response.end(JSON.stringify(value));
}

/** Answers when the client has let go of every connection. */
function sendSeen(run, response) {
  const tell = () => run.open.size === 0 && (sendJson(response, { seen: run.seen }), true);
  if (!tell()) {
    run.waiting.push(tell);
  }
}

function follow(run, socket) {
  if (!run.open.has(socket)) {
    run.open.add(socket);
    socket.once('close', () => {
      run.open.delete(socket);
      run.waiting = run.waiting.filter(tell => !tell());
    });
  }
}

/** Writes what is left of the answer, all at once or byte by byte; then ends, resets, or falls silent. */
function write(socket, { bytes, pieces, ending }) {
  const end = () => {
    if (ending === 'reset') {
      socket.resetAndDestroy();
    } else if (ending !== 'silence') {
      socket.end();
    }
  };
  if (pieces === undefined) {
    socket.write(bytes, end);
    return;
  }
  const next = at => {
    if (at >= bytes.length || socket.destroyed) {
      end();
    } else {
      socket.write(bytes.subarray(at, at + pieces), () => setImmediate(next, at + pieces));
    }
  };
  next(0);
}

async function bodyOf(request) {
  const chunks = [];
  for await (const chunk of request) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

async function handle(request, response, place) {
  const [, name, word, ...rest] = new URL(request.url, 'http://localhost').pathname.split('/');
  const scenario = byName.get(name);
  const path = rest.join('/');
  if (!scenario) {
    response.writeHead(404).end();
    return;
  }
  const run = runOf(`${name}/${word}`);
  if (path === '_seen') {
    sendSeen(run, response);
    return;
  }
  if (path === '_log') {
    sendJson(response, log);
    return;
  }
  follow(run, request.socket);
  const body = await bodyOf(request);
  const call = `${request.method} ${path}`;
  const { headers } = request;
  run.seen.push({
    call,
    place,
    authorization: headers.authorization !== undefined,
    ...(headers['last-event-id'] && { after: headers['last-event-id'] }),
    ...(headers['idempotency-key'] && { key: headers['idempotency-key'] }),
    ...(body && { body })
  });
  const step = place === 'elsewhere' ? 'good' : stepOf(scenario, run, call);
  const base = where => `http://127.0.0.1:${ports[where]}/${name}/${word}/`;
  const good = goodAnswer(request.method, path, headers);
  const answer = answerBytes(step, good, {
    last: Number(headers['last-event-id'] ?? 0),
    addressOf: { login: `${base('here')}login`, elsewhere: `${base('elsewhere')}${path}` }
  });
  await pause(step.wait_ms ?? 0);
  write(request.socket, answer);
}

function listen(place) {
  const server = createServer((request, response) => {
    // Only what a client does can fail here, and then its connection is gone.
    handle(request, response, place).catch(() => request.socket.destroy());
  });
  server.keepAliveTimeout = 0;
  return new Promise(resolve => {
    server.listen(0, '127.0.0.1', () => {
      ports[place] = server.address().port;
      resolve();
    });
  });
}

await listen('here');
await listen('elsewhere');
console.log(JSON.stringify({ url: `http://127.0.0.1:${ports.here}/` }));
process.stdin.resume().once('end', () => process.exit(0));
