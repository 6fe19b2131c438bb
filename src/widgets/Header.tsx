import { type TranslationBundle } from '@jupyterlab/translation';
import { type KeyboardEvent, useRef, useState } from 'react';
import { chip } from '../studio/chip.ts';
import { errorCount, isBusy, turnsMade } from '../studio/facts.ts';
import { type DrawerTab, type IStudioModel } from '../studio/model.ts';
import { primary, type PrimaryAction } from '../studio/primary.ts';
import { clock } from '../studio/words.ts';
import { Button } from './Button.tsx';
import { Chip } from './Chip.tsx';
import { downloadParts } from './download-parts.ts';
import { Icon } from './Icon.tsx';
import { type IconName } from './icons.ts';
import { MenuButton, type MenuPart } from './Menu.tsx';
import { useStudio } from './use-studio.ts';

interface IProps {
  readonly model: IStudioModel;
  readonly trans: TranslationBundle;
}

/** Title, state, length, tools, and the one thing to do now. */
export function Header({ model, trans }: IProps): JSX.Element {
  useStudio(model, 'script', 'turns', 'job', 'instance', 'notice', 'drawer', 'connection');
  return (
    <div className="vv-Header" role="group" aria-label={model.title}>
      <Title model={model} trans={trans} />
      <span className="vv-Header-sep" />
      <Chip model={model} trans={trans} />
      <span className="vv-Header-sep" />
      <Estimate model={model} trans={trans} />
      <span className="vv-spacer" />
      <Tools model={model} trans={trans} />
      <div className="vv-Header-main">
        <Primary model={model} trans={trans} />
      </div>
      <ProgressLine model={model} trans={trans} />
    </div>
  );
}

/** The dialogue's name; a click, Enter or F2 renames it in place. */
function Title({ model, trans }: IProps): JSX.Element {
  const [draft, setDraft] = useState<string | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  if (draft === null) {
    return (
      <h2 className="vv-Header-title" title={model.title}>
        <button
          ref={button}
          type="button"
          className="vv-Header-rename"
          aria-label={trans.__('Rename %1', model.title)}
          onClick={() => setDraft(model.title)}
        >
          {model.title}
        </button>
      </h2>
    );
  }
  const finish = (isKept: boolean) => {
    if (isKept && draft.trim() && draft.trim() !== model.title) {
      model.setTitle(draft.trim());
    }
    setDraft(null);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation();
    if ((event.key === 'Enter' || event.key === 'Escape') && !event.nativeEvent.isComposing) {
      event.preventDefault();
      finish(event.key === 'Enter');
    }
  };
  return (
    <h2 className="vv-Header-title">
      <input
        className="vv-Input"
        aria-label={trans.__('Title')}
        value={draft}
        autoFocus
        onFocus={event => event.target.select()}
        onChange={event => setDraft(event.target.value)}
        onBlur={() => finish(true)}
        onKeyDown={onKeyDown}
      />
    </h2>
  );
}

/** A limit beyond this (seconds) is none that anybody meets. */
const noLimit_s = 3 * 3600;

/** Length, estimated or real, against the engine's limit. */
function Estimate({ model, trans }: IProps): JSX.Element {
  const { seconds, isEstimate, limit_s } = model.duration;
  const limit = Math.floor(limit_s / 60);
  const length = isEstimate ? trans.__('≈ %1', clock(seconds)) : clock(seconds);
  return (
    <span className="vv-Estimate vv-num" data-state={seconds > limit_s ? 'over' : undefined}>
      {limit_s > noLimit_s ? length : trans.__('%1 of %2 min', length, limit)}
    </span>
  );
}

function Tools({ model, trans }: IProps): JSX.Element {
  const parts = () => downloadParts(model, trans);
  return (
    <div className="vv-Header-tools">
      <Blocked model={model} trans={trans} />
      {model.canDownload && (
        <MenuButton
          icon="download"
          mod="vv-mod-download"
          hasCaret
          menuLabel={trans.__('Download')}
          parts={parts}
        >
          <span className="vv-label">{trans.__('Download')}</span>
        </MenuButton>
      )}
      <ProblemsButton model={model} trans={trans} />
      {tabs(trans).map(tab => (
        <Button
          key={tab.tab}
          icon={tab.icon}
          mod="vv-mod-wide"
          name={tab.label}
          aria-pressed={model.drawer === tab.tab}
          onClick={() => toggle(model, tab.tab)}
        />
      ))}
      <MenuButton
        icon="dots"
        mod="vv-mod-more"
        name={trans.__('More')}
        menuLabel={trans.__('More')}
        parts={() => moreParts(model, trans)}
      />
    </div>
  );
}

/** Says beside the button why it cannot be pressed. */
function Blocked({ model, trans }: IProps): JSX.Element | null {
  const { reason } = primary(model, trans);
  return reason === undefined || model.turns.length === 0 ? null : (
    <span className="vv-Header-blocked vv-mod-error" id="vv-blocked">
      <Icon name="error" />
      <span>{reason}</span>
    </span>
  );
}

function ProblemsButton({ model, trans }: IProps): JSX.Element {
  const count = model.diagnostics.length;
  const name = count === 0 ? trans.__('No problems') : trans._n('1 problem', '%1 problems', count);
  return (
    <Button
      icon={count === 0 ? 'check' : 'warn'}
      mod="vv-mod-wide"
      name={name}
      aria-pressed={model.drawer === 'problems'}
      onClick={() => toggle(model, 'problems')}
      {...(count > 0 && { children: <Count model={model} /> })}
    />
  );
}

function Count({ model }: { model: IStudioModel }): JSX.Element {
  const severity = errorCount(model) > 0 ? 'error' : 'warning';
  return (
    <span className="vv-Count" data-severity={severity} aria-hidden>
      {model.diagnostics.length}
    </span>
  );
}

function tabs(trans: TranslationBundle): { tab: DrawerTab; icon: IconName; label: string }[] {
  return [
    { tab: 'history', icon: 'history', label: trans.__('History') },
    { tab: 'log', icon: 'terminal', label: trans.__('Log') },
    { tab: 'settings', icon: 'settings', label: trans.__('Settings') }
  ];
}

function moreParts(model: IStudioModel, trans: TranslationBundle): MenuPart[] {
  const open = (tab: DrawerTab) => () => model.setDrawer(tab);
  const drawer: MenuPart[] = [
    {
      label: trans.__('Problems'),
      icon: 'warn',
      detail: String(model.diagnostics.length),
      onChoose: open('problems')
    },
    ...tabs(trans).map(({ tab, icon, label }) => ({ label, icon, onChoose: open(tab) }))
  ];
  return !model.canDownload ? drawer : [...drawer, 'line', ...downloadParts(model, trans)];
}

function toggle(model: IStudioModel, tab: DrawerTab): void {
  model.setDrawer(model.drawer === tab ? null : tab);
}

const primaryIcons: Readonly<Record<PrimaryAction, IconName>> = {
  generate: 'play',
  cancel: 'close',
  stop: 'stop',
  resume: 'play',
  retry: 'retake',
  update: 'retake'
};

function Primary({ model, trans }: IProps): JSX.Element {
  const { action, kind, label, reason } = primary(model, trans);
  return (
    <Button
      icon={primaryIcons[action]}
      mod={kind === 'make' ? 'vv-mod-primary' : 'vv-mod-stop'}
      title={reason ?? trans.__('%1 (Ctrl+Shift+Enter)', label)}
      aria-disabled={reason !== undefined || undefined}
      aria-description={reason}
      onClick={() => actPrimary(model, trans)}
    >
      <span>{label}</span>
    </Button>
  );
}

/** Does what the primary button says; nothing where it is disabled. */
export function actPrimary(model: IStudioModel, trans: TranslationBundle): void {
  const { action, reason } = primary(model, trans);
  if (reason !== undefined) {
    model.setDrawer(model.diagnostics.length > 0 ? 'problems' : model.drawer);
    return;
  }
  switch (action) {
    case 'generate':
      return void model.generate();
    case 'cancel':
    case 'stop':
      return void model.stop();
    case 'resume':
    case 'retry':
      return void model.resume();
    case 'update':
      return void model.update();
  }
}

function ProgressLine({ model, trans }: IProps): JSX.Element | null {
  const { job } = model;
  if (!isBusy(model) || job === null || job.audio.seconds === 0) {
    return null;
  }
  const percent = Math.round(job.progress.fraction * 100);
  const { made, all } = turnsMade(model);
  return (
    <div
      className="vv-Header-progress"
      role="progressbar"
      aria-label={trans.__('Progress')}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      aria-valuetext={made < all ? chip(model, trans).text : `${percent} %`}
    >
      <i style={{ width: `${percent}%` }} />
    </div>
  );
}
