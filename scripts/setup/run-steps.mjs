import { runGuarded } from './guarded.mjs';
import { projectEnvironment, root } from './place.mjs';
import { clearStamp, outputPrint, readStamp, writeStamp } from './stamps.mjs';
import { say } from './words.mjs';

/** A set-up step that failed; `lines` is what it printed last. */
export class StepFailed extends Error {
  constructor(step, lines) {
    super(say('stepFailed', step.title));
    this.lines = lines;
  }
}

function isDone(step, inputs) {
  const stamp = readStamp(step.stamp);
  return (
    Boolean(stamp) &&
    stamp.inputs === inputs &&
    stamp.outputs === outputPrint(step.outputs) &&
    stamp.outputs !== ''
  );
}

async function runStep(step, { signal, report }) {
  const inputs = step.inputs();
  if (isDone(step, inputs)) {
    report({ step, state: 'unchanged' });
    return;
  }
  const started = performance.now();
  report({ step, state: 'running' });
  clearStamp(step.stamp);
  for (const argv of step.commands()) {
    const { code, lines } = await runGuarded(argv, {
      cwd: root,
      env: projectEnvironment(step.env),
      signal
    });
    signal.throwIfAborted();
    if (code !== 0) {
      throw new StepFailed(step, lines);
    }
  }
  writeStamp(step.stamp, { inputs, outputs: outputPrint(step.outputs) });
  report({ step, state: 'done', seconds: (performance.now() - started) / 1000 });
}

/**
 * Runs steps `{name, title, needs, inputs(), outputs, stamp, commands(), env?}`, each as soon as those it needs are done,
 * and skips what is unchanged. The first failure stops the others, then rejects with `StepFailed`.
 */
export async function runSteps(steps, { signal, report }) {
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  const running = new Map();
  for (const step of steps) {
    const needed = step.needs.filter(name => running.has(name)).map(name => running.get(name));
    running.set(
      step.name,
      Promise.all(needed).then(() => runStep(step, { signal: either, report }))
    );
  }
  const firstError = await Promise.all(running.values()).then(
    () => undefined,
    error => error
  );
  if (firstError) {
    failed.abort();
    await Promise.allSettled(running.values());
    throw firstError;
  }
}
