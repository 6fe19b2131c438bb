import { RangeSet, type Extension, type Range } from '@codemirror/state';
import { GutterMarker, gutterLineClass, gutterWidgetClass } from '@codemirror/view';
import { DiagnosticBlock } from './diagnostic-block.ts';
import { overlayField, playingTurn } from './overlay.ts';
import { rowsOfTurn, scriptField, turnAt } from './script-field.ts';
import { TakesBlock } from './takes-block.ts';

class Tint extends GutterMarker {
  constructor(override readonly elementClass: string) {
    super();
  }
}

const playingTint = new Tint('vv-playing');
const activeTint = new Tint('vv-active');

/** Carries a row's tint through both gutters, so that it spans the whole width. */
export const rowTint: Extension = [
  gutterLineClass.compute([scriptField, overlayField, 'selection'], state => {
    const [script, overlay] = [state.field(scriptField), state.field(overlayField)];
    const playing = playingTurn(overlay);
    const active = overlay.isFocused ? turnAt(state, state.selection.main.head) : -1;
    const tints: Range<GutterMarker>[] = [];
    for (const turn of new Set([playing, active, overlay.hover])) {
      const tint = turn === playing ? playingTint : activeTint;
      tints.push(...rowsOfTurn(script, turn).map(row => tint.range(row.from)));
    }
    return RangeSet.of(tints, true);
  }),
  gutterWidgetClass.of((_view, widget) =>
    (widget instanceof DiagnosticBlock || widget instanceof TakesBlock) && widget.look.isPlaying
      ? playingTint
      : null
  )
];
