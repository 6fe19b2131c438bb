import { type Locator, type Page } from '@playwright/test';
import { type ILabServer } from './lab-server.ts';

/** What a person does and sees in the studio, by roles and names. */
export class Studio {
  constructor(
    readonly page: Page,
    readonly lab: ILabServer
  ) {}

  /** Opens JupyterLab with a clean workspace. */
  async openLab(): Promise<void> {
    await this.page.goto(`${this.lab.url}/lab?token=${this.lab.token}&reset`);
    await this.launcher.waitFor();
  }

  /** Opens JupyterLab and clicks the tile: an untitled dialogue with the example. */
  async openByTile(): Promise<void> {
    await this.openLab();
    await this.tile.click();
    await this.text.waitFor();
  }

  /** Replaces the whole dialogue, as select all and paste do. */
  async paste(dialogue: string): Promise<void> {
    await this.text.click();
    await this.page.keyboard.press('ControlOrMeta+A');
    await this.page.evaluate(text => {
      const data = new DataTransfer();
      data.setData('text/plain', text);
      document.activeElement?.dispatchEvent(
        new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })
      );
    }, dialogue);
  }

  get launcher(): Locator {
    return this.page.locator('.jp-Launcher');
  }

  get tile(): Locator {
    return this.page
      .locator('.jp-LauncherCard')
      .filter({ hasText: /VibeVoice|语音工作室/ })
      .first();
  }

  get panel(): Locator {
    return this.page.locator('.jp-VibeVoiceStudio:visible, .vv-Studio:visible').first();
  }

  /** The text of the dialogue. */
  get text(): Locator {
    return this.page
      .locator('.jp-Document:visible')
      .getByRole('textbox')
      .filter({ has: this.page.locator('.cm-line') })
      .first();
  }

  button(name: string | RegExp): Locator {
    return this.page.locator('.jp-Document:visible').getByRole('button', { name });
  }
}
