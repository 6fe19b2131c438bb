import { nullTranslator } from '@jupyterlab/translation';
import { addVoice } from '../add-voice.ts';
import { type StillModel, stillModel } from './still-model.ts';

const trans = nullTranslator.load('jupyterlab_vibevoice');
const consentText = 'Whoever speaks in this recording has agreed that their voice is used here.';

interface IOpenDialog {
  readonly model: StillModel;
  readonly closed: Promise<void>;
  readonly input: (type: string) => HTMLInputElement;
  readonly press: (name: string) => void;
  readonly add: HTMLButtonElement;
}

async function openDialog(): Promise<IOpenDialog> {
  const model = stillModel();
  const closed = addVoice(model, trans);
  // The dialog attaches itself once those before it have closed.
  await Promise.resolve();
  await new Promise(resolve => requestAnimationFrame(resolve));
  const dialog = document.querySelector<HTMLElement>('.jp-Dialog')!;
  const buttons = [...dialog.querySelectorAll('button')];
  const named = (name: string) => buttons.find(each => each.textContent === name)!;
  return {
    model,
    closed,
    input: type => dialog.querySelector<HTMLInputElement>(`input[type=${type}]`)!,
    press: name => named(name).click(),
    add: named('Add')
  };
}

/** Puts a recording into a field, as choosing a file does. */
function choose(field: HTMLInputElement, file: File): void {
  Object.defineProperty(field, 'files', { value: [file] });
  // JupyterLab asks the field too whether it is filled, and jsdom's does not see this file.
  field.required = false;
  field.dispatchEvent(new Event('change'));
}

const recording = new File([new Uint8Array(8)], 'My aunt.wav', { type: 'audio/wav' });

it('takes no recording before its speaker has agreed', async () => {
  const { model, closed, input, add, press } = await openDialog();
  expect(input('checkbox').closest('label')?.textContent).toBe(consentText);
  expect(input('checkbox').checked).toBe(false);
  expect(add.disabled).toBe(true);
  choose(input('file'), recording);
  expect(input('text').value).toBe('My aunt');
  expect(add.disabled).toBe(true);
  input('checkbox').click();
  expect(add.disabled).toBe(false);
  press('Add');
  await closed;
  expect(model.asked).toHaveLength(1);
  expect(model.asked[0]).toContain('addVoice "My aunt"');
});

it('takes nothing where somebody changes their mind, or takes the consent back', async () => {
  const { model, closed, input, add, press } = await openDialog();
  choose(input('file'), recording);
  input('checkbox').click();
  input('checkbox').click();
  expect(add.disabled).toBe(true);
  press('Cancel');
  await closed;
  expect(model.asked).toEqual([]);
});
