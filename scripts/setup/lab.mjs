import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { projectEnvironment, venvProgram } from './place.mjs';

// Ctrl-C has to end everything within 5 s; the door and JupyterLab get most of that. A hub stops its users' servers too.
const graceMs = { lab: 4000, hub: 8000 };

function endGroup(child, signal) {
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') {
      throw error;
    }
  }
}

/** Runs `jupyter vibevoice lab`; see `runCommand`. */
export function runLab(argv, signal, environment) {
  return runCommand('lab', argv, signal, environment);
}

/**
 * Runs `jupyter vibevoice <command>` until it ends or `signal` aborts, and returns its exit status.
 * It holds the reading end of a pipe of ours (`--lifeline-fd 3`), so that it also ends when we are killed.
 */
export async function runCommand(command, argv, signal, environment) {
  const child = spawn(venvProgram('jupyter-vibevoice'), [command, '--lifeline-fd', '3', ...argv], {
    env: projectEnvironment(environment),
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit', 'pipe']
  });
  child.stdio[3].on('error', () => undefined);
  let timer;
  const stop = () => {
    endGroup(child, 'SIGTERM');
    timer = setTimeout(() => endGroup(child, 'SIGKILL'), graceMs[command]);
  };
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) {
    stop();
  }
  const [code] = await once(child, 'exit');
  clearTimeout(timer);
  return code ?? 130;
}
