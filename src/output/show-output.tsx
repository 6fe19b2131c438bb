import '../../style/studio.css';
import '../../style/output.css';
import { type IRenderMime } from '@jupyterlab/rendermime-interfaces';
import { type IDisposable } from '@lumino/disposable';
import { createRoot, type Root } from 'react-dom/client';
import { type JobOutput, jobOutputSchema } from '../contract/index.ts';
import { JobOutputView } from './JobOutputView.tsx';
import { OutputModel } from './output-model.ts';
import { type IOutputServices } from './services.ts';

/** What `showOutput` draws, and where. */
export interface IShowOptions {
  readonly node: HTMLElement;
  /** The notebook's data: an object, or the same as JSON text from kernels that send only text. */
  readonly data: unknown;
  /** The notebook's own text form, for data that cannot be read. */
  readonly plain: unknown;
  readonly resolver: IRenderMime.IResolver | null;
  readonly services: IOutputServices;
  /** What was shown in the node before. */
  readonly shown: ShownOutput | null;
}

/** An output on the page; dispose it when its cell goes. */
export class ShownOutput implements IDisposable {
  constructor(node: HTMLElement) {
    this._root = createRoot(node);
  }

  model: OutputModel | null = null;

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  draw(view: JSX.Element): void {
    this._root.render(view);
  }

  /** Pauses what plays. */
  hush(): void {
    this.model?.hush();
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      this.model?.dispose();
      this._root.unmount();
    }
  }

  private readonly _root: Root;
  private _isDisposed = false;
}

/** Draws an output, or draws it again with what the kernel says now. */
export function showOutput(options: IShowOptions): ShownOutput {
  const { node, data, plain, resolver, services } = options;
  const shown = options.shown ?? new ShownOutput(node);
  const saved = readOutput(data);
  if (saved === null) {
    const text = typeof plain === 'string' ? plain : '';
    shown.draw(<Unreadable text={text} services={services} />);
    return shown;
  }
  if (shown.model) {
    shown.model.update(saved);
  } else {
    shown.model = new OutputModel(saved, services.vibeVoice);
  }
  shown.draw(<JobOutputView model={shown.model} services={services} resolver={resolver} />);
  return shown;
}

/** Reads what a notebook keeps; null where it is of another form. */
export function readOutput(data: unknown): JobOutput | null {
  let value = data;
  if (typeof data === 'string') {
    try {
      value = JSON.parse(data);
    } catch {
      return null;
    }
  }
  const read = jobOutputSchema.safeParse(value);
  return read.success ? read.data : null;
}

function Unreadable({ text, services }: { text: string; services: IOutputServices }): JSX.Element {
  const { trans } = services;
  return (
    <div className="vv-Output" role="group" aria-label={trans.__('Dialogue')}>
      <p className="vv-muted">
        {trans.__(
          'This output is of another version of VibeVoice. Run the cell again to renew it.'
        )}
      </p>
      <pre>{text}</pre>
    </div>
  );
}
