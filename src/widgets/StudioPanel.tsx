import { ReactWidget } from '@jupyterlab/ui-components';
import { type ITranslator, nullTranslator, type TranslationBundle } from '@jupyterlab/translation';
import { Panel, PanelLayout, type Widget } from '@lumino/widgets';
import { type IStudioModel } from '../studio/model.ts';
import { CastStrip } from './CastStrip.tsx';
import { Drawer } from './drawer/Drawer.tsx';
import { actPrimary, Header } from './Header.tsx';
import { Notice } from './Notice.tsx';
import { PlayerBar } from './PlayerBar.tsx';
import { Progress } from './Progress.tsx';

/** What a studio panel is made of. */
export interface IStudioPanelOptions {
  readonly model: IStudioModel;
  /** The text; it takes what the other parts leave. */
  readonly transcript: Widget;
  readonly translator?: ITranslator;
  /** Replaces the text by another example. */
  readonly onExamples?: () => void;
}

/** Header, cast, notice, text with its drawer, player; everything is drawn from the model. */
export class StudioPanel extends Panel {
  constructor(options: IStudioPanelOptions) {
    super({ layout: new PanelLayout() });
    const { model, transcript, onExamples = () => undefined } = options;
    const translator = options.translator ?? nullTranslator;
    this._model = model;
    this._trans = translator.load('jupyterlab_vibevoice');
    const trans = this._trans;
    const language = translator.languageCode.toLowerCase().startsWith('zh') ? 'zh' : 'en';
    this.addClass('vv-Studio');
    this.node.lang = language === 'zh' ? 'zh-CN' : 'en';
    const body = new Panel();
    body.addClass('vv-Studio-body');
    transcript.addClass('vv-Studio-text');
    body.addWidget(transcript);
    body.addWidget(part(<Drawer {...{ model, trans, language }} />));
    this.addWidget(part(<Header {...{ model, trans }} />));
    this.addWidget(part(<CastStrip {...{ model, trans }} />));
    this.addWidget(part(<Notice {...{ model, trans, onExamples }} />));
    this.addWidget(body);
    this.addWidget(part(<PlayerBar {...{ model, trans }} />));
    this.addWidget(part(<Progress {...{ model, trans }} />));
    model.changed.connect(this._onChanged, this);
    this._showFont();
  }

  override dispose(): void {
    if (!this.isDisposed) {
      this._model.changed.disconnect(this._onChanged, this);
      super.dispose();
    }
  }

  handleEvent(event: Event): void {
    if (event.type === 'keydown') {
      this._onKeyDown(event as KeyboardEvent);
    } else if (document.visibilityState === 'visible') {
      this._model.refresh();
    }
  }

  protected override onAfterAttach(): void {
    this.node.addEventListener('keydown', this, true);
    document.addEventListener('visibilitychange', this);
  }

  protected override onBeforeDetach(): void {
    this.node.removeEventListener('keydown', this, true);
    document.removeEventListener('visibilitychange', this);
  }

  private readonly _onKeyDown = (event: KeyboardEvent): void => {
    if (
      event.key === 'Enter' &&
      event.shiftKey &&
      (event.ctrlKey || event.metaKey) &&
      !event.isComposing
    ) {
      event.preventDefault();
      event.stopPropagation();
      actPrimary(this._model, this._trans);
    }
  };

  private readonly _onChanged = (_: IStudioModel, change: string): void => {
    if (change === 'settings') {
      this._showFont();
    }
  };

  private _showFont(): void {
    this.node.dataset.font = this._model.settings.font;
  }

  private readonly _model: IStudioModel;
  private readonly _trans: TranslationBundle;
}

function part(element: JSX.Element): Widget {
  const widget = ReactWidget.create(element);
  widget.addClass('vv-Part');
  return widget;
}
