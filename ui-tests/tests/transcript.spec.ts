import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CDPSession, type Locator } from '@playwright/test';
import { longDialogue } from '../support/dialogues.ts';
import { expect, test } from '../support/fixtures.ts';
import { type Studio } from '../support/studio.ts';

const short = `# Opening
Nora: Good evening.
Tom (laughing): Wait. [pause:500] Who is there?
and who else?

# Later
陈博士：是我。
Tom: Ah.
陈博士：晚安。
Nora: Good night.
`;

async function open(studio: Studio, name: string, text: string): Promise<void> {
  writeFileSync(join(studio.lab.notebooks, name), text);
  await studio.openFile(name);
}

/** The text as the editor shows it; whole in a short dialogue. */
async function shown(studio: Studio): Promise<string> {
  return (await studio.text.locator('.cm-line').allTextContents()).join('\n');
}

async function pasteInto(studio: Studio, text: string): Promise<void> {
  await studio.page.evaluate(pasted => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', pasted);
    const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
    document.activeElement?.dispatchEvent(event);
  }, text);
}

function button(studio: Studio, name: string | RegExp): Locator {
  return studio.panel.getByRole('list', { name: 'Turns' }).getByRole('button', { name });
}

test('the turns are a list that is walked by keys', async ({ studio }) => {
  await open(studio, 'list.dialogue.txt', short);
  const { keyboard } = studio.page;
  await expect(studio.turns).toHaveCount(6);
  await expect(studio.turns.nth(2)).toHaveAttribute('aria-posinset', '3');
  await expect(studio.turns.nth(2)).toHaveAttribute('aria-setsize', '6');
  await studio.text.getByText('Good evening').click();
  await keyboard.press('Escape');
  await expect(button(studio, 'Turn 1, Nora: Generate this turn')).toBeFocused();
  await keyboard.press('ArrowDown');
  await expect(button(studio, /^Turn 2, Tom/)).toBeFocused();
  await keyboard.press(']');
  await expect(button(studio, /^Turn 3, 陈博士/)).toBeFocused();
  await keyboard.press('End');
  await expect(button(studio, /^Turn 6, Nora/)).toBeFocused();
  await keyboard.press('Home');
  await keyboard.press('Enter');
  await expect(studio.text).toBeFocused();
  await keyboard.type('Ah. ');
  await expect(studio.text.getByText('Ah. Good evening.')).toBeVisible();
});

test('keys that come faster than frames are meant for the turn that the last one led to', async ({
  studio
}) => {
  await open(studio, 'fast.dialogue.txt', short);
  const { keyboard } = studio.page;
  await expect(studio.turns).toHaveCount(6);
  // A busy machine: what is to happen with the next frame happens half a second later.
  await studio.page.evaluate(() => {
    const soon = window.requestAnimationFrame.bind(window);
    window.requestAnimationFrame = paint => window.setTimeout(() => soon(paint), 500);
  });
  await studio.text.getByText('Good evening').click();
  for (const key of ['Escape', 'End', 'ArrowUp', 'Enter']) {
    await keyboard.press(key);
  }
  // What is written is text, and none of it a key of the list (r records again, l locks).
  await keyboard.type('Really. ');
  await expect(studio.text.getByText('Really. 晚安。')).toBeVisible();
  await studio.page.evaluate(() => new Promise(painted => requestAnimationFrame(painted)));
  await expect(studio.text).toBeFocused();
  for (const key of ['Escape', 'Home', 'Enter']) {
    await keyboard.press(key);
  }
  await keyboard.type('Ah. ');
  await expect(studio.text.getByText('Ah. Good evening.')).toBeVisible();
  await keyboard.press('Escape');
  await expect(button(studio, /^Turn 1, Nora/)).toBeFocused();
});

test('the focus stays with its turn when the one above it goes', async ({ studio }) => {
  // Somebody types before a slow server has written JupyterLab's checkpoint.
  let go = (): void => undefined;
  const typed = new Promise<void>(resolve => (go = resolve));
  await studio.page.route(/checkpoints/, async route => {
    await typed;
    await route.continue();
  });
  const kept = studio.page.waitForResponse(
    each => each.url().includes('/checkpoints') && each.request().method() === 'POST'
  );
  await open(studio, 'above.dialogue.txt', short);
  const { keyboard } = studio.page;
  await studio.text.getByText('Good evening').click();
  await keyboard.press('Home');
  await keyboard.type('Zoe: Hello.');
  await keyboard.press('Enter');
  await expect(studio.turns).toHaveCount(7);
  go();
  await (await kept).finished();
  await studio.text.getByText('是我').click();
  await keyboard.press('Escape');
  await expect(button(studio, /^Turn 4, 陈博士/)).toBeFocused();
  await keyboard.press('ControlOrMeta+Z');
  await expect(studio.turns).toHaveCount(6);
  await expect(button(studio, /^Turn 3, 陈博士/)).toBeFocused();
});

test('the list has one tab stop, before the text', async ({ studio }) => {
  await open(studio, 'stop.dialogue.txt', short);
  await studio.text.getByText('是我').click();
  await studio.page.keyboard.press('Shift+Tab');
  await expect(button(studio, /^Turn 3/)).toBeFocused();
  await expect(studio.panel.locator('.vv-Item button[tabindex="0"]')).toHaveCount(1);
  await studio.page.keyboard.press('Tab');
  await expect(studio.text).toBeFocused();
});

test('of 363 turns only those near the viewport exist, and all can be reached', async ({
  studio
}) => {
  await open(studio, 'long.dialogue.txt', longDialogue(363));
  await expect(studio.turns.first()).toHaveAttribute('aria-setsize', '363');
  expect(await studio.turns.count()).toBeLessThan(60);
  await studio.text.locator('.cm-line').first().click();
  await studio.page.keyboard.press('Escape');
  await studio.page.keyboard.press('End');
  await expect(button(studio, /^Turn 363,/)).toBeFocused();
  await studio.page.keyboard.press('ArrowUp');
  await expect(button(studio, /^Turn 362,/)).toBeFocused();
  await studio.page.keyboard.press('Home');
  await expect(button(studio, /^Turn 1,/)).toBeFocused();
  expect(await studio.turns.count()).toBeLessThan(60);
  expect(await studio.text.locator('.cm-line').count()).toBeLessThan(80);
});

test('chapters are headings, speakers have names and colours', async ({ studio }) => {
  await open(studio, 'look.dialogue.txt', short);
  await expect(studio.text.getByRole('heading', { level: 3 })).toHaveCount(2);
  const lines = studio.text.locator('.cm-line.vv-turn');
  await expect(lines).toHaveCount(6);
  await expect(lines.nth(2)).toHaveAttribute('data-speaker', '3');
  const colours = await studio.text
    .locator('.vv-name-text')
    .evaluateAll(names => names.map(name => getComputedStyle(name).color));
  expect(new Set(colours).size).toBe(3);
  expect(colours[0]).toBe(colours[5]);
});

test('a problem is found by F8, said, mended by Alt+Enter, and the mending undone', async ({
  studio
}) => {
  await open(studio, 'problem.dialogue.txt', short);
  const { keyboard } = studio.page;
  await studio.text.getByText('Good evening').click();
  await keyboard.press('F8');
  await expect(studio.panel.locator('.vv-Announcer')).toContainText('a pause needs a unit', {
    ignoreCase: true
  });
  await keyboard.press('Alt+Enter');
  await expect(studio.text.getByText('[pause:500ms]')).toBeVisible();
  await expect(studio.panel.locator('.vv-Diagnostic')).toHaveCount(0);
  await keyboard.press('ControlOrMeta+Z');
  await expect(studio.panel.locator('.vv-Diagnostic[data-severity="error"]')).toHaveCount(1);
  await keyboard.press('ControlOrMeta+Z');
  expect(await shown(studio)).toBe(short);
});

async function compose(
  session: CDPSession,
  steps: readonly string[],
  result: string
): Promise<void> {
  for (const text of steps) {
    const at = { selectionStart: text.length, selectionEnd: text.length };
    await session.send('Input.imeSetComposition', { text, ...at });
  }
  await session.send('Input.insertText', { text: result });
}

/** Texts in which ¦ marks the places: beside and inside every kind of mark, at the ends of lines, in empty heads. */
const composed = [
  '¦Tom¦:¦ ¦h¦i¦\nDr. ¦Lin: hello\n¦and more¦\n主持¦人¦（¦笑¦）¦：¦欢迎\nAna: ¦',
  '¦# ¦Part\n¦[¦角色A¦]¦ ¦好 ¦[pause¦:500ms]¦\n// ¦note\n*¦*Bo¦:**¦ yo'
];
composed.forEach((marked, index) => {
  test(`text ${index + 1} keeps whole wherever an input method composes`, async ({ studio }) => {
    test.setTimeout(180_000);
    const pieces = marked.split('¦');
    const text = pieces.join('');
    await open(studio, `compose${index}.dialogue.txt`, text);
    const session = await studio.page.context().newCDPSession(studio.page);
    const { keyboard } = studio.page;
    await studio.text.locator('.cm-line').first().click();
    for (let place = 1; place < pieces.length; place++) {
      const at = pieces.slice(0, place).join('').length;
      await keyboard.press('ControlOrMeta+A');
      await pasteInto(studio, text);
      await keyboard.press('ControlOrMeta+Home');
      for (let step = 0; step < at; step++) {
        await keyboard.press('ArrowRight');
      }
      await compose(session, ['n', 'ni', 'ni h', 'ni hao'], '你好');
      const wanted = `${text.slice(0, at)}你好${text.slice(at)}`;
      await expect.poll(() => shown(studio), { message: `composed at ${at}` }).toBe(wanted);
    }
  });
});

test('another format that is pasted is imported by one click', async ({ studio }) => {
  await open(studio, 'foreign.dialogue.txt', short);
  await studio.text.click();
  await studio.page.keyboard.press('ControlOrMeta+A');
  await pasteInto(
    studio,
    '{"turns": [{"speaker": "Ida", "text": "Hi"}, {"speaker": "Bo", "text": "Yo"}]}'
  );
  await studio.panel.getByRole('button', { name: 'Import as JSON' }).click();
  await expect(studio.turns).toHaveCount(2);
  await studio.page.keyboard.press('ControlOrMeta+End');
  await pasteInto(studio, '1\n00:00:01,000 --> 00:00:03,000\nEve: Hello there\n');
  await studio.panel.getByRole('button', { name: 'Import as SRT' }).click();
  await expect(button(studio, /^Turn 3, Eve/)).toHaveCount(1);
  await expect(studio.text.getByText('-->')).toHaveCount(0);
});

test('an empty dialogue shows how to write one, and offers an example', async ({ studio }) => {
  await open(studio, 'empty.dialogue.txt', '');
  await expect(studio.text.locator('.vv-Ghost')).toBeVisible();
  await studio.panel.getByRole('button', { name: 'Other examples' }).first().click();
  await expect(studio.turns.first()).toBeVisible();
  await studio.text.click();
  await studio.page.keyboard.press('ControlOrMeta+Z');
  await expect(studio.text.locator('.vv-Ghost')).toBeVisible();
});

test("JupyterLab's own bar finds in the text", async ({ studio }) => {
  await open(studio, 'find.dialogue.txt', short);
  await studio.text.click();
  await studio.page.keyboard.press('ControlOrMeta+F');
  await studio.page.getByPlaceholder('Find').fill('Good');
  await expect(studio.page.locator('.jp-DocumentSearch-index-counter')).toHaveText(/\/2$/);
});

test('a text file opens in the studio, and is there again after a reload', async ({ studio }) => {
  writeFileSync(join(studio.lab.notebooks, 'plain.txt'), short);
  const { page } = studio;
  await studio.openLab();
  await page.locator('.jp-DirListing-item', { hasText: 'plain.txt' }).click({ button: 'right' });
  await page.locator('.lm-Menu-itemLabel', { hasText: 'Open With' }).hover();
  const kept = studio.layoutKept();
  await page.locator('.lm-Menu-itemLabel', { hasText: /^Studio$/ }).click();
  await expect(studio.turns).toHaveCount(6);
  await kept;
  await page.goto(`${studio.lab.url}/lab?token=${studio.lab.token}`);
  await expect(studio.turns).toHaveCount(6);
});

test('the text goes along with what is heard, until the person scrolls', async ({ studio }) => {
  await open(studio, 'follow.dialogue.txt', longDialogue(60));
  const playing = studio.text.locator('.cm-line.vv-playing');
  const back = studio.panel.getByRole('button', { name: /^Back to 0:/ });
  await studio.press('Generate');
  await studio.listen();
  await expect(playing).toBeInViewport();
  await expect(playing.locator('.vv-said').first()).toBeVisible();
  await expect(back).toHaveCount(0);
  await studio.text.hover();
  await studio.page.mouse.wheel(0, 4000);
  await expect(back).toBeVisible();
  await expect(playing).not.toBeInViewport();
  await back.click();
  await expect(playing).toBeInViewport();
  await expect(back).toHaveCount(0);
});
