import { type TranslationBundle } from '@jupyterlab/translation';
import { clock } from '../dialogue/clock.ts';
import { problemOf } from '../studio/problem-of.ts';
import { problemText } from '../studio/problem-text.ts';
import { warningsOf } from '../studio/warning-text.ts';
import { wait } from '../studio/words.ts';
import { type OutputModel } from './output-model.ts';

/** State and size in one line: `done, 13 turns`, `3 of 13 turns, 40 s left`. */
export function stateText(model: OutputModel, trans: TranslationBundle): string {
  const { job, saved } = model;
  const state = job?.state ?? saved.state;
  const count = job?.turns.length ?? saved.turn_count;
  const made =
    job?.turns.filter(turn => turn.state === 'done' || turn.state === 'stale').length ??
    saved.turns_made;
  const turns = trans._n('%1 turn', '%1 turns', count);
  switch (state) {
    case 'queued':
      return trans.__('waiting, %1', turns);
    case 'running': {
      const left = job?.progress.eta_seconds;
      return left === undefined
        ? trans.__('%1 of %2 turns', made, count)
        : trans.__('%1 of %2 turns, %3 left', made, count, wait(left, trans));
    }
    case 'done':
      return trans.__('done, %1', turns);
    case 'failed':
      return trans.__('failed after %1 of %2 turns', made, count);
    case 'cancelled':
      return trans.__('stopped after %1 of %2 turns', made, count);
    case 'interrupted':
      return trans.__('interrupted after %1 of %2 turns', made, count);
  }
}

/** Length of the audio, or of what the notebook remembers of it. */
export function lengthText(model: OutputModel): string {
  return clock(model.job?.audio.seconds ?? model.saved.seconds);
}

/** Whether the job, or what somebody asked for, has failed. */
export function isFailed(model: OutputModel): boolean {
  return Boolean(model.failure) || model.job?.state === 'failed';
}

/** Why the output is less than it could be, what went wrong, or what its engine warned of; null where all is well. */
export function noticeText(model: OutputModel, trans: TranslationBundle): string | null {
  const failed = problemOf(model.failure) ?? model.job?.problem ?? null;
  switch (model.link) {
    case 'looking':
      return null;
    case 'live':
      return isFailed(model)
        ? failed && problemText(failed, trans)
        : (warningsOf(model.job, model.turns, trans)[0]?.text ?? null);
    case 'stopped':
      return trans.__(
        'VibeVoice is stopped, so this shows what the notebook keeps. Start it to hear the dialogue.'
      );
    case 'forgotten':
      return trans.__(
        'This recording is no longer in your library, so this shows what the notebook keeps. Run the cell again to make it anew.'
      );
    case 'unreachable':
      return trans.__(
        'VibeVoice does not answer, so this shows what the notebook keeps. It is tried again by itself.'
      );
  }
}
