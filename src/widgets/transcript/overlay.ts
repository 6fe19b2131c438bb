import { StateEffect, StateField, type ChangeDesc } from '@codemirror/state';
import { type IPlayerState, type ITurnView } from '../../studio/model.ts';
import { scriptField } from './script-field.ts';
import { type IScript } from './script-rows.ts';

/** What lies over the text without being part of it: never saved, never undone. */
export interface IOverlay {
  /** By index of the turn; a turn that was typed a moment ago has none. */
  readonly turns: readonly (ITurnView | undefined)[];
  readonly player: Pick<
    IPlayerState,
    'playing' | 'follow' | 'turnId' | 'said' | 'word' | 'takeId' | 'position_s'
  >;
  /** Id of the turn whose takes are open, or null. */
  readonly open: string | null;
  /** The turn that the list's one tab stop is on. */
  readonly current: number;
  /** The turn under the pointer, or -1. */
  readonly hover: number;
  /** Whether the text has the focus: only then the caret's row is marked. */
  readonly isFocused: boolean;
}

const empty: IOverlay = {
  turns: [],
  player: { playing: false, follow: true, position_s: 0 },
  open: null,
  current: 0,
  hover: -1,
  isFocused: false
};

/** Changes what lies over the text. */
export const setOverlay = StateEffect.define<Partial<IOverlay>>();

/** Turn views after a change of the text, matched by where their heads have moved to. */
function carryTurns(
  turns: IOverlay['turns'],
  before: IScript,
  after: IScript,
  changes: ChangeDesc
): IOverlay['turns'] {
  const moved = new Map<number, ITurnView>();
  turns.forEach((turn, index) => {
    const from = before.rows[before.heads[index] ?? -1]?.from;
    if (turn && from !== undefined) {
      // A line typed right before a head belongs to the new line, not to the head.
      moved.set(changes.mapPos(from, 1), turn);
    }
  });
  return after.heads.map(head => moved.get(after.rows[head]?.from ?? -1));
}

/** The index of a turn after a change of the text. */
function carryIndex(index: number, before: IScript, after: IScript, changes: ChangeDesc): number {
  const from = before.rows[before.heads[index] ?? -1]?.from;
  const moved = from === undefined ? -1 : changes.mapPos(from, 1);
  const found = after.heads.findIndex(head => after.rows[head]?.from === moved);
  return found >= 0 ? found : Math.max(0, Math.min(index, after.heads.length - 1));
}

/** Turn states, the player, and what is open: set by effects only. */
export const overlayField = StateField.define<IOverlay>({
  create: () => empty,
  update(overlay, transaction) {
    let value = overlay;
    const before = transaction.startState.field(scriptField);
    const after = transaction.state.field(scriptField);
    if (transaction.docChanged && before.heads.length !== after.heads.length) {
      const { changes } = transaction;
      value = {
        ...value,
        turns: carryTurns(value.turns, before, after, changes),
        current: carryIndex(value.current, before, after, changes),
        hover: -1
      };
    }
    for (const effect of transaction.effects) {
      if (effect.is(setOverlay)) {
        value = { ...value, ...effect.value };
      }
    }
    return value;
  }
});

/** Whether rows look the same under both: all but how much of the playing turn is said, and where exactly the player stands. */
export function looksSame(one: IOverlay, other: IOverlay): boolean {
  const [player, before] = [one.player, other.player];
  return (
    one === other ||
    (one.turns === other.turns &&
      one.open === other.open &&
      one.current === other.current &&
      one.hover === other.hover &&
      one.isFocused === other.isFocused &&
      player.playing === before.playing &&
      player.turnId === before.turnId &&
      player.takeId === before.takeId)
  );
}

/** Index of the turn at the player's position, or -1; it is there while paused, too. */
export function playingTurn(overlay: IOverlay): number {
  const { turnId } = overlay.player;
  return turnId === undefined ? -1 : overlay.turns.findIndex(turn => turn?.id === turnId);
}

/** Whether this turn is heard right now. */
export function isHeard(overlay: IOverlay, turn: ITurnView | undefined): boolean {
  return turn !== undefined && overlay.player.playing && overlay.player.turnId === turn.id;
}
