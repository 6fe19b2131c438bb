import { type IconName, icons } from './icons.ts';

/** An icon in the colour of its text, 16 px; `isTurning` for what is being made. */
export function Icon(props: { name: IconName; isTurning?: boolean }): JSX.Element {
  const Drawn = icons[props.name].react;
  return <Drawn tag={null} className={props.isTurning ? 'vv-icon vv-spin' : 'vv-icon'} />;
}
