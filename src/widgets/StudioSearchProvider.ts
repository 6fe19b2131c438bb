import { type CodeEditor } from '@jupyterlab/codeeditor';
import { EditorSearchProvider } from '@jupyterlab/codemirror';
import { type IFilters, type ISearchProvider } from '@jupyterlab/documentsearch';
import { type Widget } from '@lumino/widgets';
import { StudioDocument } from './StudioDocument.ts';

/** Finds and replaces in a dialogue, by JupyterLab's own bar. */
export class StudioSearchProvider extends EditorSearchProvider implements ISearchProvider {
  constructor(private readonly _document: StudioDocument) {
    super();
  }

  /** A provider for an open dialogue. */
  static createNew(widget: Widget): ISearchProvider {
    if (!StudioSearchProvider.isApplicable(widget)) {
      throw new Error('Only a dialogue can be searched by this provider');
    }
    return new StudioSearchProvider(widget);
  }

  /** True for dialogues whose text is shown. */
  static isApplicable(this: void, widget: Widget): widget is StudioDocument {
    return widget instanceof StudioDocument && widget.content.parts !== null;
  }

  get isReadOnly(): boolean {
    return this.editor?.getOption('readOnly') === true;
  }

  /** The selected text, or what was looked for before. */
  getInitialQuery(): string {
    const editor = this._document.content.parts?.transcript.editor;
    return (
      editor?.state.sliceDoc(editor.state.selection.main.from, editor.state.selection.main.to) ?? ''
    );
  }

  override async startQuery(query: RegExp | null, filters?: IFilters): Promise<void> {
    await super.startQuery(query, filters);
    await this.highlightNext(true, { from: 'selection-start', scroll: false, select: false });
  }

  protected override get editor(): CodeEditor.IEditor | null {
    return this._document.content.parts?.transcript.editor ?? null;
  }

  protected override get model(): CodeEditor.IModel {
    return this._document.context.model;
  }
}
