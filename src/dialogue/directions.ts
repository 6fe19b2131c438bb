import {
  countGraphemes,
  foldWidth,
  isCjk,
  isLetter,
  isPairTail,
  isMark,
  skipSpaces,
  skipSpacesBack,
  trimSpaces
} from './characters.ts';
import { tables } from './generated/tables.ts';

const MOST_GRAPHEMES = tables.limits.direction_graphemes;
// Marks could make a direction of 20 graphemes endless; nobody writes that.
const MOST_POINTS = MOST_GRAPHEMES * 8;
const SENTENCE_ENDS = /[。！？]/;
// Spaces and parentheses at an end; a text without them is as it is.
const MAY_HOLD = /^[^!-'*-~一-龥]|[^!-'*-~一-龥]$/;
const WORD_SIGNS = " \t-'’,";

/** A direction found at an end of a turn, by offsets in its text, parentheses included. */
export interface FoundDirection {
  text: string;
  from: number;
  to: number;
}

/** A turn's text without the directions at its ends. */
export interface Stripped {
  from: number;
  to: number;
  leading: FoundDirection[];
  trailing: FoundDirection[];
}

function every(text: string, holds: (code: number) => boolean): boolean {
  for (const character of text) {
    if (!holds(character.codePointAt(0) ?? 0)) {
      return false;
    }
  }
  return true;
}

/** R4: whether `text[from, to)`, a pair of parentheses, is a direction. */
function isDirection(text: string, from: number, to: number, isAtStart: boolean): boolean {
  const inside = text.slice(from + 1, to - 1);
  if (trimSpaces(inside) === '' || countGraphemes(inside) > MOST_GRAPHEMES) {
    return false;
  }
  if (text[from] === '（' && text[to - 1] === '）') {
    return !SENTENCE_ENDS.test(inside);
  }
  return (
    every(inside, code => isCjk(code) && isLetter(code)) ||
    (isAtStart &&
      every(
        inside,
        code => isLetter(code) || isMark(code) || WORD_SIGNS.includes(String.fromCodePoint(code))
      ))
  );
}

/** Where the parentheses that open at `at` (step 1) or close at `at` (step -1) find their partner, or -1. */
function partner(folded: string, at: number, step: 1 | -1, stop: number): number {
  let [depth, points] = [0, 0];
  for (let index = at; index !== stop && points <= MOST_POINTS; index += step) {
    const unit = folded.charCodeAt(index);
    points += isPairTail(folded, index) ? 0 : 1;
    depth += unit === 0x28 ? step : unit === 0x29 ? -step : 0;
    if (depth === 0) {
      return index;
    }
  }
  return -1;
}

/** Takes directions off both ends of a turn's text (R4); escaped parentheses open none. */
export function stripDirections(text: string, escaped: ReadonlySet<number>): Stripped {
  if (!MAY_HOLD.test(text)) {
    return { from: 0, to: text.length, leading: [], trailing: [] };
  }
  const folded = foldWidth(text);
  let from = skipSpaces(folded, 0, folded.length);
  let to = skipSpacesBack(folded, folded.length, from);
  const leading: FoundDirection[] = [];
  const trailing: FoundDirection[] = [];
  while (folded.charCodeAt(from) === 0x28 && from < to && !escaped.has(from)) {
    const end = partner(folded, from, 1, to) + 1;
    if (end === 0 || !isDirection(text, from, end, true)) {
      break;
    }
    leading.push({ text: trimSpaces(text.slice(from + 1, end - 1)), from, to: end });
    from = skipSpaces(folded, end, to);
  }
  while (to > from && folded.charCodeAt(to - 1) === 0x29) {
    const start = partner(folded, to - 1, -1, from - 1);
    if (start < 0 || escaped.has(start) || !isDirection(text, start, to, false)) {
      break;
    }
    trailing.unshift({ text: trimSpaces(text.slice(start + 1, to - 1)), from: start, to });
    to = skipSpacesBack(folded, start, from);
  }
  return { from, to, leading, trailing };
}
