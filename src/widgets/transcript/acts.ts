import { type EditorView } from '@codemirror/view';
import { type ITurnView } from '../../studio/model.ts';
import { hostOf } from './host.ts';
import { isHeard, overlayField, setOverlay } from './overlay.ts';
import { turnButton } from './turn-words.ts';

/** What a row's buttons and keys do to its turn. */
export type Act = 'state' | 'retake' | 'previous-take' | 'next-take' | 'takes' | 'lock';

const acts: ReadonlySet<string> = new Set<Act>([
  'state',
  'retake',
  'previous-take',
  'next-take',
  'takes',
  'lock'
]);

/** Whether a `data-act` names one of a row's acts. */
export function isAct(name: string | undefined): name is Act {
  return name !== undefined && acts.has(name);
}

/** Id of the take before (-1) or after (1) the chosen one, round and round; undefined where there is no other. */
export function neighbourTake(turn: ITurnView, step: -1 | 1): string | undefined {
  const { takes } = turn;
  if (takes.length < 2) {
    return undefined;
  }
  const at = Math.max(
    0,
    takes.findIndex(take => take.id === turn.take)
  );
  return takes[(at + step + takes.length) % takes.length]?.id;
}

/** Does something to a turn; false where the turn is not known or has nothing to do it with. */
export function actOn(view: EditorView, index: number, act: Act): boolean {
  const overlay = view.state.field(overlayField);
  const turn = overlay.turns[index];
  if (!turn) {
    return false;
  }
  const { model, trans } = hostOf(view.state);
  switch (act) {
    case 'state': {
      const button = turnButton(turn, isHeard(overlay, turn), trans);
      if (button.act === 'generate') {
        void model.generate([turn.id]);
      } else if (button.act !== 'none') {
        model.playTurn(turn.id);
      }
      return true;
    }
    case 'retake':
      void (turn.takes.length > 0 ? model.retake(turn.id) : model.generate([turn.id]));
      return true;
    case 'previous-take':
    case 'next-take': {
      const take = neighbourTake(turn, act === 'next-take' ? 1 : -1);
      if (take === undefined) {
        return false;
      }
      void model.chooseTake(turn.id, take);
      return true;
    }
    case 'takes':
      view.dispatch({
        effects: setOverlay.of({ open: overlay.open === turn.id ? null : turn.id })
      });
      return true;
    case 'lock':
      model.lock(turn.id);
      return true;
  }
}
