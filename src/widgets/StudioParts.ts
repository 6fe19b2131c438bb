import { type IEditorServices } from '@jupyterlab/codeeditor';
import { type DocumentRegistry } from '@jupyterlab/docregistry';
import { type ITranslator } from '@jupyterlab/translation';
import { type IStudioParts } from './StudioContent.ts';
import { isExampleText } from './examples.ts';
import { Transcript } from './Transcript.ts';

/** What a studio takes from JupyterLab. */
export interface IStudioServices {
  readonly editorServices: IEditorServices;
  readonly translator: ITranslator;
}
