import { type ISignal } from '@lumino/signaling';

/** First and longest pause between attempts to reconnect, in ms. */
const first_ms = 500;
const most_ms = 15_000;

/** Waits before attempt `attempt` (from 0): longer each time, shortened at random; ends early when aborted. */
export function backoff(attempt: number, signal: AbortSignal): Promise<void> {
  const longest = Math.min(most_ms, first_ms * 2 ** attempt);
  return new Promise(resolve => {
    const timer = setTimeout(end, longest * (0.5 + Math.random() / 2));
    function end(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    }
    signal.addEventListener('abort', end);
  });
}

/** Resolves when `isSo` holds, asked again at every emission; rejects with the signal's reason when aborted. */
export function until<T, U>(
  changed: ISignal<T, U>,
  isSo: () => boolean,
  signal?: AbortSignal
): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (settle: () => void) => {
      changed.disconnect(look);
      signal?.removeEventListener('abort', give);
      settle();
    };
    const look = () => isSo() && end(resolve);
    const give = () => end(() => reject(signal!.reason as Error));
    if (signal?.aborted) {
      give();
      return;
    }
    changed.connect(look);
    signal?.addEventListener('abort', give);
    look();
  });
}
