import { type TranslationBundle } from '@jupyterlab/translation';
import { useEffect, useReducer } from 'react';
import { chip, type ChipState } from '../studio/chip.ts';
import { type IStudioModel } from '../studio/model.ts';
import { type IconName } from './icons.ts';
import { MenuButton, type MenuPart } from './Menu.tsx';
import { useStudio } from './use-studio.ts';

/** How a state looks: name of its colour, its icon. */
const looks: Readonly<Record<ChipState, readonly [colour: string, icon: IconName]>> = {
  failed: ['failed', 'error'],
  offline: ['starting', 'arc'],
  busy: ['busy', 'arc'],
  queued: ['queued', 'circle'],
  starting: ['starting', 'arc'],
  stopping: ['stopped', 'circle'],
  halted: ['ready', 'dot'],
  asleep: ['asleep', 'moon'],
  ready: ['ready', 'dot'],
  stopped: ['stopped', 'circle']
};

/** State of the instance or of the job; opens what can be done with the instance. */
export function Chip({
  model,
  trans
}: {
  model: IStudioModel;
  trans: TranslationBundle;
}): JSX.Element {
  useStudio(model, 'instance', 'job', 'connection', 'turns', 'notice');
  useMinutes();
  const { state, text } = chip(model, trans);
  const [colour, icon] = looks[state];
  return (
    <MenuButton
      mod="vv-Chip"
      data-state={colour}
      icon={icon}
      isTurning={icon === 'arc'}
      title={text}
      menuLabel={trans.__('VibeVoice')}
      parts={() => parts(model, trans)}
    >
      <span className="vv-num">{text}</span>
    </MenuButton>
  );
}

/** "Stops in 25 min" has to count down by itself. */
function useMinutes(): void {
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    const timer = setInterval(redraw, 60_000);
    return () => clearInterval(timer);
  }, []);
}

function parts(model: IStudioModel, trans: TranslationBundle): MenuPart[] {
  const state = model.instance?.state ?? 'stopped';
  const isUp = state === 'ready' || state === 'busy';
  const isOff = state === 'stopped' || state === 'failed';
  const commands: (MenuPart | false)[] = [
    isOff && { label: trans.__('Start'), icon: 'play', onChoose: () => void model.wake() },
    state === 'asleep' && {
      label: trans.__('Wake'),
      icon: 'play',
      onChoose: () => void model.wake()
    },
    isUp && {
      label: trans.__('Sleep, free the GPU'),
      icon: 'moon',
      onChoose: () => void model.sleep()
    },
    !isOff && {
      label: trans.__('Stop VibeVoice'),
      icon: 'stop',
      onChoose: () => void model.shutdown()
    },
    'line',
    { label: trans.__('Hear a draft'), icon: 'voice', onChoose: () => void model.hearDraft() },
    { label: trans.__('Open log'), icon: 'terminal', onChoose: () => model.setDrawer('log') },
    !isOff && {
      label: trans.__('Open its web page'),
      icon: 'text',
      onChoose: () => void model.openPage()
    },
    { foot: foot(model, trans) }
  ];
  return commands.filter(part => part !== false);
}

/** Which engine it is, and that robot voices are meant for a table read. */
function foot(model: IStudioModel, trans: TranslationBundle): string {
  const engine = model.instance?.engine;
  if (!engine) {
    return trans.__('Hear a draft: robot voices for a table read.');
  }
  return engine.name === 'draft'
    ? trans.__('%1: robot voices for a table read.', engine.name)
    : trans.__('%1 on %2', engine.model ?? engine.name, engine.device);
}
