import {
  DocumentWidget,
  type DocumentRegistry,
  type IDocumentWidget
} from '@jupyterlab/docregistry';
import { type IWidgetTracker } from '@jupyterlab/apputils';
import { Token } from '@lumino/coreutils';
import { type StudioContent } from './StudioContent.ts';

/** A dialogue that is open in the studio. */
export class StudioDocument extends DocumentWidget<StudioContent, DocumentRegistry.ICodeModel> {
  constructor(options: DocumentWidget.IOptions<StudioContent, DocumentRegistry.ICodeModel>) {
    super(options);
    this.addClass('vv-StudioDocument');
    // The studio has its own header; an empty toolbar would leave a strip.
    this.toolbar.hide();
  }
}

/** The dialogues that are open. */
export type IStudioTracker = IWidgetTracker<
  IDocumentWidget<StudioContent, DocumentRegistry.ICodeModel>
>;

/** Token of the dialogues that are open. */
export const IStudioTracker = new Token<IStudioTracker>(
  'jupyterlab-vibevoice:IStudioTracker',
  'The dialogues that are open in the studio.'
);
