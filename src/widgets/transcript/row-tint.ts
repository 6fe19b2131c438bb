import {
  RangeSet,
  StateField,
  type EditorState,
  type Extension,
  type Range
} from '@codemirror/state';
import { GutterMarker, gutterLineClass, gutterWidgetClass } from '@codemirror/view';
import { DiagnosticBlock } from './diagnostic-block.ts';
import { looksSame, overlayField, playingTurn } from './overlay.ts';
import { rowsOfTurn, scriptField, turnAt } from './script-field.ts';
import { TakesBlock } from './takes-block.ts';

class Tint extends GutterMarker {
  constructor(override readonly elementClass: string) {
    super();
  }
}

const playingTint = new Tint('vv-playing');
const activeTint = new Tint('vv-active');

/** The turns that have a tint: the caret's, the one under the pointer, and, above both, the one at the player's position. */
function tintsOf(state: EditorState): Map<number, Tint> {
  const overlay = state.field(overlayField);
  const active = overlay.isFocused ? turnAt(state, state.selection.main.head) : -1;
  const tints = new Map([
    [active, activeTint],
    [overlay.hover, activeTint],
    [playingTurn(overlay), playingTint]
  ]);
  tints.delete(-1);
  return tints;
}

function tintedRows(state: EditorState): RangeSet<GutterMarker> {
  const script = state.field(scriptField);
  const tints: Range<GutterMarker>[] = [];
  for (const [turn, tint] of tintsOf(state)) {
    tints.push(...rowsOfTurn(script, turn).map(row => tint.range(row.from)));
  }
  return RangeSet.of(tints, true);
}

/** A field, so that the same tints stay the same object: the gutters draw anew where they are others. */
const tintField = StateField.define<RangeSet<GutterMarker>>({
  create: tintedRows,
  update(tints, { docChanged, selection, startState, state }) {
    const isSame =
      !docChanged &&
      !selection &&
      startState.field(scriptField) === state.field(scriptField) &&
      looksSame(startState.field(overlayField), state.field(overlayField));
    if (isSame) {
      return tints;
    }
    const next = tintedRows(state);
    return RangeSet.eq([tints], [next]) ? tints : next;
  },
  provide: field => gutterLineClass.from(field)
});

/** Carries a row's tint through both gutters, so that it spans the whole width. */
export const rowTint: Extension = [
  tintField,
  gutterWidgetClass.of((view, widget) =>
    widget instanceof DiagnosticBlock || widget instanceof TakesBlock
      ? (tintsOf(view.state).get(widget.look.turn) ?? null)
      : null
  )
];

/** Whether a row is pointed at, or holds the caret: then it shows what else can be done with it. */
export function isNearTurn(state: EditorState, turn: number): boolean {
  const overlay = state.field(overlayField);
  return (
    turn === overlay.hover ||
    (overlay.isFocused && turn === turnAt(state, state.selection.main.head))
  );
}
