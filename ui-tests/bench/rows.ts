/** One row of the table of benchmarks; the target, such as `<= 2.5`, decides whether it holds. */
export interface IRow {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly target: string;
  readonly runs?: readonly number[];
}

/** The middle of some numbers, as `scripts/bench/rows.mjs` computes it. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The value that a share of all values does not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)]!;
}

/** Prints a row in the form that `npm run bench` reads. */
export function row(found: IRow): void {
  const [, relation, limit] = found.target.match(/^(<=|>=)\s*([\d.]+)$/)!;
  const round = (value: number) => Number(value.toPrecision(4));
  const holds = relation === '<=' ? found.value <= Number(limit) : found.value >= Number(limit);
  console.log(
    JSON.stringify({
      ...found,
      value: round(found.value),
      holds,
      runs: (found.runs ?? [found.value]).map(round)
    })
  );
}
