import { foldWidth } from './characters.ts';
import { identityOf } from './identity.ts';
import { type Dialogue } from './types.ts';

/** How a dialogue is written for VibeVoice. */
export interface VibeVoiceOptions {
  /** Chinese punctuation becomes `,` and `.`, which the model reads best; off by default. */
  asciiPunctuation?: boolean;
}

/** What VibeVoice is sent: one `Speaker k: …` line a turn, and where each line comes from. */
export interface VibeVoiceScript {
  text: string;
  /** Speakers by first appearance: `Speaker 1` is the first. */
  speakers: string[];
  /** One entry a line. */
  lines: { turn: number; turn_id: string; speaker: number }[];
}

const TOKEN = /<\|(?:(?!\|>|<\|).)*\|>/gsu;
// What is left of tokens inside tokens.
const TOKEN_SIGN = /<\|+|\|+>/g;
// eslint-disable-next-line no-control-regex
const UNSPOKEN = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;
const SPACES = /[ \u00a0\u3000]+/g;
const PUNCTUATION: readonly (readonly [RegExp, string])[] = [
  [/[，、；：]/g, ','],
  [/[。！？]/g, '.'],
  [/[“”「」『』《》〈〉（）【】]/g, ''],
  [/…+|—+/g, ',']
];

/** A turn's text on one line, without what would become a special token of the model. */
export function spokenLine(text: string, options: VibeVoiceOptions = {}): string {
  let line = text
    .replace(TOKEN, ' ')
    .replace(TOKEN_SIGN, ' ')
    .replace(UNSPOKEN, ' ')
    .replace(/[‘’]/g, "'");
  if (options.asciiPunctuation) {
    for (const [signs, sign] of PUNCTUATION) {
      line = line.replace(signs, sign);
    }
  }
  return line.replace(SPACES, ' ').replace(/^ | $/g, '');
}

/** Writes a dialogue as VibeVoice reads it: dense speaker numbers by first appearance, one line a turn. */
export function toVibeVoice(
  dialogue: Pick<Dialogue, 'turns'>,
  options: VibeVoiceOptions = {}
): VibeVoiceScript {
  const numbers = new Map<string, number>();
  const script: VibeVoiceScript = { text: '', speakers: [], lines: [] };
  const written: string[] = [];
  dialogue.turns.forEach((turn, index) => {
    const text = spokenLine(turn.text, options);
    if (text === '') {
      return;
    }
    const identity = identityOf(foldWidth(turn.speaker));
    let number = numbers.get(identity);
    if (number === undefined) {
      number = script.speakers.push(turn.speaker);
      numbers.set(identity, number);
    }
    written.push(`Speaker ${String(number)}: ${text}`);
    script.lines.push({ turn: index, turn_id: turn.id, speaker: number });
  });
  script.text = written.join('\n');
  return script;
}
