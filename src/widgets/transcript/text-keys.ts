import { Prec, type Extension } from '@codemirror/state';
import { keymap, type EditorView } from '@codemirror/view';
import { applyFixTo, firstFix, nextDiagnostic } from './fixes.ts';
import { hostOf } from './host.ts';
import { overlayField } from './overlay.ts';
import { turnAt } from './script-field.ts';
import { leaveText } from './turn-list.ts';

/** Undo and redo of the document, which belong to its shared model. */
export interface IHistory {
  undo(): void;
  redo(): void;
}

function goToProblem(view: EditorView, step: -1 | 1): boolean {
  const placed = nextDiagnostic(view.state, view.state.selection.main.head, step);
  if (placed) {
    view.dispatch({ selection: { anchor: placed.from }, scrollIntoView: true });
    view.focus();
  }
  return placed !== undefined;
}

function applyFirstFix(view: EditorView): boolean {
  const found = firstFix(view.state);
  if (found) {
    void applyFixTo(view, found.fix);
  }
  return found !== null;
}

/** Ids of the turns that the selection touches. */
function selectedTurns(view: EditorView): string[] {
  const { state } = view;
  const { turns } = state.field(overlayField);
  const { from, to } = state.selection.main;
  const [first, last] = [Math.max(0, turnAt(state, from)), turnAt(state, to)];
  return turns.slice(first, last + 1).flatMap(turn => (turn ? [turn.id] : []));
}

function generateSelected(view: EditorView): boolean {
  const ids = selectedTurns(view);
  if (ids.length > 0) {
    void hostOf(view.state).model.generate(ids);
  }
  return true;
}

function of(act: () => void): () => boolean {
  return () => {
    act();
    return true;
  };
}

/** The keys that work in the text. */
export function textKeys(history: IHistory): Extension {
  const undo = of(() => history.undo());
  const redo = of(() => history.redo());
  return [
    Prec.highest(keymap.of([{ key: 'Escape', run: leaveText }])),
    Prec.high(
      keymap.of([
        { key: 'Mod-z', run: undo, preventDefault: true },
        { key: 'Mod-y', run: redo, preventDefault: true },
        { key: 'Mod-Shift-z', run: redo, preventDefault: true },
        {
          key: 'F8',
          run: view => goToProblem(view, 1),
          shift: view => goToProblem(view, -1),
          preventDefault: true
        },
        { key: 'Alt-Enter', run: applyFirstFix, preventDefault: true },
        { key: 'Mod-Enter', run: generateSelected, preventDefault: true }
      ])
    )
  ];
}
