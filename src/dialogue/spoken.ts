import {
  codePointBefore,
  countCodePoints,
  isSpace,
  joinsTightly,
  skipSpaces
} from './characters.ts';

/** Silence inside a turn: `at` counts the code points of the text that are spoken before it. */
export interface Pause {
  at: number;
  seconds: number;
}

/**
 * Collects what a turn speaks, piece by piece in linear time, and remembers where each piece came from. Lines are joined with a space, or
 * with nothing between two CJK characters; where something unspoken was taken out, one space stays.
 */
export class SpokenText {
  private readonly _pieces: string[] = [];
  private readonly _starts: number[] = [];
  private readonly _origins: number[] = [];
  private _units = 0;
  /** Code points of the first `_counted` pieces. */
  private _points = 0;
  private _counted = 0;
  /** Code point added last, or -1. */
  private _last = -1;
  private _isSpaced = true;
  private _isJoining = false;
  private readonly _waiting: Pause[] = [];
  readonly pauses: Pause[] = [];
  /** Offsets in the joined text of parentheses that were escaped. */
  readonly escaped = new Set<number>();

  /** Begins another line of the same turn. */
  nextLine(): void {
    this._isJoining = true;
  }

  /** Adds `source[from, to)`; `folded` is its folded form, `base` the offset of `source` in the whole text. */
  add(source: string, folded: string, from: number, to: number, base: number): void {
    if (this._isJoining || this._isSpaced) {
      from = skipSpaces(folded, from, to);
    }
    if (from >= to) {
      return;
    }
    if (
      this._isJoining &&
      !this._isSpaced &&
      !joinsTightly(this._last, source.codePointAt(from) ?? 0)
    ) {
      this._push(' ', -1);
    }
    this._isJoining = false;
    this._placePauses();
    this._push(source.slice(from, to), base + from);
    this._isSpaced = isSpace(folded.charCodeAt(to - 1));
    this._last = codePointBefore(source, to);
  }

  /** Adds a character that was escaped, so that it cannot open a direction. */
  addEscaped(source: string, folded: string, at: number, base: number): void {
    this.add(source, folded, at, at + 1, base);
    this.escaped.add(this._units - 1);
  }

  /** Silence before whatever is added next. */
  pause(seconds: number): void {
    this._waiting.push({ at: -1, seconds });
  }

  /** The whole text; pauses at its end are placed there. */
  finish(): string {
    this._placePauses();
    return this._pieces.length === 1 ? (this._pieces[0] ?? '') : this._pieces.join('');
  }

  /** Offset in the whole text of an offset in the joined text. */
  origin(offset: number): number {
    let [low, high] = [0, this._starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this._starts[middle] ?? 0) <= offset) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return (this._origins[low] ?? 0) + offset - (this._starts[low] ?? 0);
  }

  private _placePauses(): void {
    if (this._waiting.length === 0) {
      return;
    }
    for (; this._counted < this._pieces.length; this._counted++) {
      const piece = this._pieces[this._counted] ?? '';
      this._points += countCodePoints(piece, 0, piece.length);
    }
    for (const pause of this._waiting) {
      pause.at = this._points;
      this.pauses.push(pause);
    }
    this._waiting.length = 0;
  }

  private _push(piece: string, origin: number): void {
    this._pieces.push(piece);
    this._starts.push(this._units);
    this._origins.push(origin);
    this._units += piece.length;
  }
}
