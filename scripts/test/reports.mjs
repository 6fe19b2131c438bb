import { readFileSync } from 'node:fs';

/** How many tests of a suite passed, failed and were skipped. */
export function counts(passed = 0, failed = 0, skipped = 0) {
  return { passed, failed, skipped };
}

/** One check that either holds or does not: a linter, a type check. */
export function fromExit(_, code) {
  return code === 0 ? counts(1) : counts(0, 1);
}

/** Jest's `--json` report; a file that could not be run counts as one failure. */
export function fromJest(path) {
  const report = JSON.parse(readFileSync(path, 'utf8'));
  return counts(
    report.numPassedTests,
    report.numFailedTests + report.numRuntimeErrorTestSuites,
    report.numPendingTests + report.numTodoTests
  );
}

/** pytest's `--junitxml` report. */
export function fromJunit(path) {
  const head = readFileSync(path, 'utf8').match(/<testsuite [^>]*>/)?.[0] ?? '';
  const number = name => Number(head.match(new RegExp(` ${name}="(\\d+)"`))?.[1] ?? Number.NaN);
  const failed = number('failures') + number('errors');
  return counts(number('tests') - failed - number('skipped'), failed, number('skipped'));
}

/** Playwright's `json` reporter; a test that passed only when repeated is a failure. Errors outside tests count too. */
export function fromPlaywright(path) {
  const { stats, errors = [] } = JSON.parse(readFileSync(path, 'utf8'));
  return counts(stats.expected, stats.unexpected + stats.flaky + errors.length, stats.skipped);
}

/** The closing line `N passed, N failed[, N skipped]` that programs of ours print; without one, the exit status alone. */
export function fromClosingLine(_, code, lines) {
  for (const line of [...lines].reverse()) {
    const found = line.match(/(\d+) passed, (\d+) failed(?:, (\d+) skipped)?/);
    if (found) {
      return counts(Number(found[1]), Number(found[2]), Number(found[3] ?? 0));
    }
  }
  return fromExit(_, code);
}

/** What `node --test` prints at its end, as TAP or as its list. */
export function fromNodeTest(_, code, lines) {
  const number = word =>
    Number(
      lines.map(line => line.match(new RegExp(`^\\S ${word} (\\d+)$`))?.[1]).find(Boolean) ??
        Number.NaN
    );
  return counts(
    number('pass'),
    number('fail') + number('cancelled'),
    number('skipped') + number('todo')
  );
}

/**
 * The counts of a suite that ended with `code`. A report that is missing, empty or more cheerful than the exit status
 * means that the suite did not run as it should: one failure.
 */
export function judge(read, path, code, lines) {
  let found;
  try {
    found = read(path, code, lines);
  } catch {
    return counts(0, 1);
  }
  const total = found.passed + found.failed + found.skipped;
  if (!Number.isFinite(total) || total === 0) {
    return counts(0, 1);
  }
  return code !== 0 && found.failed === 0 ? { ...found, failed: 1 } : found;
}
