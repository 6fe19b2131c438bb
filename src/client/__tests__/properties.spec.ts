import * as fc from 'fast-check';
import { problemCodeNames } from '../../contract/index.ts';
import { readError } from '../answers.ts';
import { delayOf } from '../backoff.ts';
import { OptionsError, ProtocolError, VibeVoiceError } from '../errors.ts';
import { readMessages } from '../event-messages.ts';
import { pathOf, pathText } from '../keys.ts';
import type { IAnswer } from '../transport.ts';

function answerOf(
  status: number,
  chunks: Uint8Array[],
  headers: Record<string, string> = {}
): IAnswer {
  const body = new ReadableStream<Uint8Array>({
    start: controller => {
      chunks.forEach(chunk => controller.enqueue(chunk));
      controller.close();
    }
  });
  return { status, header: name => headers[name], headers, body };
}

const bytesOf = (text: string) => new TextEncoder().encode(text);

test('whatever an answer of 400 and above holds becomes an error of ours, and reading it never throws', async () => {
  const problem = fc.record(
    {
      code: fc.constantFrom<unknown>(...problemCodeNames, 'new_code', 7),
      message: fc.string(),
      retryable: fc.anything()
    },
    { requiredKeys: [] }
  );
  const body = fc.oneof(
    fc.uint8Array(),
    fc.json().map(bytesOf),
    problem.map(value => bytesOf(JSON.stringify(value)))
  );
  const headers = fc.record(
    { 'content-type': fc.string(), 'retry-after': fc.string() },
    { requiredKeys: [] }
  );
  const property = fc.asyncProperty(
    fc.integer({ min: 400, max: 599 }),
    body,
    headers,
    async (status, bytes, head) => {
      const error = await readError(answerOf(status, [bytes], head));
      expect(VibeVoiceError.is(error)).toBe(true);
      expect(error.status).toBe(status);
      expect(error.message).not.toBe('');
    }
  );
  await fc.assert(property, { numRuns: 300, examples: [] });
});

test('events are the same however the network cuts their bytes', async () => {
  const texts = fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 8 });
  const property = fc.asyncProperty(
    texts,
    fc.array(fc.nat(30)),
    fc.constantFrom('\n', '\r\n'),
    async (said, cuts, end) => {
      const stream = said
        .map((text, n) => `id: ${n}${end}data: ${JSON.stringify(text)}${end}${end}`)
        .join(`: beat${end}${end}`);
      const bytes = bytesOf(stream);
      const chunks: Uint8Array[] = [];
      let at = 0;
      for (const cut of cuts) {
        chunks.push(bytes.subarray(at, at + cut));
        at += cut;
      }
      const heard: unknown[] = [];
      for await (const { data } of readMessages(
        answerOf(200, [...chunks, bytes.subarray(at)]),
        60
      )) {
        heard.push(JSON.parse(data));
      }
      expect(heard).toEqual(said);
    }
  );
  await fc.assert(property, { numRuns: 200 });
});

test('whatever bytes a stream of events holds, reading it ends, and alike however they are cut', async () => {
  // A carriage return alone also ends a line, but nobody sends that, and the parser may wait for what follows it.
  const pieces = fc.oneof(
    fc.uint8Array({ maxLength: 20 }).map(bytes => bytes.filter(byte => byte !== 13)),
    fc
      .constantFrom(
        ...['id: 1\n', 'event: x\r\n', 'data: {"你":1}\n', 'data', ':\n', '\n\n', '\ufeff']
      )
      .map(bytesOf)
  );
  const read = async (chunks: Uint8Array[]) => {
    const heard: string[] = [];
    try {
      for await (const { data } of readMessages(answerOf(200, chunks), 60)) {
        heard.push(data);
      }
    } catch (error) {
      expect(error).toBeInstanceOf(ProtocolError);
    }
    return heard;
  };
  const property = fc.asyncProperty(fc.array(pieces, { maxLength: 12 }), async chunks => {
    const bytes = Uint8Array.from(chunks.flatMap(chunk => [...chunk]));
    const single = Array.from(bytes, byte => Uint8Array.of(byte));
    expect(await read(single)).toEqual(await read([bytes]));
  });
  await fc.assert(property, { numRuns: 300 });
});

test('pauses between attempts grow, are drawn at random and stay within their bounds', () => {
  const property = fc.property(fc.nat(2000), attempt => {
    const delay = delayOf(attempt, [0.5, 15]);
    expect(delay).toBeGreaterThanOrEqual(0.5);
    expect(delay).toBeLessThanOrEqual(15);
  });
  fc.assert(property);
});

test('an identifier never leaves its place in a path', () => {
  const wild = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('', '.', '..', '../..', '\ud800', '%2e%2e')
  );
  const property = fc.property(wild, id => {
    let path: string;
    try {
      path = pathText(pathOf`api/jobs/${id}/events`);
    } catch (error) {
      expect(error).toBeInstanceOf(OptionsError);
      return;
    }
    const { pathname, search, hash } = new URL(path, 'http://h/');
    expect(pathname.split('/')).toHaveLength(5);
    expect(decodeURIComponent(pathname.split('/')[3] ?? '')).toBe(id);
    expect(search + hash).toBe('');
  });
  fc.assert(property, { numRuns: 1000 });
});
