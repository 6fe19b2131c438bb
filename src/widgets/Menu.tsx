import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { Button, type IButtonProps } from './Button.tsx';
import { Icon } from './Icon.tsx';
import { type IconName } from './icons.ts';

/** An entry of a menu. */
export interface IMenuItem {
  readonly label: string;
  readonly icon?: IconName;
  /** At the right: a size, a key. */
  readonly detail?: string;
  readonly isDisabled?: boolean;
  /** For a choice among several. */
  readonly isChosen?: boolean;
  readonly onChoose: () => void;
}

/** What stands in a menu: entries, headings, lines, a foot. */
export type MenuPart =
  IMenuItem | { readonly heading: string } | { readonly foot: ReactNode } | 'line';

interface IMenuProps {
  readonly label: string;
  readonly parts: readonly MenuPart[];
  readonly onClose: () => void;
}

/** A list of commands: arrows, Home, End, Enter; Esc and a click elsewhere close it. */
export function Menu({ label, parts, onClose }: IMenuProps): JSX.Element {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => focusItem(ref.current, 0), []);
  const onKeyDown = (event: KeyboardEvent) => {
    const move = moves[event.key];
    if (event.key === 'Escape' || event.key === 'Tab') {
      onClose();
    } else if (move && ref.current) {
      const items = itemsOf(ref.current);
      focusItem(
        ref.current,
        move(items.indexOf(document.activeElement as HTMLElement), items.length)
      );
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="vv-Menu" role="menu" aria-label={label} ref={ref} onKeyDown={onKeyDown}>
      {parts.map((part, index) => (
        <Part key={index} part={part} onClose={onClose} />
      ))}
    </div>
  );
}

function Part({ part, onClose }: { part: MenuPart; onClose: () => void }): JSX.Element {
  if (part === 'line') {
    return <hr role="separator" />;
  }
  if ('heading' in part) {
    return <div className="vv-Menu-label">{part.heading}</div>;
  }
  if ('foot' in part) {
    return <div className="vv-Menu-foot">{part.foot}</div>;
  }
  const isChoice = part.isChosen !== undefined;
  return (
    <button
      type="button"
      className="vv-Menu-item"
      role={isChoice ? 'menuitemradio' : 'menuitem'}
      aria-checked={part.isChosen}
      aria-disabled={part.isDisabled ? true : undefined}
      tabIndex={-1}
      onClick={() => {
        if (!part.isDisabled) {
          onClose();
          part.onChoose();
        }
      }}
    >
      {isChoice && part.isChosen ? (
        <Icon name="check" />
      ) : part.icon ? (
        <Icon name={part.icon} />
      ) : (
        <span />
      )}
      <span>{part.label}</span>
      <span>{part.detail}</span>
    </button>
  );
}

/** Where a key goes from item `at` of `count`. */
const moves: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowDown: (at, count) => (at + 1) % count,
  ArrowUp: (at, count) => (at + count - 1) % count,
  Home: () => 0,
  End: (_, count) => count - 1
};

function itemsOf(menu: HTMLElement): HTMLElement[] {
  return [...menu.querySelectorAll<HTMLElement>('.vv-Menu-item')];
}

function focusItem(menu: HTMLElement | null, index: number): void {
  if (menu) {
    itemsOf(menu)[index]?.focus();
  }
}

interface IMenuButtonProps extends IButtonProps {
  readonly menuLabel: string;
  /** Asked when the menu opens. */
  readonly parts: () => readonly MenuPart[];
}

/** A button that opens a menu below itself. */
export function MenuButton({ menuLabel, parts, ...button }: IMenuButtonProps): JSX.Element {
  const { isOpen, open, close, ref, anchor } = usePopup();
  return (
    <span className="vv-MenuAnchor" ref={anchor}>
      <Button
        {...button}
        ref={ref}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        onClick={() => (isOpen ? close() : open())}
      />
      {isOpen && <Menu label={menuLabel} parts={parts()} onClose={close} />}
    </span>
  );
}

/** State of something that opens beside a button: a click or focus elsewhere closes it, focus goes back to the button. */
export function usePopup() {
  const [isOpen, setOpen] = useState(false);
  const ref = useRef<HTMLButtonElement>(null);
  const anchor = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    if (!isOpen) {
      return;
    }
    const onElsewhere = (event: Event) => {
      if (!anchor.current?.contains(event.target as Node)) {
        setOpen(false);
      }
    };
    document.addEventListener('pointerdown', onElsewhere, true);
    document.addEventListener('focusin', onElsewhere);
    return () => {
      document.removeEventListener('pointerdown', onElsewhere, true);
      document.removeEventListener('focusin', onElsewhere);
    };
  }, [isOpen]);
  const close = () => {
    setOpen(false);
    ref.current?.focus();
  };
  return { isOpen, open: () => setOpen(true), close, ref, anchor };
}
