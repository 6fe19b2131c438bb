import { type JupyterFrontEnd, type JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IStatusBar } from '@jupyterlab/statusbar';
import { ITranslator } from '@jupyterlab/translation';
import { IVibeVoice } from '../tokens.ts';
// eslint-disable-next-line jupyter/prefer-lazy-imports -- registered in activate, and small
import { StatusItem } from '../widgets/StatusItem.ts';

const id = 'jupyterlab-vibevoice:status';

/** The instance's state in the status bar. */
export const statusPlugin: JupyterFrontEndPlugin<void> = {
  id,
  description: 'Shows the state of VibeVoice in the status bar.',
  autoStart: true,
  requires: [IVibeVoice, ITranslator],
  optional: [IStatusBar],
  activate: (
    app: JupyterFrontEnd,
    vibeVoice: IVibeVoice,
    translator: ITranslator,
    statusBar: IStatusBar | null
  ): void => {
    if (!statusBar) {
      return;
    }
    const open = () => void app.commands.execute('vibevoice:open-studio');
    const item = new StatusItem(vibeVoice, translator.load('jupyterlab_vibevoice'), open);
    statusBar.registerStatusItem(id, {
      item,
      align: 'left',
      rank: 20,
      isActive: () => item.isActive,
      activeStateChanged: item.activeChanged
    });
    // An instance that an earlier page started is shown too, once Lab has nothing better to do.
    void app.restored.then(() => vibeVoice.look());
  }
};
