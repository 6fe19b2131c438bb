// Puts an answer together as bytes whose parts have names, so that it can be cut in any of them.
import { log } from './good-answers.mjs';

const page =
  '<!DOCTYPE html>\n<html><head><title>登录 · Log in</title></head><body><form action="/hub/login">…</form></body></html>\n';
const reasons = { 200: 'OK', 202: 'Accepted', 204: 'No Content', 302: 'Found' };

/** One message of a stream of events, as named parts. */
function messageParts(item, newline) {
  if (item.raw !== undefined) {
    return [{ name: 'raw', text: item.raw.replaceAll('\n', newline) }];
  }
  const { id, type } = item;
  const lines = [
    ...(id === undefined ? [] : [['id', `id: ${id}`]]),
    ...(type === undefined ? [] : [['event', `event: ${type}`]]),
    ['data', `data: ${JSON.stringify(item)}`]
  ];
  const parts = lines.flatMap(([name, text]) => [
    { name, event: id, text },
    { name: `end of ${name}`, event: id, text: newline }
  ]);
  return [...parts, { name: 'end', event: id, text: newline }];
}

/** The events that a step names: numbers of the log, `after` for all that the caller lacks, or events of its own. */
function itemsOf(events, last) {
  return events.flatMap(item => {
    if (item === 'after') {
      return log.filter(({ id }) => id > last);
    }
    if (typeof item === 'number') {
      return [log[item - 1]];
    }
    // A long text is not written into the list of scenarios.
    const { times, ...rest } = item;
    return [
      times === undefined ? rest : JSON.parse(JSON.stringify(rest).replace('…', 'x'.repeat(times)))
    ];
  });
}

function bodyBlocks(answer, last) {
  const { events, newline = '\n' } = answer;
  if (events) {
    return itemsOf(events, last).map(item => messageParts(item, newline));
  }
  const long = answer.times === undefined ? '…' : 'x'.repeat(answer.times);
  const body =
    answer.bytes ??
    (answer.page
      ? page
      : answer.json === undefined
        ? answer.text
        : JSON.stringify(answer.json).replace('…', long));
  return body === undefined ? [] : [[{ name: 'body', text: body }]];
}

const bytesOf = ({ text }) => (typeof text === 'string' ? Buffer.from(text, 'utf8') : text);
const sizeOf = parts => parts.reduce((sum, part) => sum + bytesOf(part).length, 0);

/** The body in its framing: counted, in chunks (one an event), or up to the end of the connection. */
function framed(blocks, framing) {
  if (framing !== 'chunked') {
    return blocks.flat();
  }
  const chunk = parts => {
    const event = parts[0].event;
    const size = sizeOf(parts).toString(16).padStart(4, '0');
    return [
      { name: 'chunk size', event, text: `${size}\r\n` },
      ...parts,
      { name: 'end of chunk', event, text: '\r\n' }
    ];
  };
  return [...blocks.flatMap(chunk), { name: 'last chunk', text: '0\r\n\r\n' }];
}

function headParts(answer, framing, length) {
  const headers = {
    'Content-Type': answer.type,
    Connection: 'close',
    'Cache-Control': 'no-store',
    ...(framing === 'chunked' && { 'Transfer-Encoding': 'chunked' }),
    ...(framing === 'length' && { 'Content-Length': length }),
    ...answer.headers
  };
  const lines = Object.entries(headers).filter(([, value]) => (value ?? undefined) !== undefined);
  return [
    { name: 'status', text: `HTTP/1.1 ${answer.status} ${reasons[answer.status] ?? 'Other'}\r\n` },
    ...lines.map(([name, value]) => ({ name: `header ${name}`, text: `${name}: ${value}\r\n` })),
    { name: 'end of head', text: '\r\n' }
  ];
}

/** Where in a part a cut goes: at its start, its end, in its middle, or inside a character of several bytes. */
function offsetIn(bytes, at) {
  if (at === 'inside a character') {
    const lead = bytes.findIndex(byte => byte >= 0xe0);
    if (lead < 0) {
      throw new Error('There is no such character here.');
    }
    return lead + 1;
  }
  return { start: 0, end: bytes.length, middle: bytes.length >> 1 }[at];
}

function cutPlace(parts, { in: name, event, at = 'middle' }) {
  let place = 0;
  for (const part of parts) {
    const bytes = bytesOf(part);
    if (part.name === name && (event === undefined || part.event === event)) {
      return place + offsetIn(bytes, at);
    }
    place += bytes.length;
  }
  throw new Error(`Nothing is called ${name} here.`);
}

function merged(step, good, addressOf) {
  if (step === 'good') {
    return good;
  }
  if (step === 'running') {
    const audio = { ...good.json.audio, seconds: 0, segments: 0 };
    return { ...good, json: { ...good.json, state: 'running', audio } };
  }
  if (step.redirect) {
    return {
      status: 302,
      type: 'text/html',
      text: '',
      headers: { Location: addressOf[step.redirect] }
    };
  }
  const { body, ...more } = step;
  if (body === 'page') {
    return { type: 'text/html; charset=utf-8', page: true, status: good.status, ...more };
  }
  if (body === 'empty') {
    return { type: good.type, text: '', status: good.status, ...more };
  }
  if (body !== undefined) {
    return { type: good.type, status: good.status, ...body, ...more };
  }
  return { ...good, ...more };
}

/** The bytes of a step's answer, and what becomes of the connection after them. */
export function answerBytes(step, good, { last, addressOf }) {
  const answer = merged(step, good, addressOf);
  const blocks = bodyBlocks(answer, last);
  const framing = answer.framing ?? (answer.events ? 'chunked' : 'length');
  const head = headParts(answer, framing, sizeOf(blocks.flat()));
  const parts = [...head, ...(answer.status === 204 ? [] : framed(blocks, framing))];
  const cut = answer.cut ?? answer.silence;
  const bytes = Buffer.concat(parts.map(bytesOf));
  return {
    bytes: cut ? bytes.subarray(0, cutPlace(parts, cut)) : bytes,
    pieces: answer.pieces,
    ending: answer.silence ? 'silence' : answer.cut ? (answer.cut.by ?? 'end') : 'end'
  };
}
