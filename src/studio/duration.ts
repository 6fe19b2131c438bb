import { type Dialogue, type Instance, type Job } from '../contract/index.ts';
import { estimateSeconds } from '../dialogue/index.ts';
import { isActive } from './fold-event.ts';
import { type IStudioModel } from './model.ts';

/** Without an engine that says its limit: VibeVoice's own, in seconds. */
const limit_s = 90 * 60;

const estimates = new WeakMap<Dialogue, number>();

/** Seconds that a dialogue takes to say, counted once a dialogue. */
function estimated(dialogue: Dialogue): number {
  let seconds = estimates.get(dialogue);
  if (seconds === undefined) {
    seconds = estimateSeconds(dialogue);
    estimates.set(dialogue, seconds);
  }
  return seconds;
}

/** How long the dialogue is: as made, as the running job expects, else as its text is estimated. */
export function durationOf(
  dialogue: Dialogue,
  job: Job | null,
  isRearranged: boolean,
  instance: Instance | null
): IStudioModel['duration'] {
  const limit = instance?.engine?.max_seconds || limit_s;
  if (job?.state === 'done' && !isRearranged) {
    return { seconds: job.audio.seconds, isEstimate: false, limit_s: limit };
  }
  const seconds = isActive(job) ? job!.progress.expected_seconds : estimated(dialogue);
  return { seconds, isEstimate: true, limit_s: limit };
}
