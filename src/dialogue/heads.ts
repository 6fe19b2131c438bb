import {
  countGraphemes,
  isDigit,
  isLetter,
  isPairTail,
  isMark,
  isNumber,
  isSpace,
  skipSpaces,
  skipSpacesBack,
  trimSpaces
} from './characters.ts';
import { tables } from './generated/tables.ts';

const { limits, words } = tables;
// Marks could make a direction endless; nobody writes that.
const MOST_POINTS = limits.head_direction_graphemes * 8;
const BULLETS = new Set<string>(words.bullets);
const NAME_SIGNS = new Set<string>(words.name_signs);
const anyCase = (word: string): string =>
  [...word]
    .map(letter => (/[a-z]/.test(letter) ? `[${letter}${letter.toUpperCase()}]` : letter))
    .join('');
const NUMBERED = new RegExp(
  `(?:(?:${words.numbered.map(anyCase).join('|')})[ \\t]*|${anyCase(words.numbered_short)})[0-9]{1,3}`,
  'y'
);
const NUMBERED_NAME = new RegExp(
  `^(?:(?:${words.numbered.map(anyCase).join('|')})[ \\t]*|${anyCase(words.numbered_short)})?[0-9]{1,3}$`
);
const CLOCK = '[0-9]{1,3}(?::[0-9]{2}){1,2}(?:[.,][0-9]{1,3})?';
const CLOCKS = `${CLOCK}(?: ?(?:-->|-|–) ?${CLOCK})?`;
const STAMP = new RegExp(`\\[${CLOCKS}\\]|\\(${CLOCKS}\\)`, 'y');

/** How a head is written: `Speaker 1:`, `[name]`, `name:`. The first two are always heads. */
export type HeadStyle = 'numbered' | 'bracket' | 'bare';

/** A stretch of a line, by offsets in it. */
export type Stretch = readonly [from: number, to: number];

/** What may be a turn's head, by offsets in its line. */
export interface Head {
  style: HeadStyle;
  from: number;
  nameFrom: number;
  nameTo: number;
  direction: Stretch | null;
  /** Offset of the colon, or -1. */
  colon: number;
  isBold: boolean;
  to: number;
  /** Times in brackets, with the spaces that go when they go. */
  stamps: { at: number; from: number; to: number }[];
}

/** Where a `(…)` without further parentheses that begins at `at` ends, or -1. */
function directionEnd(folded: string, at: number): number {
  if (folded.charCodeAt(at) !== 0x28) {
    return -1;
  }
  let points = 0;
  for (let end = at + 1; end < folded.length && points <= MOST_POINTS; end++) {
    const unit = folded.charCodeAt(end);
    if (unit === 0x28) {
      return -1;
    }
    if (unit === 0x29) {
      const inside = folded.slice(at + 1, end);
      const isFit =
        trimSpaces(inside) !== '' && countGraphemes(inside) <= limits.head_direction_graphemes;
      return isFit ? end + 1 : -1;
    }
    points += isPairTail(folded, end) ? 0 : 1;
  }
  return -1;
}

/** Where a bracketed time such as `[00:12]` or `(1:02:03)` that begins at `at` ends, or -1. */
export function stampEnd(folded: string, at: number): number {
  const opener = folded.charCodeAt(at);
  if (opener !== 0x5b && opener !== 0x28) {
    return -1;
  }
  STAMP.lastIndex = at;
  const found = STAMP.exec(folded);
  return found ? at + found[0].length : -1;
}

/** Where the longest name that begins at `at` ends (spaces at its end left out), or -1 where none does or it is too long. */
function nameEnd(folded: string, at: number, mayBeginWithDigit: boolean): number {
  let end = at;
  let codePoints = 0;
  let spaces = 0;
  while (end < folded.length) {
    const code = folded.codePointAt(end) ?? 0;
    const isFirst = end === at;
    const fits =
      isLetter(code) ||
      (isFirst
        ? mayBeginWithDigit && isNumber(code)
        : isSpace(code) ||
          isNumber(code) ||
          NAME_SIGNS.has(String.fromCodePoint(code)) ||
          isMark(code));
    if (!fits) {
      break;
    }
    // Trailing spaces do not count, so a name may be followed by as many as there is room for.
    spaces = isSpace(code) ? spaces + 1 : 0;
    codePoints++;
    if (codePoints - spaces > limits.name_code_points || spaces > limits.name_code_points) {
      return -1;
    }
    end += code > 0xffff ? 2 : 1;
  }
  end = skipSpacesBack(folded, end, at);
  return end > at && isName(folded.slice(at, end)) ? end : -1;
}

function isName(name: string): boolean {
  let wordCount = 1;
  for (let at = 1; at < name.length; at++) {
    if (isSpace(name.charCodeAt(at)) && !isSpace(name.charCodeAt(at - 1))) {
      wordCount++;
    }
  }
  return wordCount <= limits.name_words && countGraphemes(name) <= limits.name_graphemes;
}

/** Whether a folded text without spaces at its ends may stand in brackets as a name. */
export function isBracketName(name: string): boolean {
  return name !== '' && nameEnd(name, 0, true) === name.length;
}

/** Whether a folded name is one of the numbered ones: `1`, `S1`, `Speaker 1`, `说话人1`. */
export function isNumberedName(name: string): boolean {
  return NUMBERED_NAME.test(name);
}

/** Reads `[direction] [time] ":"` after a name; null where no colon comes. */
function afterName(folded: string, head: Head): Head | null {
  let at = head.nameTo;
  if (head.isBold && folded.startsWith('**', at)) {
    at += 2;
  }
  at = skipSpaces(folded, at, folded.length);
  const stamp = stampEnd(folded, at);
  if (stamp > 0) {
    head.stamps.push({ at, from: skipSpacesBack(folded, at, 0), to: stamp });
    at = skipSpaces(folded, stamp, folded.length);
  }
  const end = directionEnd(folded, at);
  if (end > 0) {
    head.direction = [at + 1, end - 1];
    at = skipSpaces(folded, end, folded.length);
  }
  if (folded.charCodeAt(at) !== 0x3a) {
    return null;
  }
  head.colon = at;
  return finish(folded, head, at + 1);
}

function finish(folded: string, head: Head, at: number): Head {
  const bold = head.isBold && folded.startsWith('**', at) ? 2 : 0;
  head.to = skipSpaces(folded, at + bold, folded.length);
  return head;
}

function bracketHead(
  folded: string,
  source: string,
  head: Head,
  isTag: (inside: string) => boolean
): Head | null {
  const close = folded.indexOf(']', head.nameFrom);
  if (close < 0) {
    return null;
  }
  head.nameFrom = skipSpaces(folded, head.nameFrom, close);
  head.nameTo = skipSpacesBack(folded, close, head.nameFrom);
  const inside = folded.slice(head.nameFrom, head.nameTo);
  // An ASCII "(" right after the bracket makes it a link.
  if (source[close + 1] === '(' || !isBracketName(inside) || isTag(inside)) {
    return null;
  }
  let at = close + 1;
  if (head.isBold && folded.startsWith('**', at)) {
    at += 2;
  }
  const end = directionEnd(folded, at);
  if (end > 0) {
    head.direction = [at + 1, end - 1];
    at = end;
  }
  const next = skipSpaces(folded, at, folded.length);
  if (folded.charCodeAt(next) === 0x3a) {
    head.colon = next;
    at = next + 1;
  }
  return finish(folded, head, at);
}

/** Where the head or the text of a line begins: after spaces, and after a bullet. */
export function afterBullet(folded: string): number {
  const at = skipSpaces(folded, 0, folded.length);
  return BULLETS.has(folded[at] ?? '') && isSpace(folded.charCodeAt(at + 1))
    ? skipSpaces(folded, at + 1, folded.length)
    : at;
}

/**
 * Finds what may be a head at the start of a line, in its folded and its original form. `isTag` decides about bracketed words that could
 * be both (R2). A bare head is only a candidate: R1 and R3 need the whole script.
 */
export function scanHead(
  folded: string,
  source: string,
  at: number,
  isTag: (inside: string) => boolean
): Head | null {
  const stamps: Head['stamps'] = [];
  const stamp = stampEnd(folded, at);
  if (stamp > 0) {
    const next = skipSpaces(folded, stamp, folded.length);
    stamps.push({ at, from: at, to: next });
    at = next;
  }
  const from = at;
  const isBold = folded.startsWith('**', at);
  const nameFrom = isBold ? at + 2 : at;
  const head: Head = {
    style: 'bare',
    from,
    nameFrom,
    nameTo: nameFrom,
    direction: null,
    colon: -1,
    isBold,
    to: 0,
    stamps
  };
  if (folded.charCodeAt(nameFrom) === 0x5b) {
    return bracketHead(
      folded,
      source,
      { ...head, style: 'bracket', nameFrom: nameFrom + 1 },
      isTag
    );
  }
  NUMBERED.lastIndex = nameFrom;
  const numbered = NUMBERED.exec(folded)?.[0].length ?? 0;
  if (numbered > 0 && !isDigit(folded.charCodeAt(nameFrom + numbered))) {
    const found = afterName(folded, {
      ...head,
      style: 'numbered',
      nameTo: nameFrom + numbered,
      stamps: [...stamps]
    });
    if (found) {
      return found;
    }
  }
  const nameTo = nameEnd(folded, nameFrom, false);
  return nameTo < 0 ? null : afterName(folded, { ...head, nameTo });
}
