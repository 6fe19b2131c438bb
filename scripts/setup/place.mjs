import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root folder, absolute. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** Where the programs lie that benchmarks compare with: outside the environment, so that nobody's JupyterLab loads them. */
export const peersFolder = fileURLToPath(new URL('../../.vibevoice/peers', import.meta.url));

/** Where Notebook 7 lies for tests: outside the environment, as for its users it is another program. */
export const notebookFolder = fileURLToPath(new URL('../../.vibevoice/notebook', import.meta.url));

/** An absolute path below the repository's root. */
export function at(...parts) {
  return join(root, ...parts);
}

/** A program of the virtual environment, absolute. */
export function venvProgram(name) {
  return at('.venv', 'bin', name);
}

/** The environment that set-up steps and tests run in: the virtual environment first, nothing of another one. */
export function projectEnvironment(extra = {}) {
  const environment = { ...process.env };
  delete environment.PYTHONHOME;
  delete environment.PYTHONPATH;
  environment.VIRTUAL_ENV = at('.venv');
  environment.PATH = [at('.venv', 'bin'), at('node_modules', '.bin'), environment.PATH].join(
    delimiter
  );
  return { ...environment, ...extra };
}

/** The npm that runs us, else the one on PATH, as the beginning of an argument list. */
export function npmCommand() {
  const runner = process.env.npm_execpath;
  return runner && /npm-cli\.[cm]?js$/.test(runner) && existsSync(runner)
    ? [process.execPath, runner]
    : ['npm'];
}
