import { type TranslationBundle } from '@jupyterlab/translation';
import { type IStudioFacts, failedTurn, firstUnmade, isStarting, turnsMade } from './facts.ts';
import { minutesUntil, wait } from './words.ts';

/** The state that the chip shows. */
export type ChipState =
  | 'failed'
  | 'offline'
  | 'busy'
  | 'queued'
  | 'starting'
  | 'stopping'
  | 'halted'
  | 'asleep'
  | 'ready'
  | 'stopped';

/** The chip: state of the job where there is one to speak of, else of the instance. */
export interface IChip {
  readonly state: ChipState;
  readonly text: string;
}

/** What the chip says now (`now` in ms). */
export function chip(facts: IStudioFacts, trans: TranslationBundle, now = Date.now()): IChip {
  const state = chipState(facts);
  return { state, text: chipText(state, facts, trans, now) };
}

/** The first that holds, in the order in which a person has to know it. */
export function chipState(facts: IStudioFacts): ChipState {
  const { instance, job } = facts;
  if (job?.state === 'failed' || instance?.state === 'failed') {
    return 'failed';
  }
  if (!facts.isConnected) {
    return 'offline';
  }
  const isLoading = instance?.state === 'starting' && job?.audio.seconds === 0;
  if (job?.state === 'running' && !isLoading) {
    return 'busy';
  }
  if (
    instance?.state === 'queued' ||
    (job?.state === 'queued' && (job.progress.queue_position ?? 0) > 0)
  ) {
    return 'queued';
  }
  if (isStarting(facts)) {
    return 'starting';
  }
  if (job?.state === 'queued') {
    return 'queued';
  }
  if (instance?.state === 'stopping') {
    return 'stopping';
  }
  if (job?.state === 'cancelled' || job?.state === 'interrupted') {
    return 'halted';
  }
  return instanceChip(facts);
}

function instanceChip({ instance }: IStudioFacts): ChipState {
  switch (instance?.state) {
    case 'ready':
    case 'busy':
      return 'ready';
    case 'asleep':
      return 'asleep';
    default:
      return 'stopped';
  }
}

function chipText(
  state: ChipState,
  facts: IStudioFacts,
  trans: TranslationBundle,
  now: number
): string {
  const { instance, job } = facts;
  switch (state) {
    case 'failed':
      return job?.state === 'failed'
        ? trans.__('Failed at turn %1', failedTurn(facts))
        : trans.__('Could not start');
    case 'offline':
      return trans.__('Reconnecting');
    case 'busy':
      return busyText(facts, trans);
    case 'queued':
      return queuedText(facts, trans);
    case 'starting':
      return startingText(facts, trans);
    case 'stopping':
      return trans.__('Stopping');
    case 'halted':
      return trans.__('Stopped at turn %1', firstUnmade(facts));
    case 'asleep':
      return trans.__('Asleep');
    case 'ready':
      return instance?.sleeps_at
        ? trans.__('Ready, stops in %1 min', minutesUntil(instance.sleeps_at, now))
        : trans.__('Ready');
    case 'stopped':
      return trans.__('Not started');
  }
}

function busyText(facts: IStudioFacts, trans: TranslationBundle): string {
  const { made, all } = turnsMade(facts);
  const left = facts.job!.progress.eta_seconds;
  return left === undefined
    ? trans.__('%1 of %2 turns', made, all)
    : trans.__('%1 of %2 turns, %3 left', made, all, wait(left, trans));
}

function queuedText(facts: IStudioFacts, trans: TranslationBundle): string {
  const place = facts.job?.progress.queue_position;
  if (place === undefined || place === 0) {
    return facts.instance?.state === 'queued' ? trans.__('Waiting for GPU') : trans.__('Waiting');
  }
  // The contract counts the jobs before this one; people count from 1.
  return trans.__('Waiting for GPU, no. %1', place + 1);
}

function startingText(facts: IStudioFacts, trans: TranslationBundle): string {
  const fraction = facts.loading?.fraction ?? facts.instance?.fraction;
  return fraction === undefined
    ? trans.__('Starting')
    : trans.__('Starting (model %1 %)', Math.round(fraction * 100));
}
