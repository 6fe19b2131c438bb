import { english, longDialogue } from '../support/dialogues.ts';
import { expect, test } from '../support/fixtures.ts';
import { setNotifyAfter } from '../support/lab-settings.ts';

test.afterEach(async ({ request, lab }) => setNotifyAfter(request, lab, 60));

test('a job that takes longer than the setting says notifies, a shorter one does not', async ({
  studio,
  request,
  lab
}) => {
  test.slow();
  const told = studio.page.locator('.Toastify__toast').filter({ hasText: 'is ready to be heard' });
  // Nothing here takes an hour.
  await setNotifyAfter(request, lab, 3600);
  await studio.openByTile();
  await studio.paste(english);
  await studio.press('Generate');
  await studio.finished();
  await studio.turns.first().getByRole('button').focus();
  await studio.page.keyboard.press('r');
  await expect(studio.panel.getByText('2/2')).toBeVisible();
  await studio.finished();
  // What was to be said of the first job would have been said by now.
  await expect(told).toHaveCount(0);

  await setNotifyAfter(request, lab, 1);
  await studio.openByTile();
  await studio.paste(longDialogue(160));
  await studio.press('Generate');
  await expect(told).toHaveCount(1, { timeout: 120_000 });
  await told.getByRole('button', { name: 'Open' }).click();
  await studio.finished();
});
