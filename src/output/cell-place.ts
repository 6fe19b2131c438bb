import { type JupyterFrontEnd } from '@jupyterlab/application';
import { type Cell, type ICodeCellModel } from '@jupyterlab/cells';
import { type IDisplayBundle } from '../client/index.ts';
import { type SpokenPanel } from './SpokenPanel.ts';

/** A cell that is spoken. */
export interface ISpokenCell {
  readonly cell: Cell;
  /** Path of its notebook. */
  readonly ref: string;
  readonly put: (bundle: IDisplayBundle, isUpdate: boolean) => void;
}

const mimeType = 'application/vnd.vibevoice.job.v1+json';

/** Where a cell's job is shown: below a code cell, as if its kernel had; for text in a panel at the side. */
export function cellPlace(
  cell: Cell,
  panel: SpokenPanel,
  shell: JupyterFrontEnd.IShell
): ISpokenCell['put'] {
  const { model } = cell;
  if (model.type !== 'code') {
    return (bundle, isUpdate) => {
      void panel.showJob(bundle);
      if (!isUpdate) {
        if (!panel.isAttached) {
          shell.add(panel, 'right', { rank: 900 });
        }
        shell.activateById(panel.id);
      }
    };
  }
  const { outputs } = model as ICodeCellModel;
  return (bundle, isUpdate) => {
    if (cell.isDisposed) {
      return;
    }
    const output = { output_type: 'display_data', data: { ...bundle }, metadata: {} };
    if (!isUpdate) {
      outputs.clear();
      outputs.add(output);
    } else if (showsJob(outputs, bundle[mimeType].job_id)) {
      outputs.set(0, output);
    }
  };
}

/** Whether the job is still what the cell shows: it may have been run or cleared meanwhile. */
function showsJob(outputs: ICodeCellModel['outputs'], jobId: string): boolean {
  const shown = outputs.length === 1 ? outputs.get(0).data[mimeType] : undefined;
  return (shown as { job_id?: unknown } | undefined)?.job_id === jobId;
}
