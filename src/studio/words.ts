import { type TranslationBundle } from '@jupyterlab/translation';

export { clock } from '../dialogue/clock.ts';

/** A wait in words: `40 s`, `4 min`; below 90 s in steps that do not flicker. */
export function wait(seconds: number, trans: TranslationBundle): string {
  if (seconds < 90) {
    const step = seconds < 20 ? 1 : 5;
    return trans.__('%1 s', Math.max(1, Math.ceil(seconds / step) * step));
  }
  return trans.__('%1 min', Math.round(seconds / 60));
}

/** Whole minutes until an ISO date, at least 1. */
export function minutesUntil(date: string, now: number): number {
  return Math.max(1, Math.round((Date.parse(date) - now) / 60_000));
}

/** A file size in words: `0.6 MB`, `2 kB`. */
export function size(bytes: number, trans: TranslationBundle): string {
  return bytes < 100_000
    ? trans.__('%1 kB', Math.max(1, Math.round(bytes / 1000)))
    : trans.__('%1 MB', (bytes / 1e6).toFixed(bytes < 9.95e6 ? 1 : 0));
}
