import { type Turn } from './types.ts';

/** The whole numbers from `from` to before `to`. */
export function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
}

/** Index of each key that stands once in `turns[from, to)`; -1 for one that is repeated. In order of first appearance. */
export function uniqueKeys(
  turns: readonly Turn[],
  from: number,
  to: number,
  key: (turn: Turn) => string
): Map<string, number> {
  const found = new Map<string, number>();
  for (let index = from; index < to; index++) {
    const turn = turns[index];
    if (turn) {
      const text = key(turn);
      found.set(text, found.has(text) ? -1 : index);
    }
  }
  return found;
}

/** The longest run of pairs that rises on both sides; the pairs come by their second number. */
export function longestRising(
  pairs: readonly (readonly [number, number])[]
): (readonly [number, number])[] {
  const tails: number[] = [];
  const before: number[] = [];
  pairs.forEach(([value], index) => {
    let [low, high] = [0, tails.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((pairs[tails[middle] ?? 0]?.[0] ?? 0) < value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    before.push(low > 0 ? (tails[low - 1] ?? -1) : -1);
    tails[low] = index;
  });
  const run: (readonly [number, number])[] = [];
  for (let index = tails.at(-1) ?? -1; index >= 0; index = before[index] ?? -1) {
    const pair = pairs[index];
    if (pair) {
      run.push(pair);
    }
  }
  return run.reverse();
}
