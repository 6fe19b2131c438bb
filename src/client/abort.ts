import { AbortedError, ConnectionError } from './errors.ts';

/** Throws when the signal has fired. */
export function throwIfAborted(signal?: AbortSignal): void {
  if (signal?.aborted) {
    throw new AbortedError(signal.reason);
  }
}

/** Settles as `promise` does, or rejects as soon as the signal fires; `promise` itself goes on. */
export async function abortable<T>(promise: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (!signal) {
    return promise;
  }
  throwIfAborted(signal);
  let onAbort = () => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(new AbortedError(signal.reason));
    signal.addEventListener('abort', onAbort);
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** Waits; the signal ends the wait with an `AbortedError`. */
export async function pause(seconds: number, signal?: AbortSignal): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const wait = new Promise<void>(resolve => {
    timer = setTimeout(resolve, seconds * 1000);
  });
  try {
    await abortable(wait, signal);
  } finally {
    clearTimeout(timer);
  }
}

/** Runs `use` with a signal that fires with the caller's, or when the time is over: a `ConnectionError`. */
export async function withDeadline<T>(
  seconds: number,
  signal: AbortSignal | undefined,
  use: (signal: AbortSignal) => Promise<T>
): Promise<T> {
  throwIfAborted(signal);
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), seconds * 1000);
  const both = signal ? AbortSignal.any([signal, deadline.signal]) : deadline.signal;
  try {
    return await use(both);
  } catch (error) {
    if (deadline.signal.aborted && !signal?.aborted) {
      throw new ConnectionError(`No answer came within ${seconds} seconds.`, { code: 'timeout' });
    }
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
