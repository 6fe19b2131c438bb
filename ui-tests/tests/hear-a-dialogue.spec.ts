import { english, chinese, longDialogue } from '../support/dialogues.ts';
import { expect, test } from '../support/fixtures.ts';

test('one click opens a studio with an example, one more is heard', async ({ studio }) => {
  await studio.openByTile();
  await expect(studio.cast.first()).toBeVisible();
  await studio.press('Generate');
  await studio.listen();
  await studio.finished();
  await studio.page.screenshot({ path: 'ui-tests/screenshots/example-light.png' });
});

test('nothing is heard before Generate, and the studio is usable while nothing runs', async ({
  studio
}) => {
  await studio.openByTile();
  await studio.paste(english);
  await expect(studio.turns).toHaveCount(5);
  await expect(studio.timeline).toHaveCount(0);
});

for (const [language, dialogue, names] of [
  ['English', english, ['Nora', 'Dr. Lin', 'Sam', 'Maya']],
  ['Chinese', chinese, ['主持人', '林博士', '小明', '小红']]
] as const) {
  test(`a pasted dialogue of four speakers in ${language} is heard to its end`, async ({
    studio
  }) => {
    await studio.openByTile();
    await studio.paste(dialogue);
    for (const [index, name] of names.entries()) {
      await expect(studio.cast.nth(index)).toContainText(name);
    }
    await studio.press('Generate');
    await studio.listen();
    await studio.finished();
    await expect(studio.turns.getByRole('button', { name: /Play this turn|Pause/ })).toHaveCount(5);
    await studio.timeline.focus();
    await studio.page.keyboard.press('End');
    await studio.page.keyboard.press('ArrowLeft');
    const { at, of } = await studio.position();
    expect(of).toBeGreaterThan(8);
    expect(at).toBeGreaterThan(of - 7);
    await expect(studio.play.or(studio.pause).first()).toBeVisible();
  });
}

test('playing pauses and goes on from the same place', async ({ studio }) => {
  await studio.openByTile();
  // It must not be over before a slow page has pressed Pause.
  await studio.paste(longDialogue(12));
  await studio.press('Generate');
  await studio.listen();
  await studio.pause.click();
  const { at } = await studio.position();
  await studio.play.click();
  await studio.listenAgain();
  expect((await studio.position()).at).toBeGreaterThanOrEqual(at);
});

test('a click on a turn plays from there', async ({ studio }) => {
  await studio.openByTile();
  await studio.paste(english);
  await studio.press('Generate');
  await studio.finished();
  await studio.turns.nth(3).getByRole('button', { name: 'Play this turn' }).click();
  await studio.listenAgain();
  expect((await studio.position()).at).toBeGreaterThan(4);
});
