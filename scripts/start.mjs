// `npm start`: from a fresh clone to JupyterLab behind the front door. Uses nothing but Node's own modules.
import { explain, interruption } from './setup/ending.mjs';
import { runLab } from './setup/lab.mjs';
import { labArguments } from './setup/lab-options.mjs';
import { prepare } from './setup/prepare.mjs';
import { startSteps } from './setup/steps.mjs';
import { say } from './setup/words.mjs';

async function main() {
  const signal = interruption();
  try {
    const options = labArguments(process.argv.slice(2));
    await prepare(startSteps, signal);
    console.log(say('starting'));
    return await runLab(options, signal);
  } catch (error) {
    return explain(error);
  }
}

process.exit(await main());
