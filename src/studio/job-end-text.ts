import { type TranslationBundle } from '@jupyterlab/translation';
import { type Job } from '../contract/index.ts';
import { clock } from './words.ts';

/** Whether somebody is told of an end: who asked for that, and who waited for longer than `after_s` (0: never). */
export function isTold(
  { job, seconds, isAsked }: { job: Job; seconds: number; isAsked: boolean },
  after_s: number
): boolean {
  // Who stopped it knows.
  return isAsked || (job.state !== 'cancelled' && after_s > 0 && seconds >= after_s);
}

/** How a job ended, in one sentence. */
export function jobEndText(job: Job, title: string, trans: TranslationBundle): string {
  const length = clock(job.audio.seconds);
  switch (job.state) {
    case 'done':
      return trans.__('“%1” is ready to be heard (%2).', title, length);
    case 'failed':
      return trans.__('“%1” failed; the first %2 are safe and play.', title, length);
    default:
      return trans.__('“%1” was stopped; the first %2 are safe and play.', title, length);
  }
}
