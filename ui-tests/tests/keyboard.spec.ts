import { type Locator } from '@playwright/test';
import { longDialogue } from '../support/dialogues.ts';
import { expect, test } from '../support/fixtures.ts';
import { type Studio } from '../support/studio.ts';

const short = 'Nora: Typed by hand.\nSam: And heard by ear.\n';

/** JupyterLab's own stops lie between the parts of a page too. */
const mostStops = 80;

/** Goes on by Tab until something has the focus: nothing here is reached in another way. */
async function tabTo({ page }: Studio, target: Locator, key = 'Tab'): Promise<void> {
  await expect(target).toBeVisible();
  for (let stop = 0; stop < mostStops; stop += 1) {
    await page.keyboard.press(key);
    if (await target.evaluate(element => element === document.activeElement)) {
      return;
    }
  }
  throw new Error(`${mostStops} times ${key} do not lead to ${String(target)}`);
}

async function write({ page, text }: Studio, dialogue: string): Promise<void> {
  await expect(text).toBeFocused();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.insertText(dialogue);
}

test('a dialogue is opened, cast, made, stopped and heard by keys alone', async ({ studio }) => {
  test.slow();
  const { page } = studio;
  const { keyboard } = page;
  await studio.openLab();
  await tabTo(studio, studio.tile);
  await keyboard.press('Enter');
  await write(studio, longDialogue(300));

  await tabTo(studio, studio.primary, 'Shift+Tab');
  await keyboard.press('Enter');
  await studio.listen();
  await expect(studio.primary).toHaveText('Stop, keep audio');
  await expect(studio.primary).toBeFocused();
  await keyboard.press('Enter');
  await expect(studio.chip).toHaveText(/Stopped at turn/);

  await tabTo(studio, studio.text);
  await write(studio, short);
  await expect(studio.cast).toHaveCount(2);
  const voice = studio.cast.nth(1).getByRole('button').first();
  await tabTo(studio, voice, 'Shift+Tab');
  await keyboard.press('ArrowDown');
  await keyboard.press('End');
  await keyboard.press('Enter');
  await expect(voice).toBeFocused();
  await keyboard.press('ControlOrMeta+Shift+Enter');
  await studio.finished();

  await tabTo(studio, studio.timeline);
  await keyboard.press('Home');
  await keyboard.press('ArrowRight');
  expect((await studio.position()).at).toBeGreaterThan(0);
  await keyboard.press('Home');
  if (await studio.play.isVisible()) {
    await keyboard.press('Space');
  }
  await studio.listenAgain();
});

test('takes, files, recordings, log and consent are reached by keys alone', async ({ studio }) => {
  test.slow();
  const { page, panel } = studio;
  const { keyboard } = page;
  await studio.openByTile();
  await write(studio, short);
  await keyboard.press('ControlOrMeta+Shift+Enter');
  await studio.finished();

  await keyboard.press('ControlOrMeta+Home');
  await keyboard.press('Escape');
  await expect(studio.turns.first().getByRole('button')).toBeFocused();
  await keyboard.press('r');
  await expect(panel.getByText('2/2')).toBeVisible();
  await keyboard.press(',');
  await expect(panel.getByText('1/2')).toBeVisible();
  await tabTo(studio, panel.getByRole('button', { name: 'Take 1 of 2' }));
  await keyboard.press('Enter');
  await tabTo(studio, panel.getByRole('radio').first(), 'Shift+Tab');
  await keyboard.press('ArrowDown');
  await expect(panel.getByText('2/2')).toBeVisible();
  await tabTo(studio, panel.getByRole('button', { name: 'Play take 1' }), 'Shift+Tab');
  await keyboard.press('Enter');
  await studio.listenAgain();

  await tabTo(studio, panel.getByRole('button', { name: 'Download' }), 'Shift+Tab');
  await keyboard.press('Enter');
  await keyboard.press('ArrowDown');
  const download = page.waitForEvent('download');
  await keyboard.press('Enter');
  expect((await download).suggestedFilename()).toMatch(/\.m4a$/);

  const history = panel.getByRole('button', { name: 'History' });
  await tabTo(studio, history);
  await keyboard.press('Enter');
  await tabTo(studio, panel.getByRole('button', { name: 'Open this recording' }));
  await keyboard.press('Enter');
  await keyboard.press('Escape');
  await expect(history).toBeFocused();
  await tabTo(studio, panel.getByRole('button', { name: 'Log' }));
  await keyboard.press('Enter');
  await tabTo(studio, panel.locator('.vv-Log'));
  await keyboard.press('Escape');

  await tabTo(studio, studio.cast.first().getByRole('button').first());
  await keyboard.press('Enter');
  await tabTo(studio, page.getByRole('button', { name: 'Add a recording' }));
  await keyboard.press('Enter');
  await expect(page.getByRole('dialog').getByText(/has agreed/)).toBeVisible();
  await keyboard.press('Escape');
});
