/** Samples a second of everything an instance makes. */
export const sampleRate = 24_000;

/** Length of the first segment in seconds: short, so that sound begins at once. */
export const firstSegment_s = 0.5;

/** Length of every other segment in seconds; the last may be shorter. */
export const segment_s = 2;

/** Where segment `n` begins, in seconds. */
export function segmentStart(n: number): number {
  return n === 0 ? 0 : firstSegment_s + (n - 1) * segment_s;
}

/** The number of the segment that holds this moment (seconds). */
export function segmentAt(position_s: number): number {
  return position_s < firstSegment_s
    ? 0
    : 1 + Math.floor((position_s - firstSegment_s) / segment_s + 1e-9);
}
