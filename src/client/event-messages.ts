import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { readChunks } from './answers.ts';
import { IdleTimeoutError, ProtocolError } from './errors.ts';
import type { IAnswer } from './transport.ts';

// An instance's longest event is some hundred kilobytes; more than this is somebody else's, or has no end.
const longestMessage = 8 * 1024 * 1024;

/**
 * The messages of a stream of events; silence of `idleSeconds` (heartbeats count) is an `IdleTimeoutError`.
 * Whoever leaves the loop early aborts the signal: a silent read ends by nothing else.
 */
export async function* readMessages(
  answer: IAnswer,
  idleSeconds: number,
  signal?: AbortSignal,
  onHeartbeat?: () => void
): AsyncGenerator<EventSourceMessage> {
  const ready: EventSourceMessage[] = [];
  let isTooLong = false;
  const parser = createParser({
    onEvent: message => ready.push(message),
    onComment: onHeartbeat,
    maxBufferSize: longestMessage,
    onError: ({ type }) => {
      isTooLong ||= type === 'max-buffer-size-exceeded';
    }
  });
  const decoder = new TextDecoder();
  const chunks = readChunks(answer, signal);
  for (;;) {
    const next = await within(chunks.next(), idleSeconds);
    if (next.done) {
      return;
    }
    parser.feed(decoder.decode(next.value, { stream: true }));
    yield* ready.splice(0);
    if (isTooLong) {
      throw new ProtocolError('An event is longer than events are.');
    }
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
