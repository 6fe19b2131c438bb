import { type Range } from '@codemirror/state';
import {
  Decoration,
  ViewPlugin,
  type PluginValue,
  WidgetType,
  type DecorationSet,
  type EditorView,
  type ViewUpdate
} from '@codemirror/view';
import { looksSame, overlayField, playingTurn, type IOverlay } from './overlay.ts';
import { scriptField, turnAt } from './script-field.ts';
import { type Line, type LineKind } from '../../dialogue/index.ts';
import { type IRow, type IScript } from './script-rows.ts';

/** Keeps text that is composed right before or after a head out of the head's box. */
class Stop extends WidgetType {
  override eq(): boolean {
    return true;
  }
  override toDOM(): HTMLElement {
    return document.createElement('span');
  }
}

const head = Decoration.mark({ class: 'vv-head' });
const wideHead = Decoration.mark({ class: 'vv-head vv-mod-wide' });
const name = Decoration.mark({ class: 'vv-name-text' });
const separator = Decoration.mark({ class: 'vv-sep' });
const start = Decoration.widget({ widget: new Stop(), side: 1 });
const stop = Decoration.widget({ widget: new Stop(), side: -1 });
const hash = Decoration.mark({ class: 'vv-hash' });
const spans = {
  pause: Decoration.mark({ class: 'vv-pause' }),
  tag: Decoration.mark({ class: 'vv-unspoken' }),
  direction: Decoration.mark({ class: 'vv-unspoken' })
};
const squiggles = {
  error: Decoration.mark({ class: 'vv-squiggle', attributes: { 'data-severity': 'error' } }),
  warning: Decoration.mark({ class: 'vv-squiggle', attributes: { 'data-severity': 'warning' } }),
  info: Decoration.mark({ class: 'vv-squiggle', attributes: { 'data-severity': 'info' } })
};

/** Number of a row's speaker from 1: the one the cast shows, where the turn is known. */
export function speakerOf(row: Line, overlay: IOverlay): number {
  return overlay.turns[row.turn]?.speaker ?? row.speaker + 1;
}

/** Length of the lines round the front matter, `---`; they are drawn low. */
const FENCE = 3;

const classes: Readonly<Record<LineKind, string>> = {
  turn: 'vv-turn',
  text: 'vv-more',
  chapter: 'vv-chapter',
  rule: 'vv-rule',
  comment: 'vv-comment',
  front: 'vv-front',
  cue: 'vv-cue',
  blank: 'vv-blank',
  foreign: 'vv-foreign'
};

/** The turns a tint is for: the one at the player's position, and the caret's. */
interface ITinted {
  readonly playing: number;
  readonly active: number;
}

function tintOf(turn: number, overlay: IOverlay, tinted: ITinted): string {
  if (turn === tinted.playing) {
    return ' vv-playing';
  }
  return turn === tinted.active || turn === overlay.hover ? ' vv-active' : '';
}

/** Class, speaker and state of a line, as attributes. */
export function lineAttributes(
  row: Line,
  overlay: IOverlay,
  marks: ITinted
): Record<string, string> {
  if (row.kind === 'chapter') {
    return { class: classes.chapter, role: 'heading', 'aria-level': '3' };
  }
  if (row.kind === 'front' && row.to - row.from === FENCE) {
    return { class: 'vv-front vv-fence' };
  }
  if (row.kind !== 'turn' && row.kind !== 'text') {
    return { class: classes[row.kind] };
  }
  const turn = row.turn < 0 ? undefined : overlay.turns[row.turn];
  const tint = row.turn < 0 ? '' : tintOf(row.turn, overlay, marks);
  const speaker = speakerOf(row, overlay);
  return {
    class: classes[row.kind] + tint,
    'data-state': turn?.state ?? 'draft',
    // Speakers have four colours; a fifth, which is an error, is drawn without one.
    ...(speaker >= 1 && speaker <= 4 ? { 'data-speaker': String(speaker) } : {}),
    ...(turn?.state === 'speaking'
      ? { style: `--vv-made: ${Math.round((turn.fraction ?? 0) * 100)}%` }
      : {})
  };
}

/** A name as a column: what stands around it takes room but is not seen; a direction beside it is seen. */
function headMarks(row: IRow): Range<Decoration>[] {
  const from = row.headFrom ?? row.from;
  if (row.headTo <= from) {
    return [];
  }
  const direction = row.spans.find(span => span.from >= row.nameTo && span.to <= row.headTo);
  const marks = [(direction ? wideHead : head).range(from, row.headTo), stop.range(row.headTo)];
  if (row.nameFrom > from) {
    marks.push(start.range(from), separator.range(from, row.nameFrom));
  }
  if (row.nameTo > row.nameFrom) {
    marks.push(name.range(row.nameFrom, row.nameTo));
  }
  const gaps = direction
    ? [
        [row.nameTo, direction.from],
        [direction.to, row.headTo]
      ]
    : [[row.nameTo, row.headTo]];
  for (const [gapFrom, gapTo] of gaps as [number, number][]) {
    if (gapTo > gapFrom) {
      marks.push(separator.range(gapFrom, gapTo));
    }
  }
  return marks;
}

/** Marks of one row: its name laid out as a column, what is not spoken, a chapter's sign. */
export function rowMarks(row: IRow, text: string): Range<Decoration>[] {
  const marks: Range<Decoration>[] = [];
  if (row.kind === 'turn') {
    marks.push(...headMarks(row));
  }
  if (row.kind === 'chapter') {
    const sign = /^\s*#+\s*/.exec(text)?.[0].length ?? 0;
    if (sign > 0) {
      marks.push(hash.range(row.from, row.from + sign));
    }
  }
  for (const span of row.spans) {
    if (span.to > span.from) {
      marks.push(spans[span.kind].range(span.from, span.to));
    }
  }
  return marks;
}

/** Wavy lines under what the diagnostics are about. */
function squiggleMarks(script: IScript, from: number, to: number): Range<Decoration>[] {
  return script.diagnostics
    .filter(placed => placed.to > placed.from && placed.to >= from && placed.from <= to)
    .map(placed => squiggles[placed.diagnostic.severity].range(placed.from, placed.to));
}

/** Lines, names, pauses, what is wrong: for what can be seen. */
function decorateLines(view: EditorView): DecorationSet {
  const { state } = view;
  const [script, overlay] = [state.field(scriptField), state.field(overlayField)];
  const playing = playingTurn(overlay);
  const active = overlay.isFocused ? turnAt(state, state.selection.main.head) : -1;
  const all: Range<Decoration>[] = [];
  let done = 0;
  for (const { from, to } of view.visibleRanges) {
    const last = state.doc.lineAt(to).number;
    for (let number = Math.max(done + 1, state.doc.lineAt(from).number); number <= last; number++) {
      const row = script.rows[number - 1];
      const line = state.doc.line(number);
      done = number;
      // An exception here would take all decorations away for good, so a row that does not fit is left plain.
      if (row?.from === line.from && row.to <= line.to) {
        all.push(
          Decoration.line({ attributes: lineAttributes(row, overlay, { playing, active }) }).range(
            line.from
          )
        );
        all.push(...rowMarks(row, line.text));
      }
    }
    all.push(...squiggleMarks(script, from, to));
  }
  return Decoration.set(all, true);
}

class LineDecorations implements PluginValue {
  decorations: DecorationSet;

  constructor(view: EditorView) {
    this.decorations = decorateLines(view);
  }

  update(update: ViewUpdate): void {
    const isSame =
      !update.docChanged &&
      !update.viewportChanged &&
      !update.selectionSet &&
      update.startState.field(scriptField) === update.state.field(scriptField) &&
      looksSame(update.startState.field(overlayField), update.state.field(overlayField));
    if (!isSame) {
      this.decorations = decorateLines(update.view);
    }
  }
}

/** Draws the lines anew whenever what they show has changed. */
export const lineDecorations = ViewPlugin.fromClass(LineDecorations, {
  decorations: plugin => plugin.decorations
});
