import { throwIfAborted } from './abort.ts';
import { isPage, loginPage } from './answers.ts';
import { isWorthRetrying, waitAfter } from './backoff.ts';
import { AbortedError, ConnectionError, ProtocolError } from './errors.ts';
import { readMessages } from './event-messages.ts';
import type { Patience } from './options.ts';
import type { IAnswer } from './transport.ts';

/** The status that says that there are no more events to come. */
const nothingFollows = 204;

/** What may be said when following events. */
export interface IFollowOptions {
  /** Ends the iteration with an `AbortedError`; the job goes on. */
  signal?: AbortSignal;
  /** Sent beside, and instead of, the client's own. */
  headers?: Record<string, string>;
  /** How many attempts in a row may fail before the error is thrown (20: some four minutes). */
  attempts?: number;
  /** Told when the connection is lost and when it is there again. */
  onConnection?: (isConnected: boolean) => void;
}

/** A stream of events that can be opened again where it broke off. */
export interface IEventSource<T> {
  /** Connects; `last` is the id of the last message that was read. */
  open(last: string | undefined, signal: AbortSignal): Promise<IAnswer>;
  /** What a message says; undefined for a message to be skipped. */
  read(data: string): T | undefined;
  /** The id to go on after, where messages have one. */
  idOf(event: T): string | undefined;
  /** Whether nothing follows this event when the stream ends after it. */
  isLast(event: T): boolean;
}

/** Gives the events of a stream, over as many connections as it takes; leaving the loop closes the connection. */
export async function* follow<T>(
  source: IEventSource<T>,
  patience: Patience,
  { signal, attempts = 20, onConnection }: IFollowOptions = {},
  after?: string
): AsyncGenerator<T, void, undefined> {
  let last = after;
  let isOver = false;
  for (let failures = 0; ; failures += 1) {
    const connection = new AbortController();
    const both = signal ? AbortSignal.any([signal, connection.signal]) : connection.signal;
    const pulse = new Pulse();
    let lost: unknown;
    try {
      const answer = await opened(source, last, connection, both, patience.timeoutSeconds);
      onConnection?.(true);
      if (answer.status === nothingFollows) {
        return;
      }
      for await (const message of readMessages(answer, patience.idleSeconds, both, pulse.beat)) {
        const event = source.read(message.data);
        if (event !== undefined) {
          failures = 0;
          last = source.idOf(event) ?? last;
          isOver = source.isLast(event);
          yield event;
        }
      }
      lost = new ConnectionError('The stream of events broke off.');
    } catch (error) {
      throwIfAborted(signal);
      lost = error instanceof AbortedError ? new ConnectionError('No answer came in time.') : error;
    } finally {
      connection.abort();
    }
    // A connection on which a heart beat for long was a good one, though nothing was to be told.
    failures = pulse.seconds > patience.backoffSeconds[1] ? 0 : failures;
    if (isOver && lost instanceof ConnectionError) {
      return;
    }
    if (!isWorthRetrying(lost) || failures >= attempts) {
      throw lost;
    }
    onConnection?.(false);
    await waitAfter(lost, failures, patience, signal);
  }
}

/** For how long a heart has been beating. */
class Pulse {
  #first?: number;
  #last = 0;

  readonly beat = () => {
    this.#last = performance.now();
    this.#first ??= this.#last;
  };

  get seconds(): number {
    return (this.#last - (this.#first ?? this.#last)) / 1000;
  }
}

async function opened<T>(
  source: IEventSource<T>,
  last: string | undefined,
  connection: AbortController,
  signal: AbortSignal,
  timeoutSeconds: number
): Promise<IAnswer> {
  // For the head of the answer alone: what follows it may take hours.
  const timer = setTimeout(() => connection.abort(), timeoutSeconds * 1000);
  try {
    const answer = await source.open(last, signal);
    const type = answer.header('content-type') ?? '';
    if (isPage(answer)) {
      throw loginPage(answer);
    }
    if (answer.status !== nothingFollows && !type.includes('text/event-stream')) {
      throw new ProtocolError(`Events were expected, ${type || 'nothing'} came.`);
    }
    return answer;
  } finally {
    clearTimeout(timer);
  }
}
