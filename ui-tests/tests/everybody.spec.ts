import AxeBuilder from '@axe-core/playwright';
import { english, chinese } from '../support/dialogues.ts';
import { expect, test } from '../support/fixtures.ts';
import { setLanguage, setTheme } from '../support/lab-settings.ts';
import { type Studio } from '../support/studio.ts';

const pictures = 'ui-tests/screenshots';

async function violations(studio: Studio): Promise<string[]> {
  const found = await new AxeBuilder({ page: studio.page })
    .include('.vv-StudioDocument')
    .withTags(['wcag2a', 'wcag2aa', 'wcag21aa'])
    .analyze();
  return found.violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(node => node.html.slice(0, 160)).join(' | ')}`
  );
}

test.afterEach(async ({ request, lab }) => {
  await setLanguage(request, lab, 'default');
  await setTheme(request, lab, 'Light');
});

for (const theme of ['Light', 'Dark'] as const) {
  test(`axe finds nothing in the ${theme.toLowerCase()} studio, before and after it has spoken`, async ({
    studio,
    request,
    lab
  }) => {
    await setTheme(request, lab, theme);
    await studio.openByTile();
    await studio.page.screenshot({ path: `${pictures}/first-run-${theme.toLowerCase()}.png` });
    expect(await violations(studio)).toEqual([]);
    await studio.paste(english);
    await studio.press('Generate');
    await studio.finished();
    await studio.page.screenshot({ path: `${pictures}/done-${theme.toLowerCase()}.png` });
    expect(await violations(studio)).toEqual([]);
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

test('from text to file without a mouse', async ({ studio }) => {
  await studio.openLab();
  await studio.tile.focus();
  await studio.page.keyboard.press('Enter');
  await expect(studio.text).toBeVisible();
  await studio.text.focus();
  await studio.page.keyboard.press('ControlOrMeta+A');
  await studio.page.keyboard.type('Nora: Typed by hand.\nSam: And heard by ear.\n');
  await studio.page.keyboard.press('ControlOrMeta+Shift+Enter');
  await studio.listen();
  await studio.finished();
  // Played to its end: from here on Space plays instead of pausing.
  await expect(studio.play).toBeVisible();

  await studio.page.keyboard.press('Escape');
  await expect(
    studio.turns
      .filter({ has: studio.page.locator(':focus') })
      .or(studio.turns.and(studio.page.locator(':focus')))
  ).toHaveCount(1);
  await studio.page.keyboard.press('Home');
  await studio.page.keyboard.press('Space');
  await studio.listenAgain();

  await studio.panel.getByRole('button', { name: 'Download' }).focus();
  await studio.page.keyboard.press('Enter');
  const download = studio.page.waitForEvent('download');
  await studio.page.keyboard.press('Enter');
  expect((await download).suggestedFilename()).toMatch(/\.mp3$/);
});
