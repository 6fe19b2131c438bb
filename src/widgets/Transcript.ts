import { EditorView } from '@codemirror/view';
import { YFile, type ISharedFile } from '@jupyter/ydoc';
import { CodeEditorWrapper, type IEditorServices } from '@jupyterlab/codeeditor';
import { type CodeMirrorEditor } from '@jupyterlab/codemirror';
import { type DocumentRegistry } from '@jupyterlab/docregistry';
import { type ITranslator, type TranslationBundle } from '@jupyterlab/translation';
import { Signal } from '@lumino/signaling';
import { PanelLayout, Widget } from '@lumino/widgets';
import {
  type IReveal,
  type IStudioModel,
  type ITextEdit,
  type StudioChange
} from '../studio/model.ts';
import {
  readAgain,
  scriptField,
  setOverlay,
  transcriptExtensions,
  type ITextHistory
} from './transcript/index.ts';
import { nameColumn } from './transcript/name-column.ts';

/** Ends an undo step where the shared model has such steps; its interface does not say so, its Yjs form has them. */
function stopCapturing(shared: ISharedFile): void {
  if (shared instanceof YFile) {
    shared.undoManager.stopCapturing();
  }
}

/** What a transcript is made of. */
export interface ITranscriptOptions {
  readonly model: IStudioModel;
  readonly context: DocumentRegistry.IContext<DocumentRegistry.ICodeModel>;
  readonly editorServices: IEditorServices;
  readonly translator: ITranslator;
  /** Puts an example in the place of the text. */
  readonly onExamples?: () => void;
}

/** The text of a dialogue, drawn as turns: JupyterLab's own editor over the document's shared model. */
export class Transcript extends Widget {
  constructor(options: ITranscriptOptions) {
    super();
    const { model, context, editorServices, translator } = options;
    const { onExamples: showExample = () => undefined } = options;
    this._model = model;
    this._context = context;
    this._trans = translator.load('jupyterlab_vibevoice');
    const language = translator.languageCode.startsWith('zh') ? 'zh' : 'en';
    this.addClass('vv-Transcript');
    this.node.lang = translator.languageCode.replace('_', '-');
    this.node.dataset.jpUndoer = 'true';
    this._wrapper = new CodeEditorWrapper({
      model: context.model,
      factory: each => editorServices.factoryService.newDocumentEditor(each),
      editorOptions: {
        // These win over what a person has set for code.
        config: {
          lineNumbers: false,
          codeFolding: false,
          lineWrap: true,
          scrollPastEnd: false,
          matchBrackets: false,
          autoClosingBrackets: false,
          highlightActiveLine: false,
          smartIndent: false,
          rulers: []
        },
        extensions: [
          transcriptExtensions({ model, trans: this._trans, language, showExample }, this._history)
        ]
      }
    });
    (this.layout = new PanelLayout()).addWidget(this._wrapper);
    // Tab leaves the text; JupyterLab's own binding would indent.
    this.view.setTabFocusMode(true);
    model.changed.connect(this._onChanged, this);
    model.moved.connect(this._show, this);
    model.editRequested.connect(this._onEditRequested, this);
    model.revealRequested.connect(this._onRevealRequested, this);
    this._show();
  }

  /** The editor that the search provider works in. */
  get editor(): CodeMirrorEditor {
    return this._wrapper.editor as CodeMirrorEditor;
  }

  /** CodeMirror's view of it. */
  get view(): EditorView {
    return this.editor.editor;
  }

  /** Undo and redo of the document. */
  get history(): ITextHistory {
    return this._history;
  }

  /** Puts an example in the place of the text, as one step that can be undone. */
  replaceText(text: string): void {
    this.view.dispatch({
      changes: { from: 0, to: this.view.state.doc.length, insert: text },
      selection: { anchor: 0 },
      userEvent: 'input.import'
    });
  }

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    Signal.clearData(this);
    super.dispose();
  }

  protected override onActivateRequest(): void {
    this._wrapper.activate();
  }

  protected override onAfterShow(): void {
    this.view.requestMeasure();
  }

  private readonly _onChanged = (_: IStudioModel, change: StudioChange): void => {
    if (change === 'turns' || change === 'script') {
      this._areTurnsOld = true;
      this._isToRead ||= change === 'script';
      this._show();
    }
  };

  /** Soon: the text may be in the middle of an update, when nothing may be dispatched. One update shows all that is new by then. */
  private readonly _show = (): void => {
    if (this._isShowing) {
      return;
    }
    this._isShowing = true;
    queueMicrotask(() => {
      this._isShowing = false;
      if (!this.isDisposed) {
        const { player } = this._model;
        // Asking for the turns reads the text: not each time that the player moves.
        const turns = this._areTurnsOld ? { turns: this._model.turns } : {};
        // The model has read the text just now, so that reading it here costs nothing.
        const reading = this._isToRead && !this.view.composing ? [readAgain.of(null)] : [];
        this._isToRead = this._areTurnsOld = false;
        this.view.dispatch({ effects: [...reading, setOverlay.of({ ...turns, player })] });
        this._fitNames(this.view.state.field(scriptField).names);
      }
    });
  };

  private _fitNames(names: readonly string[]): void {
    const key = names.join('\n');
    if (key !== this._names) {
      this._names = key;
      this.node.style.setProperty('--vv-name', `${nameColumn(names, this.node)}px`);
    }
  }

  private readonly _onEditRequested = (_: IStudioModel, edit: ITextEdit): void => {
    const { from, to, insert } = edit;
    this.view.dispatch({ changes: { from, to, insert }, userEvent: 'input.fix' });
  };

  private readonly _onRevealRequested = (_: IStudioModel, place: IReveal): void => {
    const offset = Math.min(place.offset, this.view.state.doc.length);
    this.view.dispatch({
      effects: EditorView.scrollIntoView(offset, { y: 'center' }),
      ...(place.focus ? { selection: { anchor: offset } } : {})
    });
    if (place.focus) {
      this.view.focus();
    }
  };

  private readonly _history: ITextHistory = {
    undo: () => this._context.model.sharedModel.undo(),
    redo: () => this._context.model.sharedModel.redo(),
    separate: () => stopCapturing(this._context.model.sharedModel)
  };
  private readonly _model: IStudioModel;
  private readonly _context: DocumentRegistry.IContext<DocumentRegistry.ICodeModel>;
  private readonly _trans: TranslationBundle;
  private readonly _wrapper: CodeEditorWrapper;
  private _isShowing = false;
  private _isToRead = false;
  private _areTurnsOld = true;
  private _names: string | null = null;
}
