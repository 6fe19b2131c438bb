import { mkdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { at } from './place.mjs';
import { checkNode, findPython } from './requirements.mjs';
import { runSteps } from './run-steps.mjs';
import { say } from './words.mjs';

const lockFile = '.vibevoice/setup.lock';

function holderOf(file) {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    process.kill(pid, 0);
    return pid;
  } catch {
    // No file, no number in it, or no such process: nobody holds it.
    return undefined;
  }
}

/** One set-up at a time in a folder: waits for another's end, then returns the function that lets the next one in. */
async function takeLock(signal) {
  mkdirSync(at('.vibevoice'), { recursive: true });
  const file = at(lockFile);
  let told = false;
  for (;;) {
    const holder = holderOf(file);
    if (holder === undefined) {
      rmSync(file, { force: true });
      try {
        writeFileSync(file, String(process.pid), { flag: 'wx' });
        return () => rmSync(file, { force: true });
      } catch (error) {
        if (error.code !== 'EEXIST') {
          throw error;
        }
      }
    } else {
      if (!told) {
        console.log(say('busy', holder));
        told = true;
      }
      await folderChange(at('.vibevoice'), signal);
    }
  }
}

/** The next change in a folder, or a second: a holder that was killed changes nothing. */
function folderChange(folder, signal) {
  return new Promise((resolve, reject) => {
    const watcher = watch(folder);
    const end = settle => {
      watcher.close();
      clearTimeout(timer);
      settle();
    };
    const timer = setTimeout(() => end(resolve), 1000);
    watcher.once('change', () => end(resolve));
    signal.addEventListener('abort', () => end(() => reject(signal.reason)), { once: true });
  });
}

function show({ step, state, seconds }) {
  const marks = { running: '…', done: '✓', unchanged: '✓' };
  const note = {
    running: '',
    done: seconds && say('seconds', seconds.toFixed(1)),
    unchanged: say('unchanged')
  };
  console.log(`  ${marks[state]} ${step.title}${note[state] ? ` · ${note[state]}` : ''}`);
}

/**
 * Checks the machine, then brings every step made by `stepsFor(python)` up to date, showing each with its time.
 * Rejects with `MissingRequirement`, `StepFailed`, or the signal's reason.
 */
export async function prepare(stepsFor, signal) {
  console.log(say('title'));
  checkNode();
  const python = findPython();
  console.log(`  ✓ ${say('checks', process.versions.node, python.version)}`);
  const release = await takeLock(signal);
  try {
    await runSteps(stepsFor(python), { signal, report: show });
  } finally {
    release();
  }
}
