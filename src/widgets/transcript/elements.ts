import { icons, type IconName } from '../icons.ts';

const drawn = new Map<IconName, HTMLElement>();

/** A copy of an icon, for DOM that is drawn often. */
export function drawIcon(name: IconName): HTMLElement {
  let master = drawn.get(name);
  if (!master) {
    master = icons[name].element({ tag: 'span', className: 'vv-icon' });
    master.setAttribute('aria-hidden', 'true');
    drawn.set(name, master);
  }
  return master.cloneNode(true) as HTMLElement;
}

/** What a button of the transcript looks like and is called. */
export interface IButton {
  readonly className: string;
  /** Said to screen readers and shown as a tooltip; not needed where `text` says it. */
  readonly label?: string;
  readonly text?: string;
  readonly icon?: IconName;
  /** What a click does; found again by `data-act`. */
  readonly act: string;
  readonly tabIndex?: number;
}

/** A button that leaves the caret where it is when it is pressed. */
export function drawButton(options: IButton): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = options.className;
  button.dataset.act = options.act;
  button.tabIndex = options.tabIndex ?? 0;
  if (options.label !== undefined) {
    button.setAttribute('aria-label', options.label);
    button.title = options.label;
  }
  if (options.icon) {
    button.append(drawIcon(options.icon));
  }
  if (options.text !== undefined) {
    button.append(drawText('span', '', options.text));
  }
  button.addEventListener('mousedown', event => event.preventDefault());
  return button;
}

/** An element with text in it. */
export function drawText(
  tag: 'span' | 'b' | 'div' | 'p',
  className: string,
  text: string
): HTMLElement {
  const element = document.createElement(tag);
  if (className) {
    element.className = className;
  }
  element.textContent = text;
  return element;
}
