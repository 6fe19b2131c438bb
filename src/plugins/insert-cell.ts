import { type JupyterFrontEnd, type JupyterFrontEndPlugin } from '@jupyterlab/application';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ITranslator } from '@jupyterlab/translation';

/** The command behind "Insert in notebook". */
const command = 'vibevoice:insert-cell';

/** Puts a text into a cell of the notebook that was used last, or of a new one. */
export const insertCellPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-vibevoice:insert-cell',
  description: 'Inserts a dialogue into a notebook.',
  autoStart: true,
  requires: [INotebookTracker, ITranslator],
  activate: (app: JupyterFrontEnd, notebooks: INotebookTracker, translator: ITranslator): void => {
    const trans = translator.load('jupyterlab_vibevoice');
    app.commands.addCommand(command, {
      label: trans.__('Insert dialogue in notebook'),
      describedBy: {
        args: {
          type: 'object',
          properties: { text: { type: 'string', description: trans.__('Text of the cell') } }
        }
      },
      execute: async ({ text }) => {
        const { insertCell } = await import('../widgets/insert-cell.ts');
        await insertCell(app.commands, notebooks, typeof text === 'string' ? text : '');
      }
    });
  }
};
