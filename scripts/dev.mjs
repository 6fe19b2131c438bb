// `npm run dev`: JupyterLab with a development bundle that is built again at every change of src/ and style/.
import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { explain, interruption } from './setup/ending.mjs';
import { runGuarded } from './setup/guarded.mjs';
import { runLab } from './setup/lab.mjs';
import { labArguments } from './setup/lab-options.mjs';
import { at, npmCommand, projectEnvironment, root } from './setup/place.mjs';
import { prepare } from './setup/prepare.mjs';
import { startSteps } from './setup/steps.mjs';
import { say } from './setup/words.mjs';

const data = at('.vibevoice', 'dev');

/** JupyterLab looks here before it looks into the environment, whose copy stays the production bundle. */
function linkBundle() {
  const folder = at('.vibevoice', 'dev', 'labextensions');
  mkdirSync(folder, { recursive: true });
  const link = `${folder}/jupyterlab-vibevoice`;
  if (!existsSync(link)) {
    symlinkSync(at('python_shim', 'jupyterlab_vibevoice', 'labextension'), link);
  }
}

function watcher(script, signal) {
  return runGuarded([...npmCommand(), 'run', '--silent', script], {
    cwd: root,
    env: projectEnvironment(),
    signal,
    onLine: line => console.log(`[${script}] ${line}`)
  });
}

async function main() {
  const outside = interruption();
  const ours = new AbortController();
  const signal = AbortSignal.any([outside, ours.signal]);
  try {
    const options = labArguments(process.argv.slice(2));
    await prepare(startSteps, signal);
    linkBundle();
    console.log(say('starting'));
    const all = [
      watcher('watch:src', signal),
      watcher('watch:labextension', signal),
      runLab(options, signal, { JUPYTER_PATH: data })
    ];
    await Promise.race(all);
    ours.abort();
    await Promise.allSettled(all);
    return outside.aborted ? 130 : 1;
  } catch (error) {
    return explain(error);
  }
}

process.exit(await main());
