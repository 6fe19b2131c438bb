import { countCodePoints, isSpace, skipSpaces, trimSpaces } from './characters.ts';
import { tables } from './generated/tables.ts';
import { isNumberedName } from './heads.ts';

const { limits, words } = tables;
const TAGS = new Set<string>([...words.tags_en, ...words.tags_zh]);
const EVENTS = new Set<string>(words.events);
const LOWER_WORDS = /^[a-z][a-z' ,-]*$/;
const BEGINS_LOWER = /^[a-z]/;
const ODD = /[:=|]/;
const AMOUNT = /^([0-9]+(?:\.[0-9]+)?|\.[0-9]+)[ \t]*(.*)$/s;
const ALIASES_ZH = new Set<string>(words.pauses_zh);
const MILLISECONDS = new Set<string>(words.milliseconds);
const SECONDS = new Set<string>(words.seconds);

/** A pause in brackets: its length in seconds, and what is wrong with how it is written. */
export interface PauseTag {
  seconds: number;
  problem: 'unit' | 'range' | null;
  /** Ways to write what was meant, the likeliest first. */
  suggestions: string[];
}

function suggestions(amount: string, isChinese: boolean): string[] {
  const [ms, s] = isChinese ? ['毫秒', '秒'] : ['ms', 's'];
  const value = Number(amount);
  const inSeconds =
    value > limits.pause_max_s ? `${String(limits.pause_max_s)}${s}` : `${amount}${s}`;
  const inMilliseconds = value > limits.pause_max_s * 1000 ? inSeconds : `${amount}${ms}`;
  const both =
    value > limits.pause_max_s ? [inMilliseconds, inSeconds] : [inSeconds, inMilliseconds];
  return [...new Set(both)];
}

function readAmount(text: string, isChinese: boolean): PauseTag {
  const found = AMOUNT.exec(text);
  const unit = found?.[2]?.toLowerCase() ?? '';
  const scale = SECONDS.has(unit) ? 1 : MILLISECONDS.has(unit) ? 1000 : 0;
  if (!found?.[1] || scale === 0) {
    const bare = found?.[1] !== undefined && unit === '';
    return {
      seconds: limits.pause_default_s,
      problem: 'unit',
      suggestions: bare ? suggestions(found[1] ?? '', isChinese) : [isChinese ? '500毫秒' : '500ms']
    };
  }
  const seconds = Number(found[1]) / scale;
  return seconds > limits.pause_max_s
    ? {
        seconds: limits.pause_max_s,
        problem: 'range',
        suggestions: [`${String(limits.pause_max_s)}${isChinese ? '秒' : 's'}`]
      }
    : { seconds, problem: null, suggestions: [] };
}

/** Reads the folded inside of a bracket as a pause; null where it is none. */
export function readPause(inside: string): PauseTag | null {
  const lower = inside.toLowerCase();
  const alias = words.pauses.find(word => lower.startsWith(word));
  if (alias === undefined) {
    return null;
  }
  const isChinese = ALIASES_ZH.has(alias);
  const at = skipSpaces(inside, alias.length, inside.length);
  if (at === inside.length) {
    return { seconds: limits.pause_default_s, problem: null, suggestions: [] };
  }
  const sign = inside[at];
  if (sign === ':' || sign === '=') {
    return readAmount(inside.slice(skipSpaces(inside, at + 1, inside.length)), isChinese);
  }
  const begins = inside.charCodeAt(at);
  return (begins >= 0x30 && begins <= 0x39) || begins === 0x2e
    ? readAmount(inside.slice(at), isChinese)
    : null;
}

function isReserved(inside: string): boolean {
  return TAGS.has(inside.toLowerCase().replace(/[ \t]+/g, ' '));
}

/** Whether the folded inside of a bracket is a tag: lower-case words, or a reserved word, alone or before a colon. */
export function isTagWords(inside: string): boolean {
  if (countCodePoints(inside, 0, inside.length) > limits.tag_length) {
    return false;
  }
  const colon = inside.indexOf(':');
  const word = colon > 0 ? trimSpaces(inside.slice(0, colon)) : inside;
  return isReserved(word) || LOWER_WORDS.test(inside);
}

/** R2: whether bracketed words at a line's start are no speaker, because they are a tag or begin like one. */
export function isTagAtStart(inside: string): boolean {
  return isReserved(inside) || (BEGINS_LOWER.test(inside) && !isNumberedName(inside));
}

/** Whether the inside of a bracket is written like a setting: `de:Alice|seed:42`. */
export function isOdd(inside: string): boolean {
  return ODD.test(inside);
}

/** Where an event in ASCII parentheses such as `(laughs)` that begins at `at` ends, or -1. */
export function eventEnd(folded: string, source: string, at: number): number {
  if (source[at] !== '(') {
    return -1;
  }
  for (let end = at + 1; end < folded.length && end - at <= limits.tag_length; end++) {
    if (source[end] === ')') {
      return EVENTS.has(trimSpaces(folded.slice(at + 1, end)).toLowerCase()) ? end + 1 : -1;
    }
    const unit = folded.charCodeAt(end) | 0x20;
    if (!(unit >= 0x61 && unit <= 0x7a) && !isSpace(folded.charCodeAt(end))) {
      return -1;
    }
  }
  return -1;
}
