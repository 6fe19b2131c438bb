import { type INotebookTracker, type NotebookPanel } from '@jupyterlab/notebook';
import { type CommandRegistry } from '@lumino/commands';

/** Puts a text into a new code cell: below the active one of the notebook that was used last, or first in a new one. */
export async function insertCell(
  commands: CommandRegistry,
  notebooks: INotebookTracker,
  text: string
): Promise<void> {
  const open = notebooks.currentWidget;
  const panel =
    open ?? ((await commands.execute('notebook:create-new')) as NotebookPanel | undefined);
  if (!panel) {
    // The person was asked for a folder or a kernel, and chose none.
    return;
  }
  await panel.context.ready;
  const { cells } = panel.model!.sharedModel;
  const { activeCellIndex } = panel.content;
  // A new notebook has one empty cell, which is for this.
  const isEmpty = cells[activeCellIndex]?.getSource() === '';
  const index = isEmpty ? activeCellIndex : activeCellIndex + 1;
  if (isEmpty) {
    cells[index]!.setSource(text);
  } else {
    panel.model!.sharedModel.insertCell(index, { cell_type: 'code', source: text });
  }
  panel.content.activeCellIndex = index;
  await commands.execute('docmanager:open', { path: panel.context.path });
}
