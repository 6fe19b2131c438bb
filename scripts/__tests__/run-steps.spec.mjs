import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { at } from '../setup/place.mjs';
import { runSteps, StepFailed } from '../setup/run-steps.mjs';
import { contentHash } from '../setup/stamps.mjs';

const folder = `.vibevoice/steps-${process.pid}`;

describe('set-up steps', () => {
  let seen;
  const signal = new AbortController().signal;
  const report = ({ step, state }) => seen.push(`${step.name} ${state}`);

  const step = (name, needs, ...commands) => ({
    name,
    title: name,
    needs,
    inputs: () => contentHash([`${folder}/source.txt`]),
    outputs: [`${folder}/${name}.out`],
    stamp: `${folder}/${name}.json`,
    commands: () => commands
  });
  const making = (name, needs = []) => step(name, needs, ['touch', at(folder, `${name}.out`)]);

  beforeEach(() => {
    seen = [];
    mkdirSync(at(folder), { recursive: true });
    writeFileSync(at(folder, 'source.txt'), 'one');
  });

  afterEach(() => rmSync(at(folder), { recursive: true, force: true }));

  it('run once, and again only when their inputs change', async () => {
    await runSteps([making('a')], { signal, report });
    await runSteps([making('a')], { signal, report });
    writeFileSync(at(folder, 'source.txt'), 'two');
    await runSteps([making('a')], { signal, report });
    expect(seen).toEqual(['a running', 'a done', 'a unchanged', 'a running', 'a done']);
  });

  it('run again when what they made is gone', async () => {
    await runSteps([making('a')], { signal, report });
    rmSync(at(folder, 'a.out'));
    await runSteps([making('a')], { signal, report });
    expect(seen.at(-1)).toBe('a done');
  });

  it('wait for the steps they need', async () => {
    const first = step('first', [], ['touch', at(folder, 'first.out')]);
    const second = step(
      'second',
      ['first'],
      ['cp', at(folder, 'first.out'), at(folder, 'second.out')]
    );
    await runSteps([first, second], { signal, report });
    expect(seen).toEqual(['first running', 'first done', 'second running', 'second done']);
  });

  it('stop at the first failure with its output, and are not taken for done', async () => {
    const failing = step(
      'broken',
      [],
      ['sh', '-c', `touch ${at(folder, 'broken.out')}; echo no network; exit 1`]
    );
    await expect(runSteps([failing], { signal, report })).rejects.toMatchObject({
      lines: ['no network']
    });
    await expect(runSteps([failing], { signal, report })).rejects.toBeInstanceOf(StepFailed);
  });

  it('end at once when they are aborted, and begin anew next time', async () => {
    const abort = new AbortController();
    const endless = step(
      'endless',
      [],
      ['sh', '-c', `touch ${at(folder, 'endless.out')}; exec sleep 600`]
    );
    const running = runSteps([endless], {
      signal: abort.signal,
      report: item => {
        report(item);
        setImmediate(() => abort.abort(new Error('Ctrl-C')));
      }
    });
    await expect(running).rejects.toThrow('Ctrl-C');
    await runSteps([making('endless')], { signal, report });
    expect(seen.at(-1)).toBe('endless done');
  });
});
