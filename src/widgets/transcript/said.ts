import { type Line } from '../../dialogue/index.ts';

/** A stretch of the text that has been said, UTF-16 offsets. */
export interface ISaid {
  readonly from: number;
  readonly to: number;
}

const isWordChar = /[\p{L}\p{N}\p{M}'’-]/u;
const isWideChar = /[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]/u;

/** The end of the word at `offset`: Chinese and Japanese count by character. */
function endOfWord(text: string, offset: number): number {
  let end = offset;
  while (end < text.length) {
    const char = text[end] ?? '';
    if (isWideChar.test(char)) {
      return end === offset ? end + 1 : end;
    }
    if (!isWordChar.test(char)) {
      return end;
    }
    end += 1;
  }
  return end;
}

/** Where a word is in the text, nearest to `near`; -1 where it is not. */
function placeOfWord(text: string, word: string, near: number): number {
  let best = -1;
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (best < 0 || Math.abs(at - near) < Math.abs(best - near)) {
      best = at;
    }
  }
  return best;
}

/**
 * What of a turn has been said, a stretch a row, from the part of its time that has passed (0..1) and, where the engine tells,
 * the word being said. Without words the end is an estimate, at the end of a word.
 */
export function saidOf(
  rows: readonly Line[],
  read: (from: number, to: number) => string,
  part: number,
  word?: string
): ISaid[] {
  const texts = rows.map(row => read(row.headTo, row.to));
  const whole = texts.join('\n');
  const near = Math.round(Math.min(1, Math.max(0, part)) * whole.length);
  const place = word ? placeOfWord(whole, word, near) : -1;
  let left =
    part >= 1 ? whole.length : place >= 0 ? place + (word ?? '').length : endOfWord(whole, near);
  const said: ISaid[] = [];
  rows.forEach((row, index) => {
    const length = texts[index]?.length ?? 0;
    const to = row.headTo + Math.min(left, length);
    if (left > 0 && to > row.headTo) {
      said.push({ from: row.headTo, to });
    }
    left -= length + 1;
  });
  return said;
}
