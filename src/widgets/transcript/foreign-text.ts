import { type EditorView } from '@codemirror/view';
import { Notification } from '@jupyterlab/apputils';
import {
  ImportFormatError,
  importLabels,
  importScript,
  type ImportFormat
} from '../../dialogue/importers/index.ts';
import { hostOf } from './host.ts';

function isFormat(name: string): name is ImportFormat {
  return Object.hasOwn(importLabels, name);
}

/** A text in another format as a dialogue script; null, after saying so, where it cannot be read. */
export async function importText(
  view: EditorView,
  text: string,
  importer: string
): Promise<string | null> {
  const { trans } = hostOf(view.state);
  const label = isFormat(importer) ? importLabels[importer] : importer;
  try {
    return isFormat(importer) ? await importScript(importer, text) : null;
  } catch (error) {
    if (!(error instanceof ImportFormatError)) {
      throw error;
    }
    Notification.warning(
      trans.__(
        'This text cannot be read as %1; it was left as it is. Check that it is complete.',
        label
      ),
      { autoClose: 8000 }
    );
    return null;
  }
}
