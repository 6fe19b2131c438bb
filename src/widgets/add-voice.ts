import { Dialog } from '@jupyterlab/apputils';
import { type TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';
import { type IStudioModel } from '../studio/model.ts';

/** Asks for a recording, its name, and whether its owner agreed; adds it. The only modal of the studio. */
export async function addVoice(model: IStudioModel, trans: TranslationBundle): Promise<void> {
  const form = new RecordingForm(trans);
  const dialog = new Dialog({
    title: trans.__('Add a recording'),
    body: form,
    buttons: [Dialog.cancelButton(), Dialog.okButton({ label: trans.__('Add') })],
    focusNodeSelector: 'input[type=file]'
  });
  const { button } = await dialog.launch();
  const recording = form.getValue();
  if (button.accept && recording) {
    await model.addVoice(recording.name, recording.file);
  }
}

type IInputAttributes = Pick<HTMLInputElement, 'type'> & { accept?: string; maxLength?: number };

interface IRecording {
  readonly name: string;
  readonly file: File;
}

/** File, name, consent. Without all three there is no value. */
class RecordingForm extends Widget {
  constructor(trans: TranslationBundle) {
    super({ node: document.createElement('div') });
    this.addClass('vv-Recording');
    this._file = this._field(trans.__('Recording'), { type: 'file', accept: 'audio/*' });
    this._name = this._field(trans.__('Name'), { type: 'text', maxLength: 100 });
    this._consent = this._field(
      trans.__('Whoever speaks in this recording has agreed that their voice is used here.'),
      { type: 'checkbox' }
    );
    this._file.onchange = () => {
      this._name.value ||= (this._file.files?.[0]?.name ?? '').replace(/\.[^.]*$/, '');
    };
    for (const input of [this._file, this._name, this._consent]) {
      input.required = true;
      input.addEventListener('input', () => this._update());
      input.addEventListener('change', () => this._update());
    }
  }

  getValue(): IRecording | null {
    const file = this._file.files?.[0];
    const name = this._name.value.trim();
    return file && name && this._consent.checked ? { name, file } : null;
  }

  protected override onAfterAttach(): void {
    this._update();
  }

  private _field(label: string, attributes: IInputAttributes): HTMLInputElement {
    const row = document.createElement('label');
    const input = Object.assign(document.createElement('input'), attributes);
    const text = document.createElement('span');
    text.textContent = label;
    row.append(...(input.type === 'checkbox' ? [input, text] : [text, input]));
    this.node.append(row);
    return input;
  }

  /** The dialog's own button is off until everything is there. */
  private _update(): void {
    const accept = this.node
      .closest('.jp-Dialog')
      ?.querySelector<HTMLButtonElement>('.jp-mod-accept');
    if (accept) {
      accept.disabled = this.getValue() === null;
    }
  }

  private readonly _file: HTMLInputElement;
  private readonly _name: HTMLInputElement;
  private readonly _consent: HTMLInputElement;
}
