/**
 * Classes of characters, the same in TypeScript and Python. Letters, marks and digits are Unicode's; the two runtimes know different
 * versions of it, so code points assigned after Unicode 14 may differ until both have caught up.
 */
import { tables } from './generated/tables.ts';

const FOLDABLE = /[\u00a0\u200b\u200e\u200f\u2060\u3000\u3010\u3011\ufeff\uff01-\uff5e]/g;
const LETTER = /^\p{L}$/u;
const MARK = /^\p{M}$/u;
const NUMBER = /^\p{N}$/u;
const NEUTRAL = new Set<string>(tables.cjk_neutral);
const SURROGATE = /[\ud800-\udfff]/;
const LONE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

function foldCharacter(character: string): string {
  const code = character.charCodeAt(0);
  if (code >= 0xff01 && code <= 0xff5e) {
    return String.fromCharCode(code - 0xfee0);
  }
  return code === 0x3010 ? '[' : code === 0x3011 ? ']' : ' ';
}

/** A copy of the same length with full-width signs as ASCII, and every kind of invisible space as a space. */
export function foldWidth(text: string): string {
  return text.replace(FOLDABLE, foldCharacter);
}

/** Whether a folded UTF-16 unit is a space or a tab; NaN (past the end) is not. */
export function isSpace(unit: number): boolean {
  return unit === 0x20 || unit === 0x09;
}

/** Whether a folded UTF-16 unit is an ASCII digit. */
export function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39;
}

function isLowSurrogate(unit: number): boolean {
  return (unit & 0xfc00) === 0xdc00;
}

/** Whether the UTF-16 unit at an index is the second half of a pair, and so no character of its own. */
export function isPairTail(text: string, at: number): boolean {
  return isLowSurrogate(text.charCodeAt(at)) && (text.charCodeAt(at - 1) & 0xfc00) === 0xd800;
}

/** The code point that ends at an index; NaN at the beginning. */
export function codePointBefore(text: string, at: number): number {
  const unit = text.charCodeAt(at - 1);
  const pair = isLowSurrogate(unit) && at > 1 ? (text.codePointAt(at - 2) ?? unit) : unit;
  return pair > 0xffff ? pair : unit;
}

/** Whether a code point is a letter. */
export function isLetter(code: number): boolean {
  if (code < 0x80) {
    return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a);
  }
  return (code >= 0x4e00 && code <= 0x9fa5) || LETTER.test(String.fromCodePoint(code));
}

/** Whether a code point is a mark that belongs to the character before it. */
export function isMark(code: number): boolean {
  return code >= 0x300 && MARK.test(String.fromCodePoint(code));
}

/** Whether a code point is a digit or another number. */
export function isNumber(code: number): boolean {
  return code < 0x80 ? isDigit(code) : NUMBER.test(String.fromCodePoint(code));
}

/** First index from `at` (below `to`) that is not a space in a folded text. */
export function skipSpaces(folded: string, at: number, to: number): number {
  while (at < to && isSpace(folded.charCodeAt(at))) {
    at++;
  }
  return at;
}

/** Last index down to `from` whose left neighbour is not a space in a folded text. */
export function skipSpacesBack(folded: string, at: number, from: number): number {
  while (at > from && isSpace(folded.charCodeAt(at - 1))) {
    at--;
  }
  return at;
}

/** Whether a code point is Chinese or Japanese writing, or its punctuation; no spaces stand between two of them. */
export function isCjk(code: number): boolean {
  if (code < 0x2e80) {
    return false;
  }
  return tables.cjk.some(([first, last]) => code >= first && code <= last);
}

/** Whether two neighbours are joined without a space: both CJK, or one CJK and the other a sign used by both. */
export function joinsTightly(left: number, right: number): boolean {
  const [isLeft, isRight] = [isCjk(left), isCjk(right)];
  return (
    (isLeft && isRight) ||
    (isLeft && NEUTRAL.has(String.fromCodePoint(right))) ||
    (isRight && NEUTRAL.has(String.fromCodePoint(left)))
  );
}

/**
 * Number of graphemes, by a rule that both languages can follow: code points except marks, joiners, what follows a zero-width joiner, and
 * skin tones. Exact for names and directions; it counts a flag as two.
 */
export function countGraphemes(text: string): number {
  let count = 0;
  let isJoined = false;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code === 0x200d) {
      isJoined = true;
      continue;
    }
    if (!isJoined && !isMark(code) && !(code >= 0x1f3fb && code <= 0x1f3ff)) {
      count++;
    }
    isJoined = false;
  }
  return count;
}

/** Number of code points between two offsets. */
export function countCodePoints(text: string, from: number, to: number): number {
  let count = to - from;
  for (let at = from; at < to - 1; at++) {
    if (
      (text.charCodeAt(at) & 0xfc00) === 0xd800 &&
      (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00
    ) {
      count--;
      at++;
    }
  }
  return count;
}

/** The text with half surrogate pairs, which no encoding can carry, as U+FFFD. */
export function wellFormed(text: string): string {
  return SURROGATE.test(text) ? text.replace(LONE, '\ufffd') : text;
}

/** The text without spaces of any width at its ends. */
export function trimSpaces(text: string): string {
  const folded = foldWidth(text);
  const from = skipSpaces(folded, 0, folded.length);
  return text.slice(from, skipSpacesBack(folded, folded.length, from));
}
