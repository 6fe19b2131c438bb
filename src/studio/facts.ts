import { isActive } from './fold-event.ts';
import { type IStudioModel } from './model.ts';

/** What chip, button and notice are decided from: a studio, read only. */
export type IStudioFacts = Pick<
  IStudioModel,
  | 'instance'
  | 'job'
  | 'turns'
  | 'diagnostics'
  | 'problem'
  | 'isConnected'
  | 'isExample'
  | 'isAsking'
  | 'isRearranged'
  | 'loading'
  | 'duration'
  | 'voices'
  | 'areVoicesKnown'
  | 'dismissed'
>;

/** Number of turns that are made or will not be made again, and of all. */
export function turnsMade(facts: IStudioFacts): { made: number; all: number } {
  const turns = facts.job?.turns ?? [];
  return { made: turns.filter(turn => turn.state === 'done').length, all: turns.length };
}

/** Number, from 1, of the first turn that the job has not made. */
export function firstUnmade(facts: IStudioFacts): number {
  const turns = facts.job?.turns ?? [];
  const index = turns.findIndex(turn => turn.state !== 'done' && turn.state !== 'stale');
  return index < 0 ? turns.length : index + 1;
}

/** Number, from 1, of the turn that failed, or of the first that was not made. */
export function failedTurn(facts: IStudioFacts): number {
  const failed = facts.job?.turns.find(turn => turn.state === 'failed');
  return failed ? failed.index + 1 : firstUnmade(facts);
}

/** Turns that Update would make again. */
export function staleTurns(facts: Pick<IStudioFacts, 'turns'>): string[] {
  return facts.turns.filter(turn => turn.state === 'stale' && !turn.locked).map(turn => turn.id);
}

/** How many errors keep Generate from beginning. */
export function errorCount(facts: Pick<IStudioFacts, 'diagnostics'>): number {
  return facts.diagnostics.filter(diagnostic => diagnostic.severity === 'error').length;
}

/** Whether sound is being made, or will be without another click. */
export function isBusy(facts: Pick<IStudioFacts, 'job' | 'isAsking'>): boolean {
  return facts.isAsking || isActive(facts.job);
}

/** Whether what the last job was asked for is waiting for the instance or its engine. */
export function isStarting(facts: IStudioFacts): boolean {
  const state = facts.instance?.state;
  const isLoading = facts.loading !== null || facts.isAsking;
  return state === 'starting' || (isBusy(facts) && isLoading && facts.job?.state !== 'running');
}
