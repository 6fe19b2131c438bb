import { type TranslationBundle } from '@jupyterlab/translation';
import { errorCount, failedTurn, type IStudioFacts, isBusy, staleTurns } from './facts.ts';

/** The one thing to do now. */
export type PrimaryAction = 'generate' | 'cancel' | 'stop' | 'resume' | 'retry' | 'update';

/** The button at the top right. */
export interface IPrimary {
  readonly action: PrimaryAction;
  readonly label: string;
  /** Blue makes something, grey ends something. */
  readonly kind: 'make' | 'end';
  /** Why it cannot be pressed; absent where it can. */
  readonly reason?: string;
}

/** What the button does, says and why it may not. */
export function primary(facts: IStudioFacts, trans: TranslationBundle): IPrimary {
  const action = primaryAction(facts);
  const kind = action === 'cancel' || action === 'stop' ? 'end' : 'make';
  const reason = kind === 'make' ? blocked(facts, trans) : undefined;
  return {
    action,
    kind,
    label: label(action, facts, trans),
    ...(reason !== undefined && { reason })
  };
}

/** What the button does. */
export function primaryAction(facts: IStudioFacts): PrimaryAction {
  const { job } = facts;
  if (isBusy(facts)) {
    return job !== null && job.state === 'running' && job.audio.seconds > 0 ? 'stop' : 'cancel';
  }
  if (job === null || facts.isRearranged) {
    return 'generate';
  }
  if (job.state === 'failed') {
    return 'retry';
  }
  if (job.state === 'cancelled' || job.state === 'interrupted') {
    return 'resume';
  }
  return staleTurns(facts).length > 0 ? 'update' : 'generate';
}

/** Why nothing can be made now, in words; undefined where it can. */
export function blocked(facts: IStudioFacts, trans: TranslationBundle): string | undefined {
  const errors = errorCount(facts);
  if (facts.turns.length === 0) {
    return trans.__('Write a line first');
  }
  if (errors > 0) {
    return trans._n('Fix 1 error first', 'Fix %1 errors first', errors);
  }
  const { seconds, limit_s } = facts.duration;
  if (seconds > limit_s) {
    return trans.__(
      'About %1 min; the limit is %2. Split it at a chapter.',
      Math.ceil(seconds / 60),
      Math.floor(limit_s / 60)
    );
  }
  return undefined;
}

function label(action: PrimaryAction, facts: IStudioFacts, trans: TranslationBundle): string {
  switch (action) {
    case 'generate':
      return trans.__('Generate');
    case 'cancel':
      return trans.__('Cancel');
    case 'stop':
      return trans.__('Stop, keep audio');
    case 'resume':
      return trans.__('Resume');
    case 'retry':
      return trans.__('Retry from turn %1', failedTurn(facts));
    case 'update':
      return trans._n('Update 1 turn', 'Update %1 turns', staleTurns(facts).length);
  }
}
