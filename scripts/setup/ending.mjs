import { spawnSync } from 'node:child_process';
import { StepFailed } from './run-steps.mjs';
import { MissingRequirement } from './requirements.mjs';
import { say } from './words.mjs';

const shownLines = 40;
const parentCheckMs = 500;

/** The reason of an abort that came from outside: a signal by name, or the end of the npm that ran us. */
export class Interrupted extends Error {}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** The process id of the npm above us, at most two parents up, or undefined. */
function runningNpm() {
  let pid = process.ppid;
  for (let step = 0; step < 2 && pid > 1; step += 1) {
    const line =
      spawnSync('ps', ['-o', 'ppid=,args=', '-p', String(pid)], {
        encoding: 'utf8'
      }).stdout?.trim() ?? '';
    if (/\bnpm\b/.test(line) && !/^\d+\s+(\S*\/)?(ba|da|z)?sh -c/.test(line)) {
      return pid;
    }
    pid = Number.parseInt(line, 10) || 0;
  }
  return undefined;
}

/** A signal that aborts at Ctrl-C, TERM, a closed terminal, or when the npm that runs us is gone. */
export function interruption() {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(name, () => controller.abort(new Interrupted(name)));
  }
  const npm = process.env.npm_lifecycle_event && runningNpm();
  if (npm) {
    // npm ended by -9 tells nobody, and a shell stands between it and us.
    setInterval(
      () => !isAlive(npm) && controller.abort(new Interrupted('npm')),
      parentCheckMs
    ).unref();
  }
  return controller.signal;
}

/** Says why a program of ours ends early, and returns its exit status. */
export function explain(error) {
  if (error instanceof Interrupted) {
    console.log(`\n${say('stopped')}`);
    return 130;
  }
  if (error instanceof MissingRequirement) {
    console.error(error.message);
    return 1;
  }
  if (error instanceof StepFailed) {
    console.error(`\n${error.message}\n`);
    console.error(error.lines.slice(-shownLines).join('\n'));
    console.error(`\n${say('offline')}`);
    return 1;
  }
  console.error(error);
  return 1;
}
