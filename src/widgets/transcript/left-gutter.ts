import { type Extension } from '@codemirror/state';
import { GutterMarker, gutter, type EditorView } from '@codemirror/view';
import { actOn } from './acts.ts';
import { drawButton, drawIcon, drawText } from './elements.ts';
import { hostOf } from './host.ts';
import { isHeard, overlayField } from './overlay.ts';
import { rowsOfTurn, scriptField, turnBeginningAt } from './script-field.ts';
import { isNearTurn } from './row-tint.ts';
import { turnButton } from './turn-words.ts';

/** Words of a turn that its button is described by: names alone say little. */
const FIRST_WORDS = 60;

/** The number and state button of a turn; its DOM is kept and painted in place, so that focus survives. */
class TurnMarker extends GutterMarker {
  constructor(private readonly _turn: number) {
    super();
  }

  override eq(other: GutterMarker): boolean {
    return other instanceof TurnMarker && other._turn === this._turn;
  }

  override toDOM(view: EditorView): Node {
    const item = document.createElement('div');
    item.className = 'vv-Item';
    item.setAttribute('role', 'listitem');
    item.dataset.turn = String(this._turn);
    // A click on the number takes the row; Tab goes to its button.
    item.tabIndex = -1;
    item.append(
      drawText('span', 'vv-Item-number', String(this._turn + 1)),
      drawButton({ className: 'vv-Turn-state', act: 'state', tabIndex: -1 })
    );
    paintItem(item, view);
    return item;
  }
}

/** Brings one item of the list up to date with its turn. */
export function paintItem(item: HTMLElement, view: EditorView): void {
  const { trans } = hostOf(view.state);
  const [script, overlay] = [view.state.field(scriptField), view.state.field(overlayField)];
  const index = Number(item.dataset.turn);
  const turn = overlay.turns[index];
  const [row] = rowsOfTurn(script, index);
  const shown = turnButton(turn, isHeard(overlay, turn), trans);
  const name = turn?.name ?? (row ? view.state.sliceDoc(row.nameFrom, row.nameTo) : '');
  const isNear = isNearTurn(view.state, index);
  item.setAttribute('aria-posinset', String(index + 1));
  item.setAttribute('aria-setsize', String(script.heads.length));
  item.dataset.state = turn?.state ?? 'draft';
  item.classList.toggle('vv-mod-near', isNear);
  const button = item.querySelector('button');
  if (!button) {
    return;
  }
  const label = trans.__('Turn %1, %2: %3', index + 1, name, shown.label);
  if (button.getAttribute('aria-label') !== label) {
    button.setAttribute('aria-label', label);
    button.title = shown.label;
  }
  if (button.dataset.icon !== shown.icon) {
    button.dataset.icon = shown.icon;
    button.replaceChildren(drawIcon(shown.icon));
  }
  button.setAttribute('aria-disabled', String(shown.act === 'none'));
  const words = row
    ? view.state.sliceDoc(row.headTo, Math.min(row.to, row.headTo + FIRST_WORDS))
    : '';
  button.setAttribute('aria-description', words);
}

/** The list of turns, left of the text. */
export function leftGutter(): Extension {
  return gutter({
    class: 'vv-gutter',
    lineMarker(view, line) {
      const turn = turnBeginningAt(view.state, line.from);
      return turn < 0 ? null : new TurnMarker(turn);
    },
    lineMarkerChange: update =>
      update.startState.field(scriptField) !== update.state.field(scriptField),
    domEventHandlers: {
      click(view, _line, event) {
        const item = (event.target as Element).closest<HTMLElement>('[data-turn]');
        if (!item || !(event.target as Element).closest('button')) {
          return false;
        }
        return actOn(view, Number(item.dataset.turn), 'state');
      }
    }
  });
}
