import { type ChangeDesc, type EditorState, type TransactionSpec } from '@codemirror/state';
import { type EditorView } from '@codemirror/view';
import { type Diagnostic, type Fix } from '../../dialogue/index.ts';
import { scriptField } from './script-field.ts';
import { type IPlacedDiagnostic } from './script-rows.ts';

/** The diagnostics that begin on a line, by its number from 1. */
export function diagnosticsOfLine(state: EditorState, line: number): readonly IPlacedDiagnostic[] {
  const { from, to } = state.doc.line(line);
  return state
    .field(scriptField)
    .diagnostics.filter(placed => placed.from >= from && placed.from <= to);
}

/** The first diagnostic after a position, or before it for -1, round and round; undefined where there is none. */
export function nextDiagnostic(
  state: EditorState,
  position: number,
  step: -1 | 1
): IPlacedDiagnostic | undefined {
  const { diagnostics } = state.field(scriptField);
  return step === 1
    ? (diagnostics.find(placed => placed.from > position) ?? diagnostics[0])
    : (diagnostics.findLast(placed => placed.from < position) ?? diagnostics.at(-1));
}

type Edit = Fix['edits'][number];

/** An edit moved along with what was typed since the text was read; null where that was typed within it. */
function carryEdit({ from, to, insert }: Edit, changes: ChangeDesc | undefined): Edit | null {
  if (!changes) {
    return { from, to, insert };
  }
  if (to > changes.length) {
    return null;
  }
  const moved = { from: changes.mapPos(from, 1), to: changes.mapPos(to, from === to ? 1 : -1) };
  return moved.to - moved.from === to - from ? { ...moved, insert } : null;
}

/** A fix as one ordinary change of the text, so that it can be undone; null where its text is not there any more. */
export function fixChange(state: EditorState, fix: Fix): TransactionSpec | null {
  const { changes: typed } = state.field(scriptField);
  const changes = fix.edits
    .map(edit => carryEdit(edit, typed))
    .filter((edit): edit is Edit => edit !== null && edit.from <= edit.to)
    .filter(edit => edit.to <= state.doc.length);
  if (changes.length === 0 || changes.length < fix.edits.length) {
    return null;
  }
  return {
    changes,
    userEvent: 'input.fix',
    scrollIntoView: true
  };
}

/** The replacement of the whole text by what an importer has read. */
export function replaceAll(state: EditorState, text: string): TransactionSpec {
  return {
    changes: { from: 0, to: state.doc.length, insert: text },
    userEvent: 'input.import',
    selection: { anchor: 0 }
  };
}

/** Applies a fix; an import loads the importers first, and gives up where the text has changed meanwhile. */
export async function applyFixTo(view: EditorView, fix: Fix): Promise<void> {
  if (fix.importer === undefined) {
    const change = fixChange(view.state, fix);
    if (change) {
      view.dispatch(change);
    }
    return;
  }
  const before = view.state.doc;
  const { importText } = await import('./foreign-text.ts');
  const text = await importText(view, before.toString(), fix.importer);
  if (text !== null && view.state.doc === before) {
    view.dispatch(replaceAll(view.state, text));
  }
}

/** The fix that Alt+Enter applies: the first one of the diagnostic nearest to the caret, on its line. */
export function firstFix(state: EditorState): { diagnostic: Diagnostic; fix: Fix } | null {
  const caret = state.selection.main.head;
  const [nearest] = [...diagnosticsOfLine(state, state.doc.lineAt(caret).number)].sort(
    (a, b) => Math.abs(a.from - caret) - Math.abs(b.from - caret)
  );
  const fix = nearest?.diagnostic.fixes[0];
  return nearest && fix ? { diagnostic: nearest.diagnostic, fix } : null;
}
