import { clock } from '../../dialogue/clock.ts';
import { type TranslationBundle } from '@jupyterlab/translation';
import { type ITurnView } from '../../studio/model.ts';

/** What a click on a turn's state button does. */
export type TurnAct = 'generate' | 'play' | 'pause' | 'none';

/** Icon, act and words of a turn's state button. */
export interface ITurnButton {
  readonly icon: 'play' | 'pause' | 'circle' | 'arc' | 'error';
  readonly act: TurnAct;
  /** What it does, or, where it does nothing, what the turn waits for. */
  readonly label: string;
}

/** The state button of a turn; `undefined` is a turn that was typed a moment ago. */
export function turnButton(
  turn: ITurnView | undefined,
  isPlaying: boolean,
  trans: TranslationBundle
): ITurnButton {
  if (turn && isPlaying) {
    return { icon: 'pause', act: 'pause', label: trans.__('Pause') };
  }
  switch (turn?.state) {
    case 'waiting':
      return { icon: 'circle', act: 'none', label: trans.__('Waiting') };
    case 'speaking':
      return {
        icon: 'arc',
        act: turn.isAudible ? 'play' : 'none',
        label: trans.__('Speaking now')
      };
    case 'failed':
      return { icon: 'error', act: 'generate', label: trans.__('Failed, generate it again') };
    case 'stale':
      return {
        icon: 'play',
        act: turn.isAudible ? 'play' : 'generate',
        label: trans.__('Play the old take')
      };
    case 'done':
      return {
        icon: 'play',
        act: turn.isAudible ? 'play' : 'none',
        label: trans.__('Play this turn')
      };
    case 'draft':
    case undefined:
      return { icon: 'play', act: 'generate', label: trans.__('Generate this turn') };
  }
}

/** The note beside a turn, or null where its row says enough. */
export function turnNote(turn: ITurnView | undefined, trans: TranslationBundle): string | null {
  switch (turn?.state) {
    case 'speaking':
      return trans.__('Speaking');
    case 'stale':
      return turn.change === 'voice' ? trans.__('Voice changed') : trans.__('Text changed');
    case 'failed':
      return trans.__('Not spoken');
    case 'draft':
    case 'waiting':
    case 'done':
    case undefined:
      return null;
  }
}

/** When a turn begins, "~" before it where that is an estimate; empty where nothing is made. */
export function turnTime(turn: ITurnView | undefined): string {
  if (turn?.start === undefined) {
    return '';
  }
  return (turn.precision === 'estimated' ? '~' : '') + clock(turn.start);
}
