import {
  codePointBefore,
  isLetter,
  isPairTail,
  isNumber,
  isSpace,
  skipSpaces,
  skipSpacesBack,
  trimSpaces
} from './characters.ts';
import { tables } from './generated/tables.ts';
import { isBracketName, isNumberedName, stampEnd, type HeadStyle, type Stretch } from './heads.ts';
import { identityOf } from './identity.ts';
import { makeFix, type Report } from './report.ts';
import { type Shape } from './shapes.ts';
import { type SpokenText } from './spoken.ts';
import { eventEnd, isOdd, isTagWords, readPause } from './tags.ts';
import { type Span } from './types.ts';

const SPECIAL = /[[(\\<:]/g;
const BRACKET = /[[\]]/g;
const DIGITS = /^[0-9]+$/;
const LONGEST_NAME = tables.limits.name_code_points;

/** A time in brackets, and what is cut out with it; offsets in the whole text. */
export interface Stamp {
  at: number;
  from: number;
  to: number;
}

/** What the whole script knows, and where findings go. */
export interface Scene {
  report: Report;
  /** Line end that new lines get. */
  lineEnd: string;
  knows: (identity: string) => boolean;
  /** Times in brackets; reported together. */
  stamps: Stamp[];
}

/** The turn that a line belongs to. */
export interface InlineTurn {
  spoken: SpokenText;
  directions: string[];
  style: HeadStyle;
  /** Whether its head is a number in brackets, so that a number in brackets may be a head, too. */
  isNumbered: boolean;
}

/** Reads the text of one line: takes tags, pauses, events and escapes out, reports what is doubtful. */
export class InlineReader {
  private readonly _spans: Span[] = [];
  private readonly _heads: Stretch[] = [];
  private _partners: Map<number, number> | null = null;
  private _plain = 0;
  private _isNestedReported = false;
  private _hasNoTokenEnd = false;

  constructor(
    private readonly _scene: Scene,
    private readonly _line: Shape,
    private readonly _turn: InlineTurn
  ) {}

  /** Reads from offset `from` of the line to its end; answers what is not spoken. */
  read(from: number): readonly Span[] {
    const { folded, source } = this._line;
    const to = skipSpacesBack(folded, folded.length, from);
    this._turn.spoken.nextLine();
    this._plain = from;
    let at = from;
    while (at < to) {
      SPECIAL.lastIndex = at;
      const found = SPECIAL.exec(folded);
      if (!found || found.index >= to) {
        break;
      }
      at = this._special(found.index, from, to);
    }
    this._turn.spoken.add(source, folded, this._plain, to, this._line.from);
    this._reportHeads(folded);
    return this._spans;
  }

  private _special(at: number, from: number, to: number): number {
    const { folded, source } = this._line;
    switch (folded[at]) {
      case '\\':
        return this._escape(at, to);
      case '<':
        return this._token(at);
      case '(': {
        const end = eventEnd(folded, source, at);
        return end < 0
          ? at + 1
          : this._direction('direction', at, end, trimSpaces(source.slice(at + 1, end - 1)));
      }
      case ':':
        this._colon(at, from);
        return at + 1;
      default:
        return this._bracket(at, from);
    }
  }

  /** Takes `[at, end)` out of what is spoken. */
  private _remove(at: number, end: number): number {
    const { folded, source, from } = this._line;
    this._turn.spoken.add(source, folded, this._plain, at, from);
    this._plain = end;
    return end;
  }

  private _span(kind: Span['kind'], at: number, end: number): void {
    this._spans.push({ kind, from: this._line.from + at, to: this._line.from + end });
  }

  private _direction(kind: Span['kind'], at: number, end: number, text: string): number {
    this._span(kind, at, end);
    this._turn.directions.push(text);
    return this._remove(at, end);
  }

  private _escape(at: number, to: number): number {
    const { folded, source, from } = this._line;
    const next = folded[at + 1];
    if (at + 1 >= to || (next !== '[' && next !== '(' && next !== ':')) {
      return at + 1;
    }
    this._remove(at, at + 2);
    this._turn.spoken.addEscaped(source, folded, at + 1, from);
    return at + 2;
  }

  private _token(at: number): number {
    const { folded, source, from } = this._line;
    if (folded[at + 1] !== '|' || this._hasNoTokenEnd) {
      return at + 1;
    }
    const close = folded.indexOf('|>', at + 2);
    this._hasNoTokenEnd = close < 0;
    if (close < 0) {
      return at + 1;
    }
    const edit = { from: from + at, to: from + close + 2, insert: '' };
    this._scene.report.add(
      'W_SPECIAL_TOKEN',
      edit.from,
      edit.to,
      { token: source.slice(at, close + 2) },
      [makeFix('remove', [edit])]
    );
    return close + 2;
  }

  private _bracket(at: number, from: number): number {
    const { folded, from: base } = this._line;
    BRACKET.lastIndex = at + 1;
    const next = BRACKET.exec(folded);
    if (next?.[0] === ']') {
      return this._group(at, next.index, from);
    }
    const close = next ? this._partner(at) : undefined;
    if (close !== undefined) {
      if (!this._isNestedReported) {
        this._isNestedReported = true;
        this._scene.report.add('W_NESTED_BRACKET', base + at, base + close + 1);
      }
      return close + 1;
    }
    if (at > from && readPause(trimSpaces(folded.slice(at + 1, at + 1 + LONGEST_NAME)))) {
      this._scene.report.add('E_UNCLOSED_BRACKET', base + at, base + at + 1);
    }
    return at + 1;
  }

  private _partner(at: number): number | undefined {
    if (!this._partners) {
      this._partners = new Map();
      const open: number[] = [];
      BRACKET.lastIndex = 0;
      for (const found of this._line.folded.matchAll(BRACKET)) {
        if (found[0] === '[') {
          open.push(found.index);
        } else {
          const opener = open.pop();
          if (opener !== undefined) {
            this._partners.set(opener, found.index);
          }
        }
      }
    }
    return this._partners.get(at);
  }

  /** A pair of brackets without brackets inside. */
  private _group(at: number, close: number, from: number): number {
    const { folded, source, from: base } = this._line;
    const inside = trimSpaces(folded.slice(at + 1, close));
    const end = close + 1;
    if (stampEnd(folded, at) === end) {
      const [left, right] =
        at > from
          ? [skipSpacesBack(folded, at, from), end]
          : [at, skipSpaces(folded, end, folded.length)];
      this._scene.stamps.push({ at: base + at, from: base + left, to: base + right });
      return this._remove(at, end);
    }
    if (this._pause(inside, at, close)) {
      return this._remove(at, end);
    }
    const linkEnd = source[end] === '(' ? this._linkEnd(end) : -1;
    if (linkEnd > 0) {
      return this._link(at, close, linkEnd);
    }
    if (isTagWords(inside)) {
      return this._direction('tag', at, end, trimSpaces(source.slice(at + 1, close)));
    }
    if (isOdd(inside)) {
      this._odd(inside, at, end);
    } else if (at > from || this._line.kind === 'head') {
      this._inlineName(inside, at, end);
    }
    return end;
  }

  private _pause(inside: string, at: number, close: number): boolean {
    const { folded, from: base } = this._line;
    const pause = readPause(inside);
    if (!pause) {
      return false;
    }
    this._turn.spoken.add(this._line.source, folded, this._plain, at, base);
    this._plain = at;
    this._turn.spoken.pause(pause.seconds);
    this._span('pause', at, close + 1);
    if (pause.problem) {
      const word = folded.slice(at + 1).match(/^[ \t]*[^ \t:=0-9.\]]*/)?.[0] ?? '';
      const edit = { from: base + at + 1 + word.length, to: base + close };
      this._scene.report.add(
        pause.problem === 'unit' ? 'E_PAUSE_UNIT' : 'E_PAUSE_RANGE',
        base + at,
        base + close + 1,
        pause.problem === 'range' ? { limit: tables.limits.pause_max_s } : undefined,
        pause.suggestions.map(value =>
          makeFix('write_pause', [{ ...edit, insert: `:${value}` }], { value })
        )
      );
    }
    return true;
  }

  /** Where a link's address in ASCII parentheses that opens at `at` ends, or -1. */
  private _linkEnd(at: number): number {
    const { source, folded } = this._line;
    for (let end = at + 1; end < source.length; end++) {
      if (source[end] === ')') {
        return end > at + 1 ? end + 1 : -1;
      }
      if (isSpace(folded.charCodeAt(end)) || source[end] === '(') {
        return -1;
      }
    }
    return -1;
  }

  private _link(at: number, close: number, end: number): number {
    const { source, folded, from: base } = this._line;
    const words = source.slice(at + 1, close);
    this._scene.report.add('W_MARKDOWN', base + at, base + end, undefined, [
      makeFix('keep_words', [
        { from: base + at, to: base + at + 1, insert: '' },
        { from: base + close, to: base + end, insert: '' }
      ])
    ]);
    this._remove(at, end);
    if (words !== '') {
      this._turn.spoken.add(source, folded, at + 1, close, base);
    }
    return end;
  }

  private _odd(inside: string, at: number, end: number): void {
    const { source, from: base } = this._line;
    const range = { from: base + at, to: base + end };
    const before = inside.split('|', 1)[0] ?? '';
    const name = trimSpaces(before.slice(before.lastIndexOf(':') + 1));
    const fixes = isBracketName(name)
      ? [makeFix('write_head', [{ ...range, insert: `[${name}]` }], { name })]
      : [];
    this._scene.report.add(
      'W_UNSUPPORTED_TAG',
      range.from,
      range.to,
      { tag: source.slice(at, end) },
      [...fixes, makeFix('remove', [{ ...range, insert: '' }])]
    );
  }

  private _inlineName(inside: string, at: number, end: number): void {
    if (!isBracketName(inside)) {
      return;
    }
    const isHead = DIGITS.test(inside)
      ? this._turn.isNumbered
      : isNumberedName(inside) ||
        this._turn.style === 'bracket' ||
        this._scene.knows(identityOf(inside));
    if (isHead) {
      this._heads.push([at, end]);
    }
  }

  /** Whether the words before a colon in the middle of a line are a speaker's: `Speaker 2:`, or a name of this script. */
  private _colon(at: number, from: number): void {
    const { folded, source } = this._line;
    const to = skipSpacesBack(folded, at, from);
    let [words, points] = [0, 0];
    for (
      let start = to - 1;
      start >= from && words < tables.limits.name_words && points < LONGEST_NAME;
      start--
    ) {
      points += isPairTail(folded, start) ? 0 : 1;
      if (start > from && !isBoundary(folded, start)) {
        continue;
      }
      words++;
      const name = folded.slice(start, to);
      // Not `S2:`, which is too common in other texts.
      const isNumbered =
        isNumberedName(name) && isLetter(name.charCodeAt(0)) && !isNumber(name.charCodeAt(1));
      const isSpaced =
        source[at] !== ':' || at + 1 >= folded.length || isSpace(folded.charCodeAt(at + 1));
      if (
        start > from &&
        (isNumbered ||
          (isSpaced &&
            isBracketName(name) &&
            isLetter(name.codePointAt(0) ?? 0) &&
            this._scene.knows(identityOf(name))))
      ) {
        this._heads.push([start, to]);
        return;
      }
    }
  }

  private _reportHeads(folded: string): void {
    const [first] = this._heads;
    if (!first) {
      return;
    }
    const base = this._line.from;
    const edits = this._heads.map(([at]) => ({
      from: base + skipSpacesBack(folded, at, 0),
      to: base + at,
      insert: this._scene.lineEnd
    }));
    this._scene.report.add(
      'W_INLINE_SPEAKER',
      base + first[0],
      base + first[1],
      {
        name: trimSpaces(
          this._line.source.slice(first[0], first[1]).replace(/^[[【［]|[\]】］]$/g, '')
        )
      },
      [makeFix('split_lines', edits)]
    );
  }
}

/** Whether a word begins at an index: what stands before it is neither letter nor number. */
function isBoundary(folded: string, at: number): boolean {
  const code = codePointBefore(folded, at);
  return !isLetter(code) && !isNumber(code) && !isPairTail(folded, at);
}
