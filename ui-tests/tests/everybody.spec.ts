import { violations } from '../support/axe.ts';
import { english, chinese } from '../support/dialogues.ts';
import { expect, test } from '../support/fixtures.ts';
import { setLanguage, setTheme } from '../support/lab-settings.ts';

const pictures = 'ui-tests/screenshots';

test.afterEach(async ({ request, lab }) => {
  await setLanguage(request, lab, 'default');
  await setTheme(request, lab, 'Light');
});

for (const theme of ['Light', 'Dark'] as const) {
  const name = theme.toLowerCase();
  test(`axe finds nothing in the ${name} studio, before and after it has spoken`, async ({
    studio,
    request,
    lab
  }) => {
    await setTheme(request, lab, theme);
    await studio.openByTile();
    await studio.page.screenshot({ path: `${pictures}/first-run-${name}.png` });
    expect(await violations(studio.page, ['.vv-StudioDocument'])).toEqual([]);
    await studio.paste(english);
    await studio.press('Generate');
    await studio.finished();
    await studio.page.screenshot({ path: `${pictures}/done-${name}.png` });
    expect(await violations(studio.page, ['.vv-StudioDocument'])).toEqual([]);
  });
}

test('the studio speaks Chinese where JupyterLab does', async ({ studio, request, lab }) => {
  await setLanguage(request, lab, 'zh_CN');
  await studio.openByTile();
  await expect(studio.primary).toHaveText('生成');
  await expect(studio.chip).toHaveText(/^(未启动|就绪)/);
  await studio.page.screenshot({ path: `${pictures}/first-run-zh.png` });
  await studio.paste(chinese);
  await studio.press('生成');
  await studio.listen();
  await studio.finished();
  await studio.page.screenshot({ path: `${pictures}/done-zh.png` });
});
