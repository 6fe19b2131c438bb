import { bracketPartners, linkEnd } from './brackets.ts';
import { skipSpaces, skipSpacesBack, trimSpaces } from './characters.ts';
import { tables } from './generated/tables.ts';
import { isBracketName, stampEnd, type Stretch } from './heads.ts';
import { headBeforeColon, isInlineName, reportInlineHeads } from './inline-heads.ts';
import { makeFix } from './report.ts';
import { type InlineTurn, type Scene } from './scene.ts';
import { type Shape } from './shapes.ts';
import { eventEnd, isOdd, isTagWords, readPause } from './tags.ts';
import { type Span } from './types.ts';

const SPECIAL = /[[(\\<:]/g;
const BRACKET = /[[\]]/g;
const LONGEST_NAME = tables.limits.name_code_points;

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
    reportInlineHeads(this._scene, this._line, this._heads);
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
      case ':': {
        const head = headBeforeColon(this._line, at, from, this._scene);
        if (head) {
          this._heads.push(head);
        }
        return at + 1;
      }
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
    if (next) {
      this._partners ??= bracketPartners(folded);
    }
    const close = this._partners?.get(at);
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
    const afterLink = source[end] === '(' ? linkEnd(source, folded, end) : -1;
    if (afterLink > 0) {
      return this._link(at, close, afterLink);
    }
    if (isTagWords(inside)) {
      return this._direction('tag', at, end, trimSpaces(source.slice(at + 1, close)));
    }
    if (isOdd(inside)) {
      this._odd(inside, at, end);
    } else if (at > from || this._line.kind === 'head') {
      if (isInlineName(inside, this._turn, this._scene)) {
        this._heads.push([at, end]);
      }
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
}
