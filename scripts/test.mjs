// `npm test`: prepares what it needs, runs every suite, and ends with one line `N passed, N failed, N skipped`.
// `-- --only jest,browser` runs those suites, `-- --long` those that take minutes or need more than a machine has at
// first as well; `-- --only soak --minutes 30` makes the soak as long as that; `-- --no-setup` leaves the machine and the
// folder as they are.
import { parseArgs } from 'node:util';
import { ensureChromium } from './setup/chromium.mjs';
import { explain, interruption } from './setup/ending.mjs';
import { prepare } from './setup/prepare.mjs';
import { startSteps, testSteps } from './setup/steps.mjs';
import { runSuites } from './test/run-suites.mjs';
import { longRounds, partsOfPytest, suiteRounds } from './test/suites.mjs';

const options = {
  only: { type: 'string' },
  long: { type: 'boolean' },
  minutes: { type: 'string' },
  'no-setup': { type: 'boolean' }
};

function describe({ name, passed, failed, skipped, seconds }) {
  const row = [
    name.padEnd(10),
    `${passed} passed`,
    `${failed} failed`,
    `${skipped} skipped`,
    `${seconds.toFixed(1)} s`
  ];
  return `  ${failed === 0 ? '✓' : '✗'} ${row.map((cell, index) => (index === 0 ? cell : cell.padStart(11))).join(' ')}`;
}

function report(result) {
  if (result.failed > 0) {
    console.log(`\n── ${result.name} ${'─'.repeat(60)}\n${result.lines.join('\n')}\n`);
  }
  console.log(describe(result));
}

function chosenRounds({ only, long, minutes }) {
  const usual = suiteRounds({ soakMinutes: minutes === undefined ? undefined : Number(minutes) });
  const whole = [...usual, ...longRounds()];
  if (!only) {
    return long ? whole : usual;
  }
  const names = only.split(',');
  const wholeNames = whole.flat(2).map(suite => suite.name);
  const parts = partsOfPytest().filter(({ name }) => !wholeNames.includes(name));
  const known = [...wholeNames, ...parts.map(suite => suite.name)];
  const unknown = names.filter(name => !known.includes(name));
  if (unknown.length > 0) {
    throw new Error(`There is no suite ${unknown.join(', ')}. There are: ${known.join(', ')}.`);
  }
  const all = [...whole, [parts]];
  return all.map(lanes => lanes.map(suites => suites.filter(({ name }) => names.includes(name))));
}

/** Prints the table and the closing line; returns the exit status. */
function close(results) {
  const sum = key => results.reduce((total, result) => total + result[key], 0);
  console.log(`\n${results.map(describe).join('\n')}\n`);
  console.log(`${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`);
  return sum('failed') === 0 && results.length > 0 ? 0 : 1;
}

async function main() {
  const signal = interruption();
  try {
    const { values } = parseArgs({ options, strict: true });
    const rounds = chosenRounds(values);
    if (!values['no-setup']) {
      await ensureChromium(signal);
      await prepare(python => [...startSteps(python), ...testSteps()], signal);
    }
    return close(await runSuites(rounds, { signal, report }));
  } catch (error) {
    const status = explain(error);
    console.log('0 passed, 1 failed, 0 skipped');
    return status;
  }
}

process.exit(await main());
