const MOST_POINTS = 200;
/** How much the text counts against the speaker. */
const TEXT_WEIGHT = 0.8;
/** Turns at least this alike are the same turn, edited. */
export const ALIKE = 0.5;

/** The letters and pairs of letters at the beginning of a text, counted. */
export interface Profile {
  speaker: string;
  counts: Map<string, number>;
  total: number;
}

/** Prepares a turn for comparison; `speaker` is its speaker's identity. */
export function profileOf(speaker: string, text: string): Profile {
  const points = Array.from(text.slice(0, 2 * MOST_POINTS)).slice(0, MOST_POINTS);
  const counts = new Map<string, number>();
  let before = '';
  for (const point of points) {
    counts.set(point, (counts.get(point) ?? 0) + 1);
    if (before !== '') {
      counts.set(before + point, (counts.get(before + point) ?? 0) + 1);
    }
    before = point;
  }
  return { speaker, counts, total: Math.max(0, 2 * points.length - 1) };
}

/** How alike two turns are, 0 to 1: Dice's coefficient of their letters and pairs, and whether the speaker is the same. */
export function similarity(left: Profile, right: Profile): number {
  let common = 0;
  for (const [piece, count] of left.counts) {
    common += Math.min(count, right.counts.get(piece) ?? 0);
  }
  const total = left.total + right.total;
  const dice = total === 0 ? 1 : (2 * common) / total;
  return TEXT_WEIGHT * dice + (left.speaker === right.speaker ? 1 - TEXT_WEIGHT : 0);
}
