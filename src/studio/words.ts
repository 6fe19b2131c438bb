import { type TranslationBundle } from '@jupyterlab/translation';

/** `75` -> `1:15`, `3725` -> `1:02:05`. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds + 1e-6));
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours > 0
    ? `${hours}:${two(minutes)}:${two(whole % 60)}`
    : `${minutes}:${two(whole % 60)}`;
}

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
