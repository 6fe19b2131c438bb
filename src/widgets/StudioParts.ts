import '../../style/studio.css';
import { type IEditorServices } from '@jupyterlab/codeeditor';
import { type DocumentRegistry } from '@jupyterlab/docregistry';
import { type ITranslator } from '@jupyterlab/translation';
import { type IStudioModel } from '../studio/model.ts';
import { type IStudioParts } from './StudioContent.ts';
import { isExampleText, nextExample } from './examples.ts';
import { StudioPanel } from './StudioPanel.tsx';
import { Transcript } from './Transcript.ts';

type Context = DocumentRegistry.IContext<DocumentRegistry.ICodeModel>;

/** Documents whose reading is no step to undo any more. */
const opened = new WeakSet<Context>();

/** What a studio takes from JupyterLab. */
export interface IStudioServices {
  readonly editorServices: IEditorServices;
  readonly translator: ITranslator;
  /** Makes the state of one studio. */
  readonly createModel: (path: string) => Promise<IStudioModel>;
}

/** Keeps the model's text and path those of the document, as long as the model lives. */
function wire(model: IStudioModel, context: Context): void {
  const { sharedModel } = context.model;
  const onText = (): void => {
    if (!model.isDisposed) {
      model.setText(sharedModel.getSource());
    }
  };
  const onPath = (): void => {
    if (!model.isDisposed) {
      model.setPath(context.path);
    }
  };
  sharedModel.changed.connect(onText);
  context.pathChanged.connect(onPath);
  context.disposed.connect(() => {
    sharedModel.changed.disconnect(onText);
  });
  onText();
  model.setExample(isExampleText(sharedModel.getSource()));
}

/** Saves the document when something of it is asked for: whoever closes the tab then finds text and sound in step. */
function saveWhenAsked(model: IStudioModel, context: Context): void {
  let isSaving = false;
  model.changed.connect(() => {
    const isWanted =
      model.isAsking && context.model.dirty && context.contentsModel?.writable !== false;
    if (isWanted && !isSaving && !context.isDisposed) {
      isSaving = true;
      // JupyterLab itself says why a file could not be saved.
      void context.save().finally(() => (isSaving = false));
    }
  });
}

/** Makes the studio of a document, once its text is there; null where the document was closed meanwhile. */
export async function createStudioParts(
  context: Context,
  services: IStudioServices
): Promise<IStudioParts | null> {
  const { editorServices, translator } = services;
  const making = services.createModel(context.path);
  const model = await Promise.all([making, context.ready]).then(
    ([made]) => made,
    async (reason: unknown) => {
      await making.then(made => made.dispose());
      throw reason;
    }
  );
  if (context.isDisposed) {
    model.dispose();
    return null;
  }
  wire(model, context);
  saveWhenAsked(model, context);
  const language = translator.languageCode.startsWith('zh') ? 'zh' : 'en';
  const onExamples = (): void => {
    transcript.replaceText(nextExample(model.text, language).text);
    model.setExample(true);
  };
  const transcript = new Transcript({ model, context, editorServices, translator, onExamples });
  if (!opened.has(context)) {
    // Undo must not empty the file that was just read; a second view keeps the first one's steps.
    opened.add(context);
    transcript.editor.clearHistory();
    // JupyterLab clears them again once its checkpoint is written, seconds later on a slow server: what was typed
    // before that has to stay. From here on nobody clears the steps of this document, in whichever view it is open.
    context.model.sharedModel.clearUndoHistory = () => undefined;
  }
  const panel = new StudioPanel({ model, transcript, translator, onExamples });
  return { model, transcript, panel };
}
