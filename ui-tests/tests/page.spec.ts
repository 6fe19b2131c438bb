import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addEars } from '../support/ears.ts';
import { expect, test } from '../support/fixtures.ts';
import { startLab } from '../support/lab-server.ts';
import { Studio } from '../support/studio.ts';

const root = join(__dirname, '..', '..');
const script = `exec "${root}/.venv/bin/python" "${root}/python_shim/tests/resources/web_page.py"\n`;

test('the script’s own web page opens in a tab of its own, and works there', async ({ page }, {
  outputDir
}) => {
  test.slow();
  const lab = await startLab('traefik', join(outputDir, 'page-server.log'));
  try {
    writeFileSync(join(lab.home, '1键推理.sh'), script);
    await addEars(page);
    const studio = new Studio(page, lab);
    await studio.openByTile();
    // The studio brings the instance up by itself; the script sleeps until it is wanted.
    await expect(studio.chip).toHaveText(/Asleep|Ready/, { timeout: 120_000 });
    // Our page hears of nothing before the script is up: what it does not hear of must not hold it up.
    await page.context().route(/\/api\/events(\?|$)/, async route => {
      await expect(studio.chip).toHaveText(/Ready/, { timeout: 60_000 });
      await route.continue();
    });
    await studio.chip.click();
    const opened = page.context().waitForEvent('page');
    await page.getByRole('menuitem', { name: 'Open its web page' }).click();
    const tab = await opened;
    const asked = tab.waitForResponse(answer => answer.url().endsWith('/ui/x'));
    // Ours first, while the script wakes; then the script's, which asks for `/x` at the root of its host.
    await expect(tab).toHaveTitle('page', { timeout: 120_000 });
    expect(new URL(tab.url()).pathname).toMatch(/^\/vibevoice\/[^/]+\/ui\/$/);
    expect(await (await asked).json()).toEqual({ method: 'GET', target: '/x', body: '' });
  } finally {
    await lab.stop();
  }
});
