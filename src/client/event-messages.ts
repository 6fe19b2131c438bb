import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { readChunks } from './answers.ts';
import { IdleTimeoutError } from './errors.ts';
import type { IAnswer } from './transport.ts';

/**
 * The messages of a stream of events; silence of `idleSeconds` (heartbeats count) is an `IdleTimeoutError`.
 * Whoever leaves the loop early aborts the signal: a silent read ends by nothing else.
 */
export async function* readMessages(
  answer: IAnswer,
  idleSeconds: number,
  signal?: AbortSignal
): AsyncGenerator<EventSourceMessage> {
  const ready: EventSourceMessage[] = [];
  const parser = createParser({ onEvent: message => ready.push(message) });
  const decoder = new TextDecoder();
  const chunks = readChunks(answer, signal);
  for (;;) {
    const next = await within(chunks.next(), idleSeconds);
    if (next.done) {
      return;
    }
    parser.feed(decoder.decode(next.value, { stream: true }));
    yield* ready.splice(0);
  }
}

async function within<T>(promise: Promise<T>, seconds: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new IdleTimeoutError(seconds)), seconds * 1000);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
