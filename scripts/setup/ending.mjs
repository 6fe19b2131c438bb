import { StepFailed } from './run-steps.mjs';
import { MissingRequirement } from './requirements.mjs';
import { say } from './words.mjs';

const shownLines = 40;
const parentCheckMs = 500;

/** The reason of an abort that came from outside: a signal by name, or the end of the npm that ran us. */
export class Interrupted extends Error {}

/** A signal that aborts at Ctrl-C, TERM, a closed terminal, or when the npm that runs us is gone. */
export function interruption() {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(name, () => controller.abort(new Interrupted(name)));
  }
  if (process.env.npm_lifecycle_event) {
    // npm ended by -9 tells nobody: its children only get another parent.
    const parent = process.ppid;
    setInterval(
      () => process.ppid !== parent && controller.abort(new Interrupted('parent')),
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
