import { type Dialogue } from '../contract/index.ts';
import { type ITurnView } from './model.ts';

/** Where a turn lies on the timeline, in seconds; `isMade` tells sound from expectation. */
export interface IStretch {
  readonly id: string;
  readonly speaker: number;
  readonly from: number;
  readonly to: number;
  readonly isMade: boolean;
}

/** What a timeline has to know of a turn. */
export type ITimelineTurn = Pick<
  ITurnView,
  'id' | 'speaker' | 'text' | 'state' | 'start' | 'end' | 'isAudible'
>;

/** All turns on one line: made ones where they are, the rest after them, each as long as its share of the text. */
export function stretches(
  turns: readonly ITimelineTurn[],
  made_s: number,
  expected_s: number
): IStretch[] {
  const isMade = (turn: ITimelineTurn) =>
    turn.start !== undefined && turn.end !== undefined && turn.isAudible;
  const signs = turns.reduce((sum, turn) => sum + (isMade(turn) ? 0 : weight(turn)), 0);
  const open_s = Math.max(0, expected_s - made_s);
  let at = made_s;
  return turns.map(turn => {
    const { id, speaker } = turn;
    if (isMade(turn)) {
      return { id, speaker, from: turn.start!, to: turn.end!, isMade: true };
    }
    // What is being made begins where it begins, not where the sound ends.
    const from = turn.state === 'speaking' && turn.start !== undefined ? turn.start : at;
    at += signs > 0 ? (open_s * weight(turn)) / signs : 0;
    return { id, speaker, from, to: Math.max(from, at), isMade: false };
  });
}

/** A short turn still takes a moment. */
function weight(turn: ITimelineTurn): number {
  return turn.text.length + 4;
}

/** A chapter's place on the timeline, in seconds. */
export interface IChapterMark {
  readonly title: string;
  readonly from: number;
  readonly to: number;
}

/** The chapters of the dialogue, placed by the turns that begin them. */
export function chapterMarks(
  dialogue: Dialogue,
  line: readonly IStretch[],
  length_s: number
): IChapterMark[] {
  const starts = dialogue.chapters.map(chapter => ({
    title: chapter.title,
    from: line[chapter.before_turn]?.from ?? length_s
  }));
  return starts.map((chapter, index) => ({ ...chapter, to: starts[index + 1]?.from ?? length_s }));
}

/** Loudest sample of each of `bars` equal parts of `from`..`to` (seconds), 0..1; NaN where there is no sound yet. */
export function bars(
  peaks: Int8Array,
  perSecond: number,
  from: number,
  to: number,
  count: number
): Float32Array {
  const result = new Float32Array(count);
  const step = ((to - from) * perSecond) / count;
  for (let bar = 0; bar < count; bar += 1) {
    const first = Math.floor(from * perSecond + bar * step);
    const last = Math.max(first + 1, Math.floor(from * perSecond + (bar + 1) * step));
    let loudest = first < peaks.length ? 0 : Number.NaN;
    for (let index = first; index < last && index < peaks.length; index += 1) {
      loudest = Math.max(loudest, peaks[index]!);
    }
    result[bar] = loudest / 127;
  }
  return result;
}

/** Arrow keys move by this many seconds, page keys by six times as many. */
const step_s = 5;

/** Where a key takes the playhead (seconds); undefined for keys that move nothing. */
export function seekTarget(key: string, position_s: number, length_s: number): number | undefined {
  const targets: Readonly<Record<string, number>> = {
    ArrowLeft: position_s - step_s,
    ArrowDown: position_s - step_s,
    ArrowRight: position_s + step_s,
    ArrowUp: position_s + step_s,
    PageUp: position_s - 6 * step_s,
    PageDown: position_s + 6 * step_s,
    Home: 0,
    End: length_s
  };
  return targets[key];
}
