// `npm run hub`: a JupyterHub on this machine, with Traefik, two users and an admin; everything below .vibevoice/hub.
import { explain, interruption } from './setup/ending.mjs';
import { runCommand } from './setup/lab.mjs';
import { hubArguments } from './setup/lab-options.mjs';
import { at } from './setup/place.mjs';
import { prepare } from './setup/prepare.mjs';
import { hubSteps, startSteps } from './setup/steps.mjs';
import { say } from './setup/words.mjs';

async function main() {
  const signal = interruption();
  try {
    const options = hubArguments(process.argv.slice(2));
    await prepare(python => [...startSteps(python), ...hubSteps()], signal);
    console.log(say('startingHub'));
    const folder = at('.vibevoice', 'hub');
    return await runCommand('hub', ['--folder', folder, ...options], signal);
  } catch (error) {
    return explain(error);
  }
}

process.exit(await main());
