import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { english } from '../support/dialogues.ts';
import { expect, test } from '../support/fixtures.ts';
import { readWav } from '../support/sound-files.ts';
import { type Studio } from '../support/studio.ts';

async function madeDialogue(studio: Studio): Promise<void> {
  await studio.openByTile();
  await studio.paste(english);
  await studio.press('Generate');
  await studio.finished();
}

test('a changed turn says so, and Update makes it alone', async ({ studio }) => {
  await madeDialogue(studio);
  await studio.text.getByText('asleep').click();
  await studio.page.keyboard.press('End');
  await studio.page.keyboard.type(' Soundly.');
  await expect(studio.panel.getByText('Text changed')).toHaveCount(1);
  await studio.press('Update 1 turn');
  await expect(studio.panel.getByText('Text changed')).toHaveCount(0);
  await studio.finished();
});

test('a turn is recorded again, and the first take can be chosen back', async ({ studio }) => {
  await madeDialogue(studio);
  const turn = studio.turns.nth(1).getByRole('button');
  await turn.focus();
  await studio.page.keyboard.press('r');
  await expect(studio.panel.getByText('2/2')).toBeVisible();
  await turn.focus();
  await studio.page.keyboard.press(',');
  await expect(studio.panel.getByText('1/2')).toBeVisible();
  await studio.finished();
  await studio.turns.nth(1).getByRole('button', { name: 'Play this turn' }).click();
  await studio.listenAgain();
});

test('a downloaded file has the sound of the whole dialogue in it', async ({ studio }) => {
  await madeDialogue(studio);
  const { of } = await studio.position();
  await studio.panel.getByRole('button', { name: 'Download' }).click();
  const download = studio.page.waitForEvent('download');
  await studio.choice(/WAV/).click();
  const file = await (await download).path();
  const { seconds, rms } = readWav(file);
  expect(Math.abs(seconds - of)).toBeLessThan(1.5);
  expect(rms).toBeGreaterThan(0.01);
});

test('sound and captions are saved beside the file', async ({ studio }) => {
  await madeDialogue(studio);
  const path = await studio.path();
  await studio.panel.getByRole('button', { name: 'Download' }).click();
  await studio.choice(/Save beside the file/).click();
  const stem = join(studio.lab.notebooks, path.replace(/\.dialogue\.txt$/, ''));
  await expect.poll(() => existsSync(`${stem}.mp3`) && existsSync(`${stem}.vtt`)).toBe(true);
});
