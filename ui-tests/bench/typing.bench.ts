import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Page } from '@playwright/test';
import { type Job, type TurnState } from '../../src/contract/index.ts';
import { longDialogue } from '../support/dialogues.ts';
import { expect, test } from '../support/fixtures.ts';
import { Studio } from '../support/studio.ts';
import { percentile, row } from './rows.ts';

const keys =
  'the quick brown fox jumps over the lazy dog and then it rests for a while, as foxes do ';

/** What the page is looked into for: JupyterLab shows itself to benchmarks, and the open studio is its current widget. */
interface ILab {
  readonly jupyterapp: {
    readonly commands: { execute(id: string, args: object): Promise<unknown> };
    readonly shell: {
      readonly currentWidget: {
        readonly content: {
          readonly parts: {
            readonly model: { readonly job: Job; readonly shelf: { adopt(job: Job): void } };
          };
        };
      };
    };
  };
  /** Milliseconds from a key to the end of the frame that shows it. */
  delays: number[];
  /** How often all states have changed. */
  changes: number;
  ticking: ReturnType<typeof setInterval>;
}

/** Opens the long dialogue; milliseconds until its 363 turns are on the screen. */
function openLong(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const { jupyterapp } = window as unknown as ILab;
    const started = performance.now();
    await jupyterapp.commands.execute('docmanager:open', {
      path: 'long.dialogue.txt',
      factory: 'Studio'
    });
    await new Promise<void>(resolve => {
      const look = () =>
        document.querySelector(
          '.vv-StudioDocument:not(.lm-mod-hidden) .vv-Item[aria-setsize="363"]'
        )
          ? requestAnimationFrame(() => resolve())
          : requestAnimationFrame(look);
      look();
    });
    return performance.now() - started;
  });
}

function listenToKeys(page: Page): Promise<void> {
  return page.evaluate(() => {
    const lab = window as unknown as ILab;
    lab.delays = [];
    addEventListener(
      'keydown',
      () => {
        const pressed = performance.now();
        requestAnimationFrame(() => {
          const channel = new MessageChannel();
          channel.port1.onmessage = () => lab.delays.push(performance.now() - pressed);
          channel.port2.postMessage(null);
        });
      },
      true
    );
  });
}

/** Changes the state of every turn once a second, as an answer of the instance does: no engine is at work meanwhile. */
function changeStates(page: Page): Promise<void> {
  return page.evaluate(() => {
    const lab = window as unknown as ILab;
    const { model } = lab.jupyterapp.shell.currentWidget.content.parts;
    const states: TurnState['state'][] = ['waiting', 'speaking', 'done'];
    lab.changes = 0;
    lab.ticking = setInterval(() => {
      lab.changes += 1;
      const turns = model.job.turns.map((turn, index) => ({
        ...turn,
        state: states[(index + lab.changes) % states.length]!
      }));
      model.shelf.adopt({ ...model.job, turns });
    }, 1000);
  });
}

/** Types for some ten seconds at the end of a line; the 95th percentile of the delays. */
async function typed(page: Page): Promise<number> {
  await page.evaluate(() => ((window as unknown as ILab).delays = []));
  await page.keyboard.type(keys.repeat(2), { delay: 60 });
  const delays = await page.evaluate(() => (window as unknown as ILab).delays);
  expect(delays.length).toBeGreaterThan(100);
  return percentile(delays, 0.95);
}

// Without ears: they keep the page drawing.
test('typing in 363 turns while all their states change', async ({ page, lab }) => {
  const studio = new Studio(page, lab);
  writeFileSync(join(lab.notebooks, 'long.dialogue.txt'), longDialogue(363));
  // Until an instance has told its limit, the studio holds VibeVoice's 90 minutes against a dialogue.
  await studio.openByTile();
  await studio.press('Generate');
  await studio.finished();
  const opening = await openLong(page);
  row({ name: 'opening 363 turns', value: opening, unit: 'ms', target: '<= 250' });
  await studio.text.waitFor();
  await studio.press('Generate');
  await studio.press('Stop, keep audio');
  await expect(studio.primary).toHaveText('Resume');
  if (await studio.pause.isVisible()) {
    await studio.pause.click();
  }
  await studio.text.locator('.cm-line').nth(3).click();
  await page.keyboard.press('End');
  await listenToKeys(page);
  await changeStates(page);
  const value = await typed(page);
  const changes = await page.evaluate(() => {
    const lab = window as unknown as ILab;
    clearInterval(lab.ticking);
    return lab.changes;
  });
  expect(changes).toBeGreaterThan(8);
  row({
    name: 'typing in 363 turns while all states change once a second, key to frame p95',
    value,
    unit: 'ms',
    target: '<= 25'
  });
});
