import { PromiseDelegate } from '@lumino/coreutils';
import { BoxLayout, Widget } from '@lumino/widgets';
import { type IStudioModel } from '../studio/model.ts';
import { type Transcript } from './Transcript.ts';

/** What a studio consists of, once it is loaded. */
export interface IStudioParts {
  readonly model: IStudioModel;
  readonly transcript: Transcript;
  /** Header, cast, notice, transcript, drawer and player; it disposes the other two. */
  readonly panel: Widget;
}

/** The place of a studio in its document: empty for the moment in which the code is loaded, then filled. */
export class StudioContent extends Widget {
  constructor() {
    super();
    this.addClass('vv-StudioContent');
    this.layout = new BoxLayout({ spacing: 0 });
    // Whoever waits for the parts hears of a failure; nobody has to.
    this._filled.promise.catch(() => undefined);
  }

  /** The parts, or null while they are loaded. */
  get parts(): IStudioParts | null {
    return this._parts;
  }

  /** Resolves with the parts; rejects when the document is closed before, or cannot be read. */
  get filled(): Promise<IStudioParts> {
    return this._filled.promise;
  }

  /** Loads the parts and shows them; they are disposed with this widget. */
  fill(load: () => Promise<IStudioParts | null>): void {
    load().then(
      parts => this._show(parts),
      (reason: unknown) => this._filled.reject(reason)
    );
  }

  override dispose(): void {
    this._parts = null;
    super.dispose();
  }

  /** Whoever opens a dialogue writes at once; while the code is loaded the wish waits. */
  protected override onActivateRequest(): void {
    const { activeElement } = document;
    this._isActivated = this._parts === null;
    if (activeElement === this.node || !this.node.contains(activeElement)) {
      this._parts?.transcript.activate();
    }
  }

  private _show(parts: IStudioParts | null): void {
    if (!parts || this.isDisposed) {
      parts?.panel.dispose();
      this._filled.reject(new Error('The document was closed before its studio was there'));
      return;
    }
    this._parts = parts;
    (this.layout as BoxLayout).addWidget(parts.panel);
    this._filled.resolve(parts);
    // Not where somebody has gone elsewhere meanwhile.
    const { activeElement } = document;
    if (this._isActivated && (activeElement === document.body || this.node === activeElement)) {
      parts.transcript.activate();
    }
  }

  private readonly _filled = new PromiseDelegate<IStudioParts>();
  private _parts: IStudioParts | null = null;
  /** It was activated before its parts were there. */
  private _isActivated = false;
}
