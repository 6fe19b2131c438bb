import { type IRenderMime } from '@jupyterlab/rendermime-interfaces';
import { type Message } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';
import { type IOutputServices } from './services.ts';
import { type ShownOutput } from './show-output.tsx';

/** Shows a job in a cell's output. Light: schema, state and view are loaded when the first output is shown. */
export class JobRenderer extends Widget implements IRenderMime.IRenderer {
  constructor(
    private readonly _options: IRenderMime.IRendererOptions,
    private readonly _services: IOutputServices
  ) {
    super();
    this.addClass('vv-Output-host');
  }

  /** Draws the model's data, again whenever it has changed; resolves once it is drawn. */
  async renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    const { showOutput } = await import('./show-output.tsx');
    if (!this.isDisposed) {
      this._shown = showOutput({
        node: this.node,
        data: model.data[this._options.mimeType],
        plain: model.data['text/plain'],
        resolver: this._options.resolver ?? null,
        services: this._services,
        shown: this._shown
      });
    }
  }

  override dispose(): void {
    if (!this.isDisposed) {
      this._shown?.dispose();
      super.dispose();
    }
  }

  /** Whatever plays in a cell that is taken away falls silent. */
  protected override onBeforeDetach(message: Message): void {
    this._shown?.hush();
    super.onBeforeDetach(message);
  }

  private _shown: ShownOutput | null = null;
}
