import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { heard } from '../support/ears.ts';
import { expect, test } from '../support/fixtures.ts';
import { Studio } from '../support/studio.ts';

const script = 'Nora: Good evening.\nTom: Hello, Nora.\nNora: Tonight the sea glows.';

test('in Notebook 7 a cell is spoken, heard below it, there again after a reload, and opened in the studio', async ({
  studio: { page, lab }
}) => {
  const errors: string[] = [];
  // JupyterLab's own plugins have some that are theirs.
  page.on('pageerror', ({ stack = '' }) => {
    if (stack.includes('jupyterlab-vibevoice')) {
      errors.push(stack);
    }
  });
  const cell = { cell_type: 'code', id: 'one', metadata: {}, execution_count: null, outputs: [] };
  const notebook = {
    ...{ cells: [{ ...cell, source: script }], nbformat: 4, nbformat_minor: 5 },
    metadata: { kernelspec: { name: 'none', display_name: 'None' } }
  };
  writeFileSync(join(lab.notebooks, 'seven.ipynb'), JSON.stringify(notebook));
  const open = async () => {
    await page.goto(`${lab.url}/notebooks/seven.ipynb?token=${lab.token}`);
    // Nothing here needs a kernel.
    await page.getByRole('dialog').getByRole('button', { name: 'No Kernel' }).click();
  };
  await open();
  // eslint-disable-next-line jupyter/galata-prefer-notebook-cell-helper -- these tests have no galata
  await page.locator('.jp-Notebook .jp-Cell').first().click();
  await page.getByRole('button', { name: 'Speak the text of this cell' }).click();
  const output = page.getByRole('group', { name: 'Dialogue' });
  await expect(output.getByText('done, 3 turns')).toBeVisible();
  await output.getByRole('button', { name: 'Play', exact: true }).click();
  await expect.poll(async () => (await heard(page)).loudFrames).toBeGreaterThan(3);
  const saved = page.waitForResponse(
    each => each.request().method() === 'PUT' && each.url().includes('/api/contents/seven.ipynb')
  );
  await page.keyboard.press('ControlOrMeta+S');
  await saved;

  await open();
  await expect(output.getByText('done, 3 turns')).toBeVisible();
  await output.getByRole('button', { name: 'Transcript' }).click();
  await expect(output.getByRole('listitem')).toHaveCount(3);
  await output.getByRole('button', { name: 'Record again' }).nth(1).click();
  await expect(output.getByRole('button', { name: 'Takes' })).toBeVisible();

  // Its documents open in tabs of the browser.
  const opened = page.waitForEvent('popup');
  await output.getByRole('button', { name: 'Open in studio' }).click();
  const { turns } = new Studio(await opened, lab);
  await expect(turns).toHaveCount(3);
  await expect(turns.first().getByRole('button', { name: 'Play this turn' })).toBeVisible();
  expect(errors).toEqual([]);
});
