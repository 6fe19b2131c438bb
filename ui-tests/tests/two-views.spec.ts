import { english } from '../support/dialogues.ts';
import { expect, test } from '../support/fixtures.ts';

test('two views of one file show one truth: written in one, made in the other, kept when one goes', async ({
  studio
}) => {
  test.slow();
  const { page } = studio;
  await studio.openByTile();
  await studio.paste(english);
  await page.locator('.lm-DockPanel-tabBar .lm-mod-current').first().click({ button: 'right' });
  await page.getByRole('menuitem', { name: /^New View/ }).click();
  const views = page.locator('.vv-StudioDocument:visible');
  await expect(views).toHaveCount(2);
  const [first, second] = [views.first(), views.last()];
  await expect(second.getByRole('textbox', { name: 'Dialogue' })).toContainText('take turns');

  await first.getByText('asleep').click();
  await page.keyboard.press('End');
  await page.keyboard.type(' Soundly.');
  await expect(second.getByText('when he is asleep. Soundly.')).toBeVisible();

  await second.locator('.vv-Header-main').getByRole('button').click();
  for (const view of [first, second]) {
    await expect(view.locator('.vv-Item[data-state="done"]')).toHaveCount(5, { timeout: 120_000 });
  }
  const length = await second.getByRole('slider').first().getAttribute('aria-valuemax');
  await expect(first.getByRole('slider').first()).toHaveAttribute('aria-valuemax', length!);

  await second.getByText('Soundly.').click();
  await page.keyboard.press('End');
  await page.keyboard.type(' Very.');
  for (const view of [first, second]) {
    await expect(view.getByText('Text changed')).toHaveCount(1);
  }
  await page.locator('.lm-DockPanel-tabBar .lm-mod-current .lm-TabBar-tabCloseIcon').last().click();
  await expect(views).toHaveCount(1);
  await expect(studio.text).toContainText('Soundly. Very.');
  await studio.press('Update 1 turn');
  await studio.finished();
});
