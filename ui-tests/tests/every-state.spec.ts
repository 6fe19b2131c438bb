import { join } from 'node:path';
import { type Page } from '@playwright/test';
import { violations } from '../support/axe.ts';
import { addEars } from '../support/ears.ts';
import { expect, test } from '../support/fixtures.ts';
import { HeldScript } from '../support/held-script.ts';
import { type ILabServer, startLab } from '../support/lab-server.ts';
import { setLanguage, setNotifyAfter } from '../support/lab-settings.ts';
import { Studio } from '../support/studio.ts';

const dialogue = `# Opening
Nora: Good evening.
Tom: Hello, Nora.
# The sea
Dr. Lin: Nobody speaks here.
Ana: (softly) Then I will. [pause:200ms]
Nora: ${'And so the evening went on, word after word. '.repeat(40)}
`;
const mistakes = 'Nora: Hello. [pause:500]\n[Tom Hello.\nNote: A name, or not?\n';

/** In which looks states are seen: everything that axe knows in the first theme, colours in the others. */
interface ILook {
  readonly locale: 'default' | 'zh_CN';
  readonly themes: readonly [string, ...string[]];
}

// The suite `looks` sees them: minutes on a small machine.
const looks: readonly ILook[] = process.env.EVERY_LOOK
  ? [
      { locale: 'default', themes: ['JupyterLab Light'] },
      { locale: 'zh_CN', themes: ['JupyterLab Dark', 'JupyterLab Dark High Contrast'] }
    ]
  : [];

/** Goes from state to state with one script that it holds, and has axe look at each. */
class Walk {
  readonly found: string[] = [];

  constructor(
    readonly studio: Studio,
    readonly script: HeldScript,
    private readonly _themes: ILook['themes']
  ) {}

  get page(): Page {
    return this.studio.page;
  }

  get firstTheme(): string {
    return this._themes[0];
  }

  /** Looks at what is on the screen now. */
  async see(
    state: string,
    within: readonly string[] = ['.vv-StudioDocument'],
    [first, ...others]: ILook['themes'] = this._themes
  ): Promise<void> {
    await test.step(state, async () => {
      const note = (theme: string, wrong: readonly string[]) =>
        this.found.push(...wrong.map(each => `${state}, ${theme}: ${each}`));
      note(first, await violations(this.page, within));
      for (const theme of others) {
        await this._wear(theme);
        note(theme, await violations(this.page, within, ['color-contrast', 'link-in-text-block']));
      }
      if (others.length > 0) {
        await this._wear(first);
      }
    });
  }

  /** Opens a menu by its button, looks, and closes it. */
  async seeMenu(state: string, button: string): Promise<void> {
    await this.studio.panel.locator(button).first().click();
    await this.see(state);
    await this.page.keyboard.press('Escape');
  }

  async seeDrawer(tab: number, state: string): Promise<void> {
    await this.studio.panel.getByRole('tab').nth(tab).click();
    await this.see(state);
  }

  private async _wear(theme: string): Promise<void> {
    await this.page.evaluate(async name => {
      const { jupyterapp } = window as unknown as {
        jupyterapp: { commands: { execute(id: string, args: object): Promise<void> } };
      };
      await jupyterapp.commands.execute('apputils:change-theme', { theme: name });
    }, theme);
    await expect(this.page.locator(`body[data-jp-theme-name="${theme}"]`)).toBeAttached();
  }
}

async function beforeAnythingIsMade(walk: Walk): Promise<void> {
  const { studio, script, page } = walk;
  await studio.openByTile();
  await expect(studio.chip).toHaveAttribute('data-state', 'asleep');
  await walk.see('first run');
  await studio.text.click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.press('Delete');
  await expect(studio.turns).toHaveCount(0);
  await walk.see('empty');
  await studio.paste(mistakes, 2);
  await page.keyboard.press('ControlOrMeta+Shift+Enter');
  await expect(studio.panel.getByRole('tabpanel')).toBeVisible();
  await walk.see('problems, Generate blocked');
  await page.keyboard.press('Escape');
  await studio.paste(dialogue);
  script.say('give up');
  await studio.primary.click();
  await expect(studio.chip).toHaveAttribute('data-state', 'failed');
  await walk.see('could not start');
}

async function whileItStarts(walk: Walk): Promise<void> {
  const { studio, script } = walk;
  const notice = studio.panel.locator('.vv-Notice');
  script.say('Collecting torch');
  await studio.primary.click();
  await expect(notice).toContainText(/Installing|安装/);
  await walk.see('installing');
  script.say('model.safetensors: 45%|####');
  await expect(notice).toContainText('45');
  await walk.see('downloading');
  script.say('Loading checkpoint shards:  38%|###  | 3/8');
  await expect(notice).toContainText(/part 3|第 3/);
  await notice.getByRole('button', { name: /Show log|查看日志/ }).click();
  await expect(studio.panel.locator('.vv-Log')).toContainText('3/8');
  await walk.see('loading, log');
  await walk.page.keyboard.press('Escape');
}

async function whileItSpeaks(walk: Walk): Promise<void> {
  const { studio, script, page } = walk;
  script.hold({ frames: 9 });
  script.load();
  await expect(studio.panel.locator('.vv-Item[data-state="speaking"]')).toBeVisible();
  await walk.see('speaking');
  await page.keyboard.press('ControlOrMeta+Shift+L');
  await studio.tile.click();
  await studio.text.waitFor();
  await studio.paste('Nora: After the other one.', 1);
  await studio.primary.click();
  await expect(studio.chip).toHaveAttribute('data-state', 'queued');
  await walk.see('queued');
  await studio.primary.click();
  await page.locator('.lm-DockPanel-tabBar .lm-mod-current .lm-TabBar-tabCloseIcon').click();
  await studio.primary.click();
  await expect(studio.chip).toHaveText(/Stopped at turn 2|已在第 2 句停止/);
  await walk.see('stopped');
}

async function howItEnds(walk: Walk): Promise<void> {
  const { studio, script } = walk;
  script.hold({ fail_at: 'Nobody speaks here.' });
  await studio.primary.click();
  await expect(studio.chip).toHaveAttribute('data-state', 'failed');
  await studio.panel.locator('.vv-Notice [aria-expanded]').click();
  await walk.see('failed, details');
  script.hold({});
  await studio.primary.click();
  await expect(studio.primary).toHaveText(/^(Generate|生成)$/);
  await studio.timeline.focus();
  await walk.page.keyboard.press('End');
  await walk.page.keyboard.press('ArrowLeft');
  await studio.play.or(studio.pause).first().waitFor();
  await walk.see('done');
  await studio.turns.first().getByRole('button').click();
  await expect(studio.pause).toBeVisible();
  await walk.see('playing');
  await studio.pause.click();
  await walk.see('paused');
}

async function whatOpens(walk: Walk): Promise<void> {
  const { studio, page } = walk;
  await walk.seeMenu('download menu', '.vv-mod-download');
  await walk.seeMenu('menu of the state', '.vv-Chip');
  await walk.seeMenu('menu of speeds', '.vv-Player-options [aria-haspopup="menu"]');
  await walk.seeMenu('volume', '.vv-Player-options .vv-MenuAnchor:last-child button');
  await walk.seeMenu('voices', '.vv-Cast [aria-haspopup="listbox"]');
  await studio.panel.getByRole('button', { name: /^(History|历史)/ }).click();
  await walk.seeMenu('history, menu of a recording', '.vv-Job [aria-haspopup="menu"]');
  await walk.seeDrawer(3, 'settings');
  await page.keyboard.press('Escape');
  await studio.panel.getByRole('button', { name: /^(Rename|重命名)/ }).click();
  await walk.see('rename');
  await page.keyboard.press('Escape');
  await studio.panel.locator('.vv-Cast [aria-haspopup="listbox"]').first().click();
  await studio.panel.locator('.vv-VoiceMenu .vv-Menu-item').click();
  await page.locator('.vv-Recording').waitFor();
  await walk.see('consent', ['.jp-Dialog']);
  await page.keyboard.press('Escape');
}

async function whatChanges(walk: Walk): Promise<void> {
  const { studio, page } = walk;
  await studio.panel.getByText('Hello, Nora.').click();
  await page.keyboard.press('End');
  await page.keyboard.type(' Good evening.');
  await expect(studio.panel.locator('.vv-Item[data-state="stale"]')).toHaveCount(1);
  await studio.turns.first().getByRole('button').focus();
  await page.keyboard.press('l');
  await walk.see('stale, locked');
  await studio.primary.click();
  await expect(studio.panel.getByText('2/2')).toBeVisible();
  await expect(studio.primary).toHaveText(/^(Generate|生成)$/);
  await studio.panel.getByText('2/2').click();
  await studio.panel.getByRole('radio').first().waitFor();
  await walk.see('takes');
  await page.setViewportSize({ width: 700, height: 800 });
  await walk.see('narrow panel');
  await walk.seeMenu('narrow panel, menu', '.vv-mod-more');
  await page.setViewportSize({ width: 1280, height: 800 });
}

async function whatRests(walk: Walk): Promise<void> {
  const { studio, script } = walk;
  const choose = async (name: RegExp) => {
    await studio.chip.click();
    await studio.choice(name).click();
  };
  await choose(/^(Sleep|休眠)/);
  await expect(studio.chip).toHaveAttribute('data-state', 'asleep');
  await walk.see('asleep');
  script.hold({ frames: 9 });
  await studio.primary.click();
  await expect(studio.panel.locator('.vv-Item[data-state="speaking"]')).toBeVisible();
  await choose(/^(Stop VibeVoice|停止 VibeVoice)/);
  await studio.panel
    .locator('.vv-Notice')
    .getByRole('button', { name: /^(Start|启动)$/ })
    .waitFor();
  await walk.see('stopped instance');
  await studio.panel
    .locator('.vv-Notice')
    .getByRole('button', { name: /^(Start|启动)$/ })
    .click();
  await expect(studio.primary).toHaveText(/^(Resume|继续)$/);
  await walk.see('interrupted');
}

/** The last state of a walk: the server is gone. */
async function whatIsLost(walk: Walk, server: ILabServer): Promise<void> {
  await server.stop();
  await expect(walk.studio.chip).toHaveText(/Reconnecting|重连中/);
  // Nobody keeps another theme now.
  await walk.see('offline', undefined, [walk.firstTheme]);
}

for (const look of looks) {
  test(`axe finds nothing in any state, ${look.locale}, ${look.themes.join(', ')}`, async ({
    page,
    request
  }) => {
    test.slow();
    const log = join(test.info().project.outputDir, `states-${look.locale}.log`);
    const lab = await startLab('traefik', log);
    const script = new HeldScript(lab.home);
    await setLanguage(request, lab, look.locale);
    // What a slow machine would be told of lies over the player.
    await setNotifyAfter(request, lab, 0);
    await addEars(page);
    const walk = new Walk(new Studio(page, lab), script, look.themes);
    try {
      await beforeAnythingIsMade(walk);
      await whileItStarts(walk);
      await whileItSpeaks(walk);
      await howItEnds(walk);
      await whatOpens(walk);
      await whatChanges(walk);
      await whatRests(walk);
      await whatIsLost(walk, lab);
    } finally {
      await lab.stop();
    }
    expect(walk.found).toEqual([]);
  });
}
