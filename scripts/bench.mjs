// `npm run bench`: the table of what is promised about speed and size, measured here and now.
// `-- --only parse,typing` some of it; `-- --json FILE` writes the rows; `-- --no-setup` leaves the folder as it is.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { programs } from './bench/programs.mjs';
import { readRow, table } from './bench/rows.mjs';
import { ensureChromium } from './setup/chromium.mjs';
import { explain, interruption } from './setup/ending.mjs';
import { runGuarded } from './setup/guarded.mjs';
import { peersFolder, projectEnvironment, root } from './setup/place.mjs';
import { prepare } from './setup/prepare.mjs';
import { benchSteps, startSteps, testSteps } from './setup/steps.mjs';

const options = {
  only: { type: 'string' },
  json: { type: 'string' },
  'no-setup': { type: 'boolean' }
};

/** The rows of one program; a program that fails or prints none gives one row that does not hold. */
async function measure({ name, argv, minutes }, signal) {
  const { code, lines } = await runGuarded(argv, {
    cwd: root,
    env: projectEnvironment({
      CI: 'true',
      NO_COLOR: '1',
      FORCE_COLOR: '0',
      PYTHONPATH: peersFolder
    }),
    signal: AbortSignal.any([signal, AbortSignal.timeout(minutes * 60_000)])
  });
  signal.throwIfAborted();
  const rows = lines.map(readRow).filter(Boolean);
  if (code === 0 && rows.length > 0) {
    return rows;
  }
  console.error(`${name} could not be measured to its end:\n${lines.slice(-40).join('\n')}\n`);
  return [...rows, { name, value: 0, unit: 'rows', target: 'to run', holds: false, runs: [] }];
}

async function measureAll(chosen, signal) {
  const rows = [];
  for (const program of chosen) {
    const found = await measure(program, signal);
    console.log(table(found));
    rows.push(...found);
  }
  return rows;
}

async function main() {
  const signal = interruption();
  try {
    const { values } = parseArgs({ options, strict: true });
    const names = values.only?.split(',');
    if (!values['no-setup']) {
      await ensureChromium(signal);
      await prepare(python => [...startSteps(python), ...testSteps(), ...benchSteps()], signal);
    }
    const rows = await measureAll(
      programs.filter(program => !names || names.includes(program.name)),
      signal
    );
    console.log(`\n${table(rows)}`);
    if (values.json) {
      writeFileSync(values.json, `${JSON.stringify(rows, null, 2)}\n`);
    }
    return rows.length > 0 && rows.every(({ holds }) => holds) ? 0 : 1;
  } catch (error) {
    return explain(error);
  }
}

process.exit(await main());
