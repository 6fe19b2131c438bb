import { type IRenderMime } from '@jupyterlab/rendermime-interfaces';
import { type TranslationBundle } from '@jupyterlab/translation';
import { type JSONObject } from '@lumino/coreutils';
import { Panel } from '@lumino/widgets';
import { type IDisplayBundle } from '../client/index.ts';

const mimeType = 'application/vnd.vibevoice.job.v1+json';

/** JupyterLab's registry of renderers, as far as it is used here. */
interface IRenderers {
  createRenderer(mimeType: string): IRenderMime.IRenderer;
  createModel(options: { data: JSONObject }): IRenderMime.IMimeModel;
}

/** At the side: the job of a cell that can hold no output. */
export class SpokenPanel extends Panel {
  constructor(
    private readonly _renderers: IRenderers,
    trans: TranslationBundle
  ) {
    super();
    this.id = 'vibevoice-spoken';
    this.title.label = trans.__('Spoken cell');
    this.title.closable = true;
    this.addClass('vv-Spoken');
  }

  /** Shows a job, in the place of the one before. */
  async showJob(bundle: IDisplayBundle): Promise<void> {
    const model = this._renderers.createModel({ data: { ...bundle } });
    if (!this._renderer || this._renderer.isDisposed) {
      this._renderer = this._renderers.createRenderer(mimeType);
      this.addWidget(this._renderer);
    }
    await this._renderer.renderModel(model);
  }

  private _renderer: IRenderMime.IRenderer | null = null;
}
