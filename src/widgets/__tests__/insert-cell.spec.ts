import { YNotebook } from '@jupyter/ydoc';
import { type INotebookTracker, type NotebookPanel } from '@jupyterlab/notebook';
import { CommandRegistry } from '@lumino/commands';
import { insertCell } from '../insert-cell.ts';

/** An open notebook as far as a cell is put into it. */
function notebook(...sources: readonly string[]): NotebookPanel {
  const sharedModel = new YNotebook();
  for (const source of sources) {
    sharedModel.addCell({ cell_type: 'code', source });
  }
  const panel = {
    context: { ready: Promise.resolve(), path: 'talk.ipynb' },
    model: { sharedModel },
    content: { activeCellIndex: 0 }
  };
  return panel as unknown as NotebookPanel;
}

function lab(created?: NotebookPanel): [CommandRegistry, string[]] {
  const commands = new CommandRegistry();
  const asked: string[] = [];
  const describedBy = { args: { type: 'object' } };
  commands.addCommand('notebook:create-new', {
    describedBy,
    execute: () => (asked.push('create'), created)
  });
  commands.addCommand('docmanager:open', {
    describedBy,
    execute: ({ path }) => asked.push(`open ${path as string}`)
  });
  return [commands, asked];
}

const tracker = (currentWidget: NotebookPanel | null) => ({ currentWidget }) as INotebookTracker;
const textsOf = (panel: NotebookPanel) =>
  panel.model!.sharedModel.cells.map(cell => cell.getSource());

test('a dialogue comes below the active cell of the notebook that was used last', async () => {
  const panel = notebook('1 + 1', '2 + 2');
  const [commands, asked] = lab();
  await insertCell(commands, tracker(panel), 'Nora: Hello.');
  expect(textsOf(panel)).toEqual(['1 + 1', 'Nora: Hello.', '2 + 2']);
  expect(panel.content.activeCellIndex).toBe(1);
  expect(asked).toEqual(['open talk.ipynb']);
});

test('where no notebook is open a new one is made, and its empty cell is taken', async () => {
  const panel = notebook('');
  const [commands, asked] = lab(panel);
  await insertCell(commands, tracker(null), 'Nora: Hello.');
  expect(textsOf(panel)).toEqual(['Nora: Hello.']);
  expect(asked).toEqual(['create', 'open talk.ipynb']);
});

test('nothing happens where the person chose no kernel', async () => {
  const [commands, asked] = lab();
  await insertCell(commands, tracker(null), 'Nora: Hello.');
  expect(asked).toEqual(['create']);
});
