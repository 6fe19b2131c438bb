import { type TranslationBundle } from '@jupyterlab/translation';
import { type ISignal, Signal } from '@lumino/signaling';
import { Widget } from '@lumino/widgets';
import { studioIcon } from '../icons.ts';
import { instanceText } from '../studio/instance-words.ts';
import { type ISession, type IVibeVoice } from '../tokens.ts';

/** The instance's state in the status bar; a click opens a studio. Hidden until something has asked for the instance. */
export class StatusItem extends Widget {
  constructor(vibeVoice: IVibeVoice, trans: TranslationBundle, open: () => void) {
    super({ node: document.createElement('button') });
    this._trans = trans;
    this.addClass('vv-StatusItem');
    this.node.setAttribute('type', 'button');
    studioIcon.element({
      container: this.node.appendChild(document.createElement('span')),
      stylesheet: 'statusBar'
    });
    this._text = this.node.appendChild(document.createElement('span'));
    this.node.addEventListener('click', open);
    vibeVoice.opened.connect((_, session) => this._watch(session), this);
    if (vibeVoice.current) {
      this._watch(vibeVoice.current);
    }
  }

  /** Whether there is something to say. */
  get isActive(): boolean {
    return this._session !== null;
  }

  get activeChanged(): ISignal<this, void> {
    return this._activeChanged;
  }

  override dispose(): void {
    if (!this.isDisposed) {
      Signal.clearData(this);
      super.dispose();
    }
  }

  private _watch(session: ISession): void {
    this._session = session;
    session.instance.changed.connect(this._show, this);
    this._show();
    this._activeChanged.emit();
  }

  private readonly _show = (): void => {
    const state = instanceText(this._session?.instance.value ?? null, this._trans);
    this._text.textContent = this._trans.__('VibeVoice: %1', state);
    this.node.title = this._trans.__('Open a VibeVoice studio');
  };

  private readonly _activeChanged = new Signal<this, void>(this);
  private readonly _text: HTMLElement;
  private readonly _trans: TranslationBundle;
  private _session: ISession | null = null;
}
