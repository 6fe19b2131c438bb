import { addEars } from '../support/ears.ts';
import { english, longDialogue } from '../support/dialogues.ts';
import { expect, test } from '../support/fixtures.ts';
import { Studio } from '../support/studio.ts';

// Long dialogues are made to their end, several times: a busy machine needs its time for that.
test.slow();

test('a tab closed in the middle of a long job finds the rest when it comes back', async ({
  studio,
  context
}) => {
  await studio.openByTile();
  await studio.paste(longDialogue(160));
  await studio.press('Generate');
  await studio.listen();
  const path = await studio.path();
  await studio.saved();
  await studio.page.close();

  const page = await context.newPage();
  await addEars(page);
  const again = new Studio(page, studio.lab);
  await again.openFile(path);
  // The button says Generate until the job has been found.
  await expect(again.chip).toHaveText(/of 160 turns|stops in/);
  await again.finished();
  await again.timeline.focus();
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowLeft');
  await again.play.click();
  await again.listen();
  const { at, of } = await again.position();
  expect(of).toBeGreaterThan(600);
  expect(at).toBeGreaterThan(of - 10);
});

test('two tabs show the same truth', async ({ studio, context }) => {
  await studio.openByTile();
  // Long enough that the other tab sees it being made, however slow this machine.
  await studio.paste(longDialogue(160));
  await studio.page.keyboard.press('ControlOrMeta+S');
  await studio.saved();
  const second = new Studio(await context.newPage(), studio.lab);
  await second.openFile(await studio.path());
  await studio.press('Generate');
  await expect(second.panel.getByRole('progressbar')).toBeVisible();
  await studio.finished();
  await second.finished();
  await expect(second.turns.first().getByRole('button', { name: 'Play this turn' })).toBeVisible();
  expect((await second.position()).of).toBe((await studio.position()).of);
});

test('what was made before Stop stays, and Resume makes the rest', async ({ studio }) => {
  await studio.openByTile();
  // Still being made when a slow page has come to press Stop.
  await studio.paste(longDialogue(300));
  await studio.press('Generate');
  await studio.listen();
  await studio.press('Stop, keep audio');
  await expect(studio.chip).toHaveText(/Stopped at turn/);
  const made = (await studio.position()).of;
  expect(made).toBeGreaterThan(0);
  await studio.press('Resume');
  await studio.finished();
  expect((await studio.position()).of).toBeGreaterThan(made);
});

test('a reload brings the dialogue, its sound and the layout back', async ({ studio }) => {
  const kept = studio.layoutKept();
  await studio.openByTile();
  await studio.paste(english);
  await studio.press('Generate');
  await studio.finished();
  await studio.saved();
  const { of } = await studio.position();
  await kept;
  await studio.page.goto(`${studio.lab.url}/lab`);
  await expect(studio.text).toContainText('a machine learns to take turns');
  await expect(studio.turns.nth(4).getByRole('button', { name: 'Play this turn' })).toBeVisible();
  expect((await studio.position()).of).toBe(of);
  await studio.play.click();
  await studio.listen();
});
