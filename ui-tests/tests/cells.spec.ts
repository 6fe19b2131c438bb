/* eslint-disable jupyter/no-untranslated-string -- titles of dialogues are data here */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { violations } from '../support/axe.ts';
import { heard } from '../support/ears.ts';
import { expect, test } from '../support/fixtures.ts';
import { type Studio } from '../support/studio.ts';

const script = 'Nora: Good evening.\nTom: Hello, Nora.\nNora: Tonight the sea glows.';

/** A notebook of one cell, written as somebody else's program would. */
function writeNotebook(studio: Studio, name: string, cell: object): string {
  const notebook = {
    cells: [{ id: 'one', metadata: {}, ...cell }],
    metadata: { kernelspec: { name: 'none', display_name: 'None' } },
    nbformat: 4,
    nbformat_minor: 5
  };
  writeFileSync(join(studio.lab.notebooks, name), JSON.stringify(notebook));
  return name;
}

const code = (source: string, outputs: object[] = []) => ({
  cell_type: 'code',
  execution_count: null,
  source,
  outputs
});

async function openNotebook({ page, lab }: Studio, name: string): Promise<void> {
  await page.goto(`${lab.url}/lab/tree/${name}?token=${lab.token}&reset`);
  await page.locator('.jp-Notebook .jp-Cell').first().waitFor();
  // Its kernel is not here, and nothing here needs one.
  await page.getByRole('dialog').getByRole('button', { name: 'No Kernel' }).click();
}

async function speakCell({ page }: Studio): Promise<void> {
  // The toolbar belongs to the cell that is active.
  // eslint-disable-next-line jupyter/galata-prefer-notebook-cell-helper -- these tests have no galata
  await page.locator('.jp-Notebook .jp-Cell').first().click();
  await page.getByRole('button', { name: 'Speak the text of this cell' }).click();
}

test('a cell is spoken without a kernel, heard below it, and there again after a reload', async ({
  studio
}) => {
  const { page } = studio;
  const name = writeNotebook(studio, 'spoken.ipynb', code(script));
  await openNotebook(studio, name);
  await speakCell(studio);
  const output = page.getByRole('group', { name: 'Dialogue' });
  await expect(output.getByText('done, 3 turns')).toBeVisible();
  await output.getByRole('button', { name: 'Play', exact: true }).click();
  await expect.poll(async () => (await heard(page)).loudFrames).toBeGreaterThan(3);
  await expect(output.locator('.vv-Output-caption')).toBeVisible();
  await page.keyboard.press('ControlOrMeta+S');
  await expect(page.locator('.jp-mod-dirty')).toHaveCount(0);

  await openNotebook(studio, name);
  await expect(output.getByText('done, 3 turns')).toBeVisible();
  await output.getByRole('button', { name: 'Transcript' }).click();
  await expect(output.getByRole('listitem')).toHaveCount(3);
  await output.getByRole('button', { name: 'Record again' }).nth(1).click();
  await expect(output.getByRole('button', { name: 'Takes' })).toBeVisible();
  expect(await violations(page, ['.vv-Output'])).toEqual([]);
  await output.getByRole('button', { name: 'Open in studio' }).click();
  await expect(studio.turns).toHaveCount(3);
  await expect(studio.turns.first().getByRole('button', { name: 'Play this turn' })).toBeVisible();
});

test('a text cell is spoken at the side, and a mistake is named with its line', async ({
  studio
}) => {
  const { page } = studio;
  const text = { cell_type: 'markdown', source: script };
  await openNotebook(studio, writeNotebook(studio, 'text.ipynb', text));
  await speakCell(studio);
  await expect(page.locator('#vibevoice-spoken').getByText('done, 3 turns')).toBeVisible();

  await openNotebook(studio, writeNotebook(studio, 'wrong.ipynb', code('Nora: Hi.\n[Tom Hello.')));
  await speakCell(studio);
  await expect(page.getByText(/Line 2: /)).toBeVisible();
});

test('a notebook from elsewhere shows its transcript, and says that the recording is not here', async ({
  studio
}) => {
  const { page } = studio;
  const data = {
    v: 1,
    job_id: 'j-elsewhere',
    state: 'done',
    title: 'Why the sea glows',
    seconds: 75,
    fraction: 1,
    cast: {},
    turns: [{ speaker: 'Nora', text: 'Good evening.', start: 0, end: 2 }],
    turn_count: 1,
    turns_made: 1,
    at: '2026-11-22T18:00:00.000Z'
  };
  const kept = {
    output_type: 'display_data',
    metadata: {},
    data: { 'application/vnd.vibevoice.job.v1+json': data, 'text/plain': 'Why the sea glows' }
  };
  await openNotebook(studio, writeNotebook(studio, 'elsewhere.ipynb', code('', [kept])));
  const output = page.getByRole('group', { name: 'Why the sea glows' });
  await expect(output.getByText(/VibeVoice is stopped|no longer in your library/)).toBeVisible();
  await output.getByRole('button', { name: 'Transcript' }).click();
  await expect(output.getByText('Good evening.')).toBeVisible();
  expect(await violations(page, ['.vv-Output'])).toEqual([]);
});
