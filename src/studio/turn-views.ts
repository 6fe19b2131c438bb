import { type Dialogue, type Job, type Turn, type TurnState } from '../contract/index.ts';
import { isActive } from './fold-event.ts';
import { type ITurnView, type TurnChange, type TurnViewState } from './model.ts';

/** What turn views are made from. */
export interface ITurnFacts {
  /** The dialogue as the text has it now, with ids that are those of the job where turns are the same. */
  readonly dialogue: Dialogue;
  /** Names in the order of their numbers, from 1. */
  readonly speakers: readonly string[];
  readonly job: Job | null;
  /** Voice that each speaker would speak with now; absent where the instance chooses. */
  readonly voices: Readonly<Record<string, string | undefined>>;
  readonly locked: ReadonlySet<string>;
}

/** One view a turn, in order; views that have not changed are the objects of `previous`, or all of it. */
export function turnViews(
  facts: ITurnFacts,
  previous: readonly ITurnView[] = []
): readonly ITurnView[] {
  const { dialogue, job } = facts;
  const made = new Map(job?.turns.map(turn => [turn.id, turn]));
  const asked = new Map(job?.dialogue.turns.map(turn => [turn.id, turn]));
  const old = new Map(previous.map(view => [view.id, view]));
  const numbers = new Map(facts.speakers.map((name, index) => [name, index + 1]));
  const views = dialogue.turns.map((turn, index) => {
    const state = made.get(turn.id);
    const wanted = asked.get(turn.id);
    const view: ITurnView = {
      id: turn.id,
      index,
      speaker: numbers.get(turn.speaker) ?? 1,
      name: turn.speaker,
      text: turn.text,
      locked: facts.locked.has(turn.id),
      ...soundOf(facts, turn, state, wanted)
    };
    const before = old.get(turn.id);
    return before && isSame(before, view) ? before : view;
  });
  const isOld =
    views.length === previous.length && views.every((view, index) => view === previous[index]);
  return isOld ? previous : views;
}

type Sound = Pick<
  ITurnView,
  'state' | 'change' | 'fraction' | 'start' | 'end' | 'precision' | 'isAudible' | 'take' | 'takes'
>;

function soundOf(
  facts: ITurnFacts,
  turn: Turn,
  state: TurnState | undefined,
  wanted: Turn | undefined
): Sound {
  const { job } = facts;
  if (!job || !state || !wanted) {
    return { state: 'draft', isAudible: false, takes: [] };
  }
  const isAudible = state.start !== undefined && state.start < job.audio.seconds - 0.01;
  const change = changeOf(facts, turn, state, wanted);
  const shown = viewState(job, state, change);
  return {
    state: shown,
    change: shown === 'stale' ? change : undefined,
    fraction: state.state === 'speaking' ? spokenPart(job, state, wanted) : undefined,
    start: state.start,
    end: state.end,
    precision: state.precision,
    isAudible,
    take: state.take,
    takes: state.takes
  };
}

function viewState(job: Job, state: TurnState, change: TurnChange | undefined): TurnViewState {
  if (state.state === 'speaking' || state.state === 'failed') {
    return state.state;
  }
  if (change !== undefined) {
    return 'stale';
  }
  if (state.state === 'waiting') {
    return isActive(job) || job.state !== 'done' ? 'waiting' : 'draft';
  }
  return state.state;
}

/** What of a turn is no longer as it is spoken, or will be. */
function changeOf(
  facts: ITurnFacts,
  turn: Turn,
  state: TurnState,
  wanted: Turn
): TurnChange | undefined {
  const take = state.takes.find(each => each.id === state.take);
  const text = take?.text ?? wanted.text;
  if (text !== turn.text || pausesOf(turn) !== pausesOf(wanted)) {
    return 'text';
  }
  const voice = take?.voice ?? facts.job!.settings.cast[wanted.speaker];
  const now = facts.voices[turn.speaker];
  const isOther = now !== undefined && voice !== undefined && now !== voice;
  return isOther || turn.speaker !== wanted.speaker ? 'voice' : undefined;
}

/** A turn's pauses as a text to compare. */
export function pausesOf(turn: Turn): string {
  return (turn.pauses ?? []).map(pause => `${pause.at}:${pause.seconds}`).join(' ');
}

/** How much of the turn that is being made there is, judged by its share of the text and by the audio so far. */
function spokenPart(job: Job, state: TurnState, wanted: Turn): number {
  const signs = job.dialogue.turns.reduce((sum, turn) => sum + turn.text.length, 0);
  const expected = (job.progress.expected_seconds * wanted.text.length) / Math.max(1, signs);
  const made = job.audio.seconds - (state.start ?? job.audio.seconds);
  return Math.max(0.05, Math.min(0.95, made / Math.max(0.1, expected)));
}

function isSame(a: ITurnView, b: ITurnView): boolean {
  return (
    a.index === b.index &&
    a.speaker === b.speaker &&
    a.name === b.name &&
    a.text === b.text &&
    a.state === b.state &&
    a.change === b.change &&
    a.fraction === b.fraction &&
    a.start === b.start &&
    a.end === b.end &&
    a.precision === b.precision &&
    a.isAudible === b.isAudible &&
    a.take === b.take &&
    a.locked === b.locked &&
    (a.takes === b.takes || (a.takes.length === 0 && b.takes.length === 0))
  );
}

/** Whether the job no longer has the text's turns, in their order, with their speakers and pauses: then it takes a new job. */
export function isRearranged(job: Job, dialogue: Dialogue): boolean {
  const { turns } = job.dialogue;
  return (
    turns.length !== dialogue.turns.length ||
    turns.some((turn, index) => {
      const now = dialogue.turns[index]!;
      return turn.id !== now.id || turn.speaker !== now.speaker || pausesOf(turn) !== pausesOf(now);
    })
  );
}

/** The turn that is heard at a moment (seconds), or the last before it. */
export function turnAt(turns: readonly ITurnView[], position_s: number): ITurnView | undefined {
  let low = 0;
  let high = turns.length - 1;
  let found: ITurnView | undefined;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const turn = turns[middle]!;
    if (turn.start !== undefined && turn.start <= position_s + 0.02) {
      found = turn;
      low = middle + 1;
    } else {
      high = middle - 1;
    }
  }
  return found;
}
