import { isCjk, isLetter, isNumber } from './characters.ts';
import { tables } from './generated/tables.ts';
import { type Dialogue, type Turn } from './types.ts';

const { rates } = tables;

/** How long a text takes to say, in seconds: words at a speaker's pace, Chinese and Japanese sign by sign. */
export function estimateTextSeconds(text: string): number {
  let [words, signs] = [0, 0];
  let isInWord = false;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x80 ? isNumber(code) || isLetter(code) : isLetter(code) || isNumber(code)) {
      if (isCjk(code)) {
        signs++;
        isInWord = false;
      } else {
        words += isInWord ? 0 : 1;
        isInWord = true;
      }
    } else if (character !== "'" && character !== '’') {
      isInWord = false;
    }
  }
  return (words * 60) / rates.latin_words_per_minute + signs / rates.cjk_signs_per_second;
}

/** How long a turn takes, in seconds, its pauses included. */
export function estimateTurnSeconds(turn: Pick<Turn, 'text' | 'pauses'>): number {
  return (turn.pauses ?? []).reduce(
    (sum, pause) => sum + pause.seconds,
    estimateTextSeconds(turn.text)
  );
}

/** How long a dialogue takes, in seconds: its turns, their pauses, and `gapSeconds` between two turns. */
export function estimateSeconds(
  dialogue: Pick<Dialogue, 'turns'>,
  gapSeconds: number = rates.turn_gap_s
): number {
  const gaps = Math.max(0, dialogue.turns.length - 1) * gapSeconds;
  return dialogue.turns.reduce((sum, turn) => sum + estimateTurnSeconds(turn), gaps);
}
