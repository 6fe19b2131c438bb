import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { longDialogue } from '../support/dialogues.ts';
import { expect, test } from '../support/fixtures.ts';
import { percentile, row } from './rows.ts';

const keys =
  'the quick brown fox jumps over the lazy dog and then it rests for a while, as foxes do ';

test('typing in 363 turns while they are made', async ({ studio, lab }) => {
  writeFileSync(join(lab.notebooks, 'long.dialogue.txt'), longDialogue(363));
  // Until an instance has told its limit, the studio holds VibeVoice's 90 minutes against a dialogue.
  await studio.openByTile();
  await studio.press('Generate');
  await studio.finished();
  const opening = await studio.page.evaluate(async () => {
    const app = (
      window as unknown as {
        jupyterapp?: { commands: { execute(id: string, args: object): Promise<unknown> } };
      }
    ).jupyterapp;
    const started = performance.now();
    await app!.commands.execute('docmanager:open', {
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
  await studio.text.waitFor();
  await studio.press('Generate');
  await expect(studio.panel.getByRole('progressbar').first()).toBeVisible();
  await studio.text.locator('.cm-line').nth(3).click();
  await studio.page.evaluate(() => {
    const delays: number[] = [];
    addEventListener(
      'keydown',
      () => {
        const pressed = performance.now();
        requestAnimationFrame(() => {
          const channel = new MessageChannel();
          channel.port1.onmessage = () => delays.push(performance.now() - pressed);
          channel.port2.postMessage(null);
        });
      },
      true
    );
    Object.assign(window, { delays });
  });
  await studio.page.keyboard.type(keys.repeat(2), { delay: 60 });
  const delays = await studio.page.evaluate(
    () => (window as unknown as { delays: number[] }).delays
  );
  expect(delays.length).toBeGreaterThan(100);
  row({ name: 'opening 363 turns', value: opening, unit: 'ms', target: '<= 250' });
  row({
    name: 'typing in 363 turns, key to frame p95',
    value: percentile(delays, 0.95),
    unit: 'ms',
    target: '<= 25'
  });
});
