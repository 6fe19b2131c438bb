import { english } from '../support/dialogues.ts';
import { expect, test } from '../support/fixtures.ts';

test('a voice is heard before it is chosen, and two takes are compared', async ({ studio }) => {
  await studio.openByTile();
  await studio.paste(english);
  await studio.press('Generate');
  await studio.finished();
  await studio.silence();

  await studio.cast.nth(1).getByRole('button').first().click();
  await studio.page.getByRole('option').nth(3).hover();
  await studio.page.keyboard.press('ArrowDown');
  await studio.page.keyboard.press('Space');
  await studio.listenAgain();
  await studio.page.keyboard.press('Enter');
  await expect(studio.panel.getByText('Voice changed')).toHaveCount(1);
  await studio.press('Update 1 turn');
  await expect(studio.panel.getByText('2/2')).toBeVisible();
  await studio.finished();
  await studio.silence();

  await studio.panel.getByText('2/2').click();
  const takes = studio.panel.locator('.vv-Takes');
  await expect(takes.getByRole('radio')).toHaveCount(2);
  await takes.getByRole('button', { name: /Switch A\/B/ }).click();
  await studio.listenAgain();
});

test('the timeline zooms by keys, and its words stay true', async ({ studio }) => {
  await studio.openByTile();
  await studio.paste(english);
  await studio.press('Generate');
  await studio.finished();
  await studio.silence();
  const { of } = await studio.position();
  await studio.timeline.focus();
  await studio.page.keyboard.press('Home');
  await studio.page.keyboard.press('+');
  await studio.page.keyboard.press('+');
  await studio.page.keyboard.press('ArrowRight');
  const { at, of: after } = await studio.position();
  expect(after).toBe(of);
  expect(at).toBe(5);
  // The window is a quarter of the whole: five seconds are further along than they were.
  const place = await studio.panel
    .locator('.vv-Playhead')
    .evaluate(playhead => Number.parseFloat((playhead as HTMLElement).style.left));
  expect(place).toBeGreaterThan((5 / of) * 100 + 1);
});

test('a dialogue goes into a new notebook as a cell', async ({ studio }) => {
  await studio.openByTile();
  await studio.paste(english);
  await studio.press('Generate');
  await studio.finished();
  await studio.panel.getByRole('button', { name: 'Download' }).click();
  await studio.choice('Insert in notebook').click();
  const cell = studio.page.locator('.jp-CodeCell').filter({ hasText: '%%vibevoice' });
  await expect(cell).toContainText('a machine learns to take turns');
});
