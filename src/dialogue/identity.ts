import { tables } from './generated/tables.ts';

const SPACES = / +/g;
const NUMBERED = new RegExp(
  `^(?:(?:${tables.words.numbered.join('|')}) ?|${tables.words.numbered_short})?([0-9]{1,3})$`
);

/**
 * What all spellings of a speaker have in common: NFKC, single spaces, lower case with ß as ss and every sigma alike; `Speaker N`, `[N]`,
 * `[SN]`, `说话人N` and `发言人N` are one.
 */
export function identityOf(name: string): string {
  const folded = name
    .normalize('NFKC')
    .replace(/[\t\u200b\u200e\u200f\u2060\ufeff]/g, ' ')
    .replace(SPACES, ' ')
    .replace(/^ | $/g, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll('ς', 'σ');
  const number = NUMBERED.exec(folded)?.[1];
  return number === undefined ? folded : `speaker ${String(Number(number))}`;
}
