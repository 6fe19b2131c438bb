import { pause } from './abort.ts';
import { ConnectionError, ProblemError, VibeVoiceError } from './errors.ts';
import type { Patience } from './options.ts';

// Longer than this, a caller would rather know than wait.
const longestRetryAfter = 60;

/** Seconds to wait before the next attempt: doubling, capped, and drawn at random from the upper half. */
export function delayOf(attempt: number, [first, longest]: Patience['backoffSeconds']): number {
  const full = Math.min(longest, first * 2 ** (attempt + 1));
  return Math.max(first, full * (0.5 + Math.random() / 2));
}

/** Waits as long as the answer asked for, else as the number of attempts says. */
export async function waitAfter(
  error: unknown,
  attempt: number,
  patience: Patience,
  signal?: AbortSignal
): Promise<void> {
  const asked =
    error instanceof ProblemError || error instanceof ConnectionError
      ? error.retry_after
      : undefined;
  const seconds = asked ?? delayOf(attempt, patience.backoffSeconds);
  const code = VibeVoiceError.is(error) ? error.code : 'unknown';
  patience.log?.({ type: 'retry', attempt: attempt + 1, seconds, code });
  await pause(seconds, signal);
}

/** Whether another attempt may help: nobody answered, or the answer said to come back soon. */
export function isWorthRetrying(error: unknown): boolean {
  if (error instanceof ConnectionError) {
    return (error.retry_after ?? 0) <= longestRetryAfter;
  }
  const isOverload = error instanceof ProblemError && error.retryable && (error.status ?? 0) >= 429;
  return isOverload && (error.retry_after ?? 0) <= longestRetryAfter;
}
