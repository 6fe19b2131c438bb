import { countCodePoints, skipSpaces, trimSpaces, wellFormed } from './characters.ts';
import { stripDirections, type FoundDirection } from './directions.ts';
import { type Head, type HeadStyle } from './heads.ts';
import { TurnIds } from './ids.ts';
import { InlineReader } from './inline.ts';
import { type InlineTurn, type Scene } from './scene.ts';
import { makeFix } from './report.ts';
import { type Shape } from './shapes.ts';
import { SpokenText, type Pause } from './spoken.ts';
import { type Line, type Span, type Speaker, type Turn } from './types.ts';

const NO_SPANS: readonly Span[] = [];

interface OpenTurn extends InlineTurn {
  speaker: number;
  /** Its first line, where it begins with a head. */
  head: Shape | null;
  headDirection: string | null;
  lines: Line[];
}

/** The line of a shape that belongs to no turn. */
export function lineOf(shape: Shape, kind: Line['kind']): Line {
  const { from, to, end } = shape;
  return {
    kind,
    turn: -1,
    speaker: -1,
    from,
    to,
    end,
    nameFrom: from,
    nameTo: from,
    headTo: from,
    spans: NO_SPANS
  };
}

/** Puts lines together into turns. */
export class TurnBuilder {
  readonly turns: Turn[] = [];
  private readonly _ids = new TurnIds();
  private _open: OpenTurn | null = null;

  constructor(
    private readonly _scene: Scene,
    private readonly _speakers: readonly Speaker[]
  ) {}

  get isOpen(): boolean {
    return this._open !== null;
  }

  /** Begins a turn with a head. */
  begin(shape: Shape, head: Head, speaker: number): Line {
    this.close();
    const { from, source } = shape;
    const isNumbered =
      head.style === 'bracket' && /^[0-9]/.test(shape.folded.slice(head.nameFrom, head.nameTo));
    this._open = this._make(speaker, head.style, isNumbered, shape);
    const line: Line = {
      ...lineOf(shape, 'turn'),
      speaker,
      nameFrom: from + head.nameFrom,
      nameTo: from + head.nameTo,
      headTo: from + head.to
    };
    for (const stamp of head.stamps) {
      this._scene.stamps.push({
        at: from + stamp.at,
        from: from + stamp.from,
        to: from + stamp.to
      });
    }
    const spans = this._read(shape, head.to, line);
    if (head.direction) {
      const [start, end] = head.direction;
      this._open.headDirection = trimSpaces(source.slice(start, end));
      line.spans = [{ kind: 'direction', from: from + start - 1, to: from + end + 1 }, ...spans];
    }
    return line;
  }

  /** Begins a turn without a head: a monologue, or a speaker who goes on after a chapter. */
  beginBare(speaker: number): void {
    this.close();
    this._open = this._make(speaker, 'bare', false, null);
  }

  /** Adds a line without a head to the turn that is open. */
  continue(shape: Shape): Line {
    const line = lineOf(shape, 'text');
    line.speaker = this._open?.speaker ?? -1;
    this._read(shape, shape.at + (shape.isEscaped ? 1 : 0), line);
    return line;
  }

  /** Reads a line that belongs to no turn; a cue holds nothing but tags and pauses. */
  probe(shape: Shape): { line: Line; isCue: boolean } {
    const open = this._make(-1, 'bare', false, null);
    const line = lineOf(shape, 'text');
    const at = skipSpaces(shape.folded, shape.at + (shape.isEscaped ? 1 : 0), shape.folded.length);
    line.spans = new InlineReader(this._scene, shape, open).read(at);
    return { line, isCue: open.spoken.finish() === '' };
  }

  /** Ends the turn that is open; one that says nothing is left out. */
  close(): void {
    const open = this._open;
    this._open = null;
    if (!open) {
      return;
    }
    const joined = open.spoken.finish();
    const stripped = stripDirections(joined, open.spoken.escaped);
    const text = wellFormed(joined.slice(stripped.from, stripped.to));
    if (stripped.leading.length + stripped.trailing.length > 0) {
      const place = ({ from, to }: FoundDirection) =>
        [open.spoken.origin(from), open.spoken.origin(to - 1) + 1] as const;
      addSpans(open.lines, [...stripped.leading, ...stripped.trailing].map(place));
    }
    if (text === '') {
      this._reportEmpty(open);
      return;
    }
    const directions = [
      ...(open.headDirection === null ? [] : [open.headDirection]),
      ...stripped.leading.map(found => found.text),
      ...open.directions,
      ...stripped.trailing.map(found => found.text)
    ].map(wellFormed);
    const speaker = this._speakers[open.speaker];
    const id = this._ids.next(speaker?.identity ?? '', text);
    const turn: Turn = { id, speaker: speaker?.name ?? '', text };
    if (directions.length > 0) {
      turn.directions = directions;
    }
    if (open.spoken.pauses.length > 0) {
      const before = countCodePoints(joined, 0, stripped.from);
      turn.pauses = shiftPauses(open.spoken.pauses, before, countCodePoints(text, 0, text.length));
    }
    for (const line of open.lines) {
      line.turn = this.turns.length;
    }
    this.turns.push(turn);
  }

  private _make(
    speaker: number,
    style: HeadStyle,
    isNumbered: boolean,
    head: Shape | null
  ): OpenTurn {
    return {
      speaker,
      style,
      isNumbered,
      head,
      headDirection: null,
      directions: [],
      lines: [],
      spoken: new SpokenText()
    };
  }

  private _read(shape: Shape, at: number, line: Line): readonly Span[] {
    if (this._open) {
      this._open.lines.push(line);
      line.spans = new InlineReader(this._scene, shape, this._open).read(
        skipSpaces(shape.folded, at, shape.folded.length)
      );
    }
    return line.spans;
  }

  private _reportEmpty(open: OpenTurn): void {
    const { head } = open;
    if (!head?.head) {
      return;
    }
    const isWhole = open.lines.length === 1 && head.head.to === head.folded.length;
    this._scene.report.add(
      'W_EMPTY_TURN',
      head.from + head.head.from,
      head.from + head.head.to,
      { name: this._speakers[open.speaker]?.name ?? '' },
      isWhole ? [makeFix('delete_line', [{ from: head.from, to: head.end, insert: '' }])] : []
    );
  }
}

/** Pauses counted in the text without what was taken off its ends. */
function shiftPauses(pauses: readonly Pause[], before: number, length: number): Pause[] {
  return pauses.map(({ at, seconds }) => ({
    at: Math.min(Math.max(at - before, 0), length),
    seconds
  }));
}

/** Marks directions, by rising offsets; one may begin on one line and end on the next. */
function addSpans(lines: readonly Line[], found: readonly (readonly [number, number])[]): void {
  let index = 0;
  const added = new Map<Line, Span[]>();
  for (const [from, to] of found) {
    while ((lines[index]?.to ?? Infinity) <= from) {
      index++;
    }
    for (let next = index; (lines[next]?.from ?? Infinity) < to; next++) {
      const line = lines[next];
      if (line) {
        const spans = added.get(line) ?? [];
        added.set(line, spans);
        spans.push({
          kind: 'direction',
          from: Math.max(from, line.headTo),
          to: Math.min(to, line.to)
        });
      }
    }
  }
  for (const [line, spans] of added) {
    line.spans = [...line.spans, ...spans].sort((a, b) => a.from - b.from);
  }
}
