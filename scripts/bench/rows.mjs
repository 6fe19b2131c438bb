/** The middle of some numbers; of an even count the mean of the two middle ones. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The value that a share of all values does not exceed; `percentile(values, 0.95)` is p95. */
export function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)];
}

/** Whether a value holds a target such as `<= 2.5`, `< 50` or `>= 3`. */
export function holdsTarget(value, target) {
  const [, relation, limit] = target.match(/^(<=|>=|<|>)\s*([\d.]+)$/);
  const number = Number(limit);
  return { '<=': value <= number, '>=': value >= number, '<': value < number, '>': value > number }[
    relation
  ];
}

/** One row of the table: `{name, value, unit, target, holds, peer?, runs}`; `value` is what counts, `runs` all of them. */
export function row({ name, value, unit, target, peer, runs }) {
  const rounded = Number(value.toPrecision(4));
  return {
    name,
    value: rounded,
    unit,
    target,
    holds: holdsTarget(value, target),
    ...(peer === undefined ? {} : { peer }),
    runs: runs ?? [rounded]
  };
}

/** The row in a line that a benchmark program printed, or undefined where the line is something else. */
export function readRow(line) {
  const start = line.indexOf('{"name"');
  if (start < 0) {
    return undefined;
  }
  try {
    return JSON.parse(line.slice(start));
  } catch {
    // Somebody else's line.
    return undefined;
  }
}

/** The table for people: one line a row, what holds and what does not. */
export function table(rows) {
  const cells = rows.map(({ name, value, unit, target, holds, peer }) => [
    holds ? '✓' : '✗',
    name,
    `${value} ${unit}`,
    target,
    peer === undefined ? '' : `peer ${typeof peer === 'object' ? JSON.stringify(peer) : peer}`
  ]);
  const widths = [0, 1, 2, 3].map(column => Math.max(0, ...cells.map(line => line[column].length)));
  return cells
    .map(line =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd()
    )
    .join('\n');
}
