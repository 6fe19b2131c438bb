// A server that says what an instance says of two jobs, as fast as it can: `long`, 90 minutes of sound in segments of two
// seconds, and `many`, which has 10,000 events. Every fiftieth segment is cut in its middle when it is first asked for.
// Prints `{"url"}`; `asked` tells how many segments were asked for; ends with its standard input.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { at } from '../setup/place.mjs';

const rate = 24_000;
const samplesEach = 2 * rate;
const segments = (90 * 60) / 2;
const fixture = JSON.parse(readFileSync(at('src/contract/fixtures/Job/valid/done.json'), 'utf8'));
const audio = { revision: 1, seconds: segments * 2, sample_rate: rate, segments };
const jobs = {
  long: { ...fixture, id: 'long', state: 'done', audio },
  many: { ...fixture, id: 'many', state: 'done', audio }
};
const cut = new Set();
let asked = 0;

/** A WAV file whose first sample is the number of its segment. */
function segment(n) {
  const file = Buffer.alloc(44 + samplesEach * 2);
  file.write('RIFF', 0, 'latin1');
  file.writeUInt32LE(file.length - 8, 4);
  file.write('WAVEfmt ', 8, 'latin1');
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(rate, 24);
  file.writeUInt32LE(rate * 2, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36, 'latin1');
  file.writeUInt32LE(samplesEach * 2, 40);
  file.writeInt16LE(n, 44);
  return file;
}

function events() {
  const stamp = '2026-11-22T18:00:00Z';
  const event = (id, type, more) =>
    `id: ${id}\nevent: ${type}\ndata: ${JSON.stringify({ id, at: stamp, type, ...more })}\n\n`;
  const lines = Array.from({ length: 9_999 }, (_, index) =>
    event(index + 1, 'segment', {
      ...{ revision: 1, n: index, start_sample: index * samplesEach, samples: samplesEach },
      peaks: Array(40).fill(90)
    })
  );
  return lines.join('') + event(10_000, 'done', { audio, usage: fixture.usage });
}

const manyEvents = Buffer.from(events());

function sendSegment(response, n) {
  const file = segment(n);
  asked += 1;
  response.writeHead(200, { 'Content-Type': 'audio/wav', 'Content-Length': file.length });
  if (n % 50 === 25 && !cut.has(n)) {
    cut.add(n);
    response.write(file.subarray(0, file.length >> 1), () => response.destroy());
    return;
  }
  response.end(file);
}

function sendJson(response, value) {
  response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(value));
}

const server = createServer(({ url }, response) => {
  const [, , , id, ...rest] = url.split('/');
  const number = url.match(/segments\/(\d+)\.wav$/);
  if (url === '/asked') {
    sendJson(response, { asked });
    asked = 0;
    cut.clear();
  } else if (number) {
    sendSegment(response, Number(number[1]));
  } else if (rest[0] === 'events') {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' }).end(manyEvents);
  } else {
    sendJson(response, jobs[id] ?? { version: '0.1.0', contract: 1 });
  }
});
server.listen(0, '127.0.0.1', () =>
  console.log(JSON.stringify({ url: `http://127.0.0.1:${server.address().port}/` }))
);
process.stdin.resume().once('end', () => process.exit(0));
