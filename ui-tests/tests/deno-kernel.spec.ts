import { execFileSync } from 'node:child_process';
import { copyFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { heard } from '../support/ears.ts';
import { expect, test } from '../support/fixtures.ts';

const root = join(__dirname, '..', '..');
const name = 'cells.deno.ipynb';

test('the launcher has the Deno kernel, whose example is heard in its output while it is made', async ({
  studio
}) => {
  const { page, lab } = studio;
  const program = join(root, '.venv', 'bin', 'jupyter-vibevoice');
  execFileSync(program, ['kernels', 'install', lab.notebooks]);
  copyFileSync(join(root, 'examples', name), join(lab.notebooks, name));
  await studio.openLab();
  await expect(page.locator('.jp-LauncherCard[title="Deno"]').first()).toBeVisible();

  await page.goto(`${lab.url}/lab/tree/${name}?token=${lab.token}&reset`);
  // Before its kernel is there, JupyterLab would ask which one is wanted.
  await page.getByRole('button', { name: 'Deno | Idle' }).waitFor();
  /* eslint-disable jupyter/galata-prefer-menu-helper -- these tests have no galata */
  await page.getByRole('menuitem', { name: 'Run', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Run All Cells', exact: true }).click();
  /* eslint-enable jupyter/galata-prefer-menu-helper */
  const output = page.getByRole('group', { name: 'Morning' });
  await output.getByRole('button', { name: 'Play', exact: true }).click();
  await expect.poll(async () => (await heard(page)).loudFrames).toBeGreaterThan(3);
  await expect(output.getByText('done, 3 turns')).toBeVisible();
  await expect
    .poll(() => statSync(join(lab.notebooks, 'morning.vtt'), { throwIfNoEntry: false })?.size ?? 0)
    .toBeGreaterThan(0);
  await expect(page.locator('.jp-OutputArea-output[data-mime-type*="stderr"]')).toHaveCount(0);
});
