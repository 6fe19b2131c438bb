import { ABCWidgetFactory, type DocumentRegistry } from '@jupyterlab/docregistry';
import { type LabIcon } from '@jupyterlab/ui-components';
import { StudioContent, type IStudioParts } from './StudioContent.ts';
import { StudioDocument } from './StudioDocument.ts';

/** What a factory needs besides its registration. */
export interface IStudioFactoryOptions extends DocumentRegistry.IWidgetFactoryOptions<StudioDocument> {
  readonly icon: LabIcon;
  /** Loads the studio's code and makes the parts for a document; null where it was closed meanwhile. */
  readonly load: (
    context: DocumentRegistry.IContext<DocumentRegistry.ICodeModel>
  ) => Promise<IStudioParts | null>;
}

/** Makes a studio for a document. Thin on purpose: it is registered when JupyterLab starts, its studio is loaded when it is opened. */
export class StudioFactory extends ABCWidgetFactory<StudioDocument, DocumentRegistry.ICodeModel> {
  constructor(private readonly _options: IStudioFactoryOptions) {
    super(_options);
  }

  protected override createNewWidget(
    context: DocumentRegistry.IContext<DocumentRegistry.ICodeModel>
  ): StudioDocument {
    const content = new StudioContent();
    content.title.icon = this._options.icon;
    content.fill(() => this._options.load(context));
    // A studio that cannot be loaded says why in its place.
    return new StudioDocument({ content, context, reveal: content.filled.then(() => undefined) });
  }
}
