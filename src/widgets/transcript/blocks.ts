import { StateField, type EditorState, type Range } from '@codemirror/state';
import { Decoration, EditorView, type DecorationSet } from '@codemirror/view';
import { DiagnosticBlock } from './diagnostic-block.ts';
import { ExampleOffer } from './example-offer.ts';
import { speakerOf } from './line-decorations.ts';
import { looksSame, overlayField, playingTurn } from './overlay.ts';
import { rowsOfTurn, scriptField } from './script-field.ts';
import { type IPlacedDiagnostic } from './script-rows.ts';
import { TakesBlock } from './takes-block.ts';

const exampleOffer = Decoration.widget({ widget: new ExampleOffer(), block: true, side: 1 });

/** What stands below lines: diagnostics, and the takes of the turn that is opened. */
export function decorateBlocks(state: EditorState): DecorationSet {
  const [script, overlay] = [state.field(scriptField), state.field(overlayField)];
  const playing = playingTurn(overlay);
  if (state.doc.length === 0) {
    // An empty text needs an example, not a reproach.
    return Decoration.set(exampleOffer.range(0));
  }
  const below = script.diagnostics.filter(placed => !isAside(placed));
  const blocks: Range<Decoration>[] = below.map(placed => {
    const line = state.doc.lineAt(Math.min(placed.from, state.doc.length));
    const row = script.rows[line.number - 1];
    const turn = row?.turn ?? -1;
    const look = {
      turn,
      speaker: row ? speakerOf(row, overlay) : 0,
      isPlaying: turn >= 0 && turn === playing
    };
    return Decoration.widget({
      widget: new DiagnosticBlock(placed, look),
      block: true,
      side: 1
    }).range(line.to);
  });
  const open =
    overlay.open === null ? -1 : overlay.turns.findIndex(turn => turn?.id === overlay.open);
  const turn = overlay.turns[open];
  const last = rowsOfTurn(script, open).at(-1);
  if (turn && last && turn.takes.length > 0) {
    const look = { turn: open, speaker: turn.speaker, isPlaying: open === playing };
    const heard = overlay.player.playing ? overlay.player.takeId : undefined;
    blocks.push(
      Decoration.widget({ widget: new TakesBlock(turn, look, heard), block: true, side: 2 }).range(
        last.to
      )
    );
  }
  return Decoration.set(blocks, true);
}

/**
 * A speaker who speaks once is usual in a short dialogue: it is underlined and stands among the problems, since a row
 * below nearly every turn would hide the text.
 */
function isAside(placed: IPlacedDiagnostic): boolean {
  return placed.diagnostic.code === 'W_SPEAKER_ONCE';
}

/** Block widgets must come from a field: a plugin may not change heights. */
export const blockField = StateField.define<DecorationSet>({
  create: decorateBlocks,
  update(blocks, transaction) {
    const isSame =
      !transaction.docChanged &&
      transaction.startState.field(scriptField) === transaction.state.field(scriptField) &&
      looksSame(transaction.startState.field(overlayField), transaction.state.field(overlayField));
    return isSame ? blocks : decorateBlocks(transaction.state);
  },
  provide: field => EditorView.decorations.from(field)
});
