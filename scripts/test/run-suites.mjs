import { runGuarded } from '../setup/guarded.mjs';
import { projectEnvironment, root } from '../setup/place.mjs';
import { judge } from './reports.mjs';

const keptLines = 5000;

/** What a suite's programs see: a terminal without colour, nobody to ask, and no wish to open a browser. */
function suiteEnvironment(suite) {
  return projectEnvironment({ CI: 'true', NO_COLOR: '1', FORCE_COLOR: '0', ...suite.env });
}

async function runSuite(suite, signal) {
  const started = performance.now();
  const tooLong = AbortSignal.timeout(suite.minutes * 60_000);
  const { code, lines } = await runGuarded(suite.argv, {
    cwd: suite.cwd ?? root,
    env: suiteEnvironment(suite),
    signal: AbortSignal.any([signal, tooLong]),
    keptLines
  });
  signal.throwIfAborted();
  if (tooLong.aborted) {
    lines.push(`${suite.name} was ended: it took longer than ${suite.minutes} minutes.`);
  }
  const seconds = (performance.now() - started) / 1000;
  return { name: suite.name, seconds, lines, ...judge(suite.read, suite.report, code, lines) };
}

/**
 * Runs rounds of lanes of suites, goes on after a failing one, and calls `report` with each result
 * `{name, seconds, passed, failed, skipped, lines}` as it comes. Resolves to all results.
 */
export async function runSuites(rounds, { signal, report }) {
  const results = [];
  for (const lanes of rounds) {
    await Promise.all(
      lanes.map(async suites => {
        for (const suite of suites) {
          const result = await runSuite(suite, signal);
          results.push(result);
          report(result);
        }
      })
    );
  }
  return results;
}
