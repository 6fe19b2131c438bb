import { expect, type Locator, type Page } from '@playwright/test';
import { type IHeard, forget, heard } from './ears.ts';
import { type ILabServer } from './lab-server.ts';

/** For what has to be made first, on a machine that is busy with other things. */
const patientMs = 120_000;

/** What a person does and sees in the studio, by roles and names (English). */
export class Studio {
  constructor(
    readonly page: Page,
    readonly lab: ILabServer
  ) {}

  /** Opens JupyterLab with a clean workspace. */
  async openLab(): Promise<void> {
    await this.page.goto(`${this.lab.url}/lab?token=${this.lab.token}&reset`);
    await this.page.locator('.jp-Launcher').waitFor();
  }

  /** Resolves when JupyterLab has written down that a studio is open; ask before it is opened. */
  async layoutKept(): Promise<void> {
    await this.page.waitForResponse(
      each =>
        each.url().includes('/api/workspaces/') &&
        each.request().method() === 'PUT' &&
        (each.request().postData() ?? '').includes('vibevoice-studio:')
    );
  }

  /** Opens JupyterLab and clicks the tile: an untitled dialogue. */
  async openByTile(): Promise<void> {
    await this.openLab();
    await this.tile.click();
    await this.text.waitFor();
  }

  /** Opens a file of the notebook folder in a clean JupyterLab. */
  async openFile(path: string): Promise<void> {
    await this.page.goto(
      `${this.lab.url}/lab/tree/${encodeURIComponent(path)}?token=${this.lab.token}&reset`
    );
    await this.text.waitFor();
  }

  /** Replaces the whole dialogue, as select all and paste do, and waits until it is understood. */
  async paste(dialogue: string, speakers = 4): Promise<void> {
    await this.text.click();
    await this.page.keyboard.press('ControlOrMeta+A');
    await this.page.evaluate(text => {
      const data = new DataTransfer();
      data.setData('text/plain', text);
      const event = new ClipboardEvent('paste', {
        clipboardData: data,
        bubbles: true,
        cancelable: true
      });
      document.activeElement?.dispatchEvent(event);
    }, dialogue);
    await expect(this.cast).toHaveCount(speakers);
  }

  /** Presses the primary button, which must say this now. */
  async press(name: string | RegExp): Promise<void> {
    await this.primary.getByText(name).click();
  }

  /** Waits until sound reaches the loudspeaker, and returns what was heard. */
  async listen(): Promise<IHeard> {
    await expect
      .poll(async () => (await heard(this.page)).loudFrames, { timeout: patientMs })
      .toBeGreaterThan(0);
    return heard(this.page);
  }

  /** Forgets what was heard, then waits for sound after this moment. */
  async listenAgain(): Promise<IHeard> {
    await forget(this.page);
    return this.listen();
  }

  /** Waits until the whole dialogue is made: nothing runs, and every turn in sight has its sound. */
  async finished(timeout = patientMs): Promise<void> {
    await expect(this.panel.locator('.vv-Item[data-state="done"]').first()).toBeVisible({
      timeout
    });
    await expect(this.primary).toHaveText(/^(Generate|生成)$/, { timeout });
    await expect(this.panel.locator('.vv-Item:not([data-state="done"])')).toHaveCount(0);
    await expect(this.panel.getByRole('progressbar')).toHaveCount(0);
  }

  /** Pauses what plays, and waits until nothing reaches the loudspeaker any more. */
  async silence(): Promise<void> {
    if (await this.pause.isVisible()) {
      await this.pause.click();
    }
    await expect
      .poll(async () => {
        await forget(this.page);
        await this.page.evaluate(() => new Promise(resolve => setTimeout(resolve, 300)));
        return (await heard(this.page)).loudFrames;
      })
      .toBe(0);
  }

  /** Waits until the document on disk is the one on the screen; what is generated is saved by itself. */
  async saved(): Promise<void> {
    await expect(this.page.locator('.lm-DockPanel-tabBar .jp-mod-dirty')).toHaveCount(0);
  }

  /** The path of the open document, as JupyterLab keeps it. */
  async path(): Promise<string> {
    const title = await this.page
      .locator('.lm-DockPanel-tabBar .lm-mod-current')
      .first()
      .getAttribute('title');
    return title?.match(/^(?:Path|路径)[:：]\s*(.+)$/m)?.[1] ?? '';
  }

  /** Where the player stands and how much there is, in seconds, from the words of the timeline. */
  async position(): Promise<{ at: number; of: number }> {
    const words = (await this.timeline.getAttribute('aria-valuetext')) ?? '';
    const times = [...words.matchAll(/\d+(?::\d\d)+/g)].map(([clock]) =>
      clock.split(':').reduce((sum, part) => sum * 60 + Number(part), 0)
    );
    return { at: times[0] ?? 0, of: times[1] ?? 0 };
  }

  get tile(): Locator {
    return this.page.locator('.jp-LauncherCard').filter({ hasText: /VibeVoice|语音工作室/ });
  }

  get panel(): Locator {
    return this.page.locator('.vv-StudioDocument:visible');
  }

  /** The text of the dialogue. */
  get text(): Locator {
    return this.panel.getByRole('textbox', { name: /^(Dialogue|对话)$/ });
  }

  get cast(): Locator {
    return this.panel.getByRole('list', { name: /^(Cast|角色)/ }).getByRole('listitem');
  }

  get primary(): Locator {
    return this.panel.locator('.vv-Header-main').getByRole('button');
  }

  get chip(): Locator {
    return this.panel.locator('.vv-Header .vv-Chip');
  }

  /** The turns in the gutter; only those near the viewport exist, each knows the true count. */
  get turns(): Locator {
    return this.panel.getByRole('list', { name: /^(Turns|句)/ }).getByRole('listitem');
  }

  get timeline(): Locator {
    return this.panel.getByRole('slider').first();
  }

  get play(): Locator {
    return this.panel.locator('.vv-Player').getByRole('button', { name: /^(Play|播放)/ });
  }

  get pause(): Locator {
    return this.panel.locator('.vv-Player').getByRole('button', { name: /^(Pause|暂停)/ });
  }

  /** A choice of the open menu. */
  choice(name: string | RegExp): Locator {
    return this.page.getByRole('menuitem', { name });
  }
}
