import { type JupyterFrontEnd, type JupyterFrontEndPlugin } from '@jupyterlab/application';
import { Notification } from '@jupyterlab/apputils';
import { INotebookTracker } from '@jupyterlab/notebook';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ITranslator, type TranslationBundle } from '@jupyterlab/translation';
// eslint-disable-next-line jupyter/prefer-lazy-imports -- thin; a cell is read only at a click
import { cellPlace, type ISpokenCell } from '../output/cell-place.ts';
// eslint-disable-next-line jupyter/prefer-lazy-imports -- thin, and kept from click to click
import { SpokenPanel } from '../output/SpokenPanel.ts';
import { IVibeVoice } from '../tokens.ts';
// eslint-disable-next-line jupyter/prefer-lazy-imports -- loaded for the tile already
import { studioIcon } from './studio.ts';

/** The command of the button in a cell's toolbar (schema/speak-cell.json). */
const speakCell = 'vibevoice:speak-cell';

/** A button on every cell, whatever its kernel: speaks the cell's text, and shows the job below it. */
export const speakCellPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-vibevoice:speak-cell',
  description: 'Speaks the text of a cell as a dialogue.',
  autoStart: true,
  requires: [IVibeVoice, INotebookTracker, IRenderMimeRegistry, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    vibeVoice: IVibeVoice,
    notebooks: INotebookTracker,
    rendermime: IRenderMimeRegistry,
    translator: ITranslator
  ): void => {
    const trans = translator.load('jupyterlab_vibevoice');
    const language = translator.languageCode.startsWith('zh') ? 'zh' : 'en';
    const panel = new SpokenPanel(rendermime, trans);
    app.commands.addCommand(speakCell, {
      label: trans.__('Speak this cell'),
      caption: trans.__('Speak the text of this cell as a dialogue'),
      icon: studioIcon,
      describedBy: { args: { type: 'object', properties: {} } },
      isEnabled: () => notebooks.activeCell !== null,
      execute: async () => {
        const cell = notebooks.activeCell;
        if (cell) {
          const ref = notebooks.currentWidget?.context.path ?? '';
          const spoken = { cell, ref, put: cellPlace(cell, panel, app.shell) };
          await speak(vibeVoice, spoken, language, trans);
        }
      }
    });
  }
};

/** Speaks, or says why not; what became of a job is told by its output. */
async function speak(
  vibeVoice: IVibeVoice,
  { cell, ref, put }: ISpokenCell,
  language: 'en' | 'zh',
  trans: TranslationBundle
): Promise<void> {
  const { speakText } = await import('../output/speak-text.ts');
  try {
    await speakText({ vibeVoice, text: cell.model.sharedModel.getSource(), ref, put });
  } catch (error) {
    const { speakProblem } = await import('../output/speak-problem.ts');
    Notification.error(speakProblem(error, language, trans), { autoClose: 8000 });
  }
}
