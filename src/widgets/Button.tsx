import { type ButtonHTMLAttributes, forwardRef, type ReactNode } from 'react';
import { Icon } from './Icon.tsx';
import { type IconName } from './icons.ts';

/** What a button is made of; everything else goes to the element. */
export interface IButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  icon?: IconName;
  isTurning?: boolean;
  /** Classes besides `vv-Button`. */
  mod?: string;
  /** For a button that shows its icon alone: its name, also as tooltip. */
  name?: string;
  hasCaret?: boolean;
  children?: ReactNode;
}

/** A button of the panel: icon, text, or both. */
export const Button = forwardRef<HTMLButtonElement, IButtonProps>(function Button(props, ref) {
  const { icon, isTurning, mod, name, hasCaret, children, ...rest } = props;
  const classes = ['vv-Button', children === undefined ? 'vv-mod-icon' : '', mod ?? ''];
  return (
    <button
      ref={ref}
      type="button"
      className={classes.filter(Boolean).join(' ')}
      {...(name !== undefined && { 'aria-label': name, title: name })}
      {...rest}
    >
      {icon && <Icon name={icon} isTurning={isTurning} />}
      {children}
      {hasCaret && <Icon name="caret" />}
    </button>
  );
});
