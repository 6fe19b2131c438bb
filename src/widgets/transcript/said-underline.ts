import { type EditorState } from '@codemirror/state';
import { Decoration, EditorView, type DecorationSet } from '@codemirror/view';
import { overlayField, playingTurn } from './overlay.ts';
import { saidOf } from './said.ts';
import { rowsOfTurn, scriptField } from './script-field.ts';

const said = Decoration.mark({ class: 'vv-said' });

function underline(state: EditorState): DecorationSet {
  const overlay = state.field(overlayField);
  const playing = playingTurn(overlay);
  const { said: part, word } = overlay.player;
  if (playing < 0 || part === undefined) {
    return Decoration.none;
  }
  const read = (from: number, to: number): string => state.doc.sliceString(from, to);
  const rows = rowsOfTurn(state.field(scriptField), playing);
  return Decoration.set(
    saidOf(rows, read, part, word?.text).map(({ from, to }) => said.range(from, to))
  );
}

/** Underlines what is said of the playing turn; apart from the lines, since it alone moves ten times a second. */
export const saidUnderline = EditorView.decorations.compute([scriptField, overlayField], underline);
