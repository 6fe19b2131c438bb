import { type TranslationBundle } from '@jupyterlab/translation';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { type Voice } from '../contract/index.ts';
import { type ICastView, type IStudioModel } from '../studio/model.ts';
import { addVoice } from './add-voice.ts';
import { Icon } from './Icon.tsx';
import { voiceDetails } from './voice-words.ts';

interface IProps {
  readonly role: ICastView;
  readonly model: IStudioModel;
  readonly trans: TranslationBundle;
  readonly onClose: () => void;
}

/** The voices to choose from, own recordings apart, and who uses which. Space hears one, Enter chooses it. */
export function VoiceMenu({ role, model, trans, onClose }: IProps): JSX.Element {
  const voices = ordered(model.voices);
  const ref = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(
    Math.max(
      0,
      voices.findIndex(voice => voice.id === role.voiceId)
    )
  );
  useEffect(() => ref.current?.focus(), []);
  useEffect(() => {
    ref.current?.querySelector('.vv-mod-active')?.scrollIntoView?.({ block: 'nearest' });
  }, [active]);
  const choose = (voice: Voice | undefined) => {
    if (voice) {
      model.setVoice(role.speaker, voice.id);
      onClose();
    }
  };
  const previewActive = () => {
    const voice = voices[active];
    if (voice) {
      model.previewVoice(voice.id);
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = steps[event.key];
    if (step) {
      setActive(step(active, voices.length));
    } else if (event.key === 'Enter') {
      choose(voices[active]);
    } else if (event.key === ' ') {
      previewActive();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };
  const onEscape = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      onClose();
    }
  };
  const draw = (voice: Voice) => (
    <Option
      key={voice.id}
      {...{ voice, role, model, trans }}
      isActive={voices[active] === voice}
      onChoose={() => choose(voice)}
    />
  );
  const own = voices.filter(voice => voice.uploaded);
  return (
    <div className="vv-Menu vv-VoiceMenu" onKeyDown={onEscape}>
      <div
        role="listbox"
        aria-label={trans.__('Voice of %1', role.name)}
        aria-activedescendant={voices[active] && optionId(role, voices[active])}
        className="vv-VoiceMenu-list"
        tabIndex={0}
        ref={ref}
        onKeyDown={onKeyDown}
      >
        <div className="vv-Menu-label" role="presentation">
          {areRobots(model) ? trans.__('Robot voices') : trans.__('VibeVoice')}
        </div>
        {voices.filter(voice => !voice.uploaded).map(draw)}
        {own.length > 0 && (
          <div className="vv-Menu-label" role="presentation">
            {trans.__('My recordings')}
          </div>
        )}
        {own.map(draw)}
      </div>
      {voices.length === 0 && (
        <div className="vv-Menu-foot">
          {trans.__('The voices show once VibeVoice is awake.')}{' '}
          <button type="button" className="vv-Link" onClick={() => void model.wake()}>
            {trans.__('Wake')}
          </button>
        </div>
      )}
      <hr />
      <AddVoice {...{ model, trans, onClose }} />
    </div>
  );
}

/** Whether the draft engine speaks; before an instance has told, the voices that are remembered tell it. */
function areRobots({ instance, voices }: IStudioModel): boolean {
  const { engine } = instance ?? {};
  return engine ? engine.name === 'draft' : voices.some(voice => voice.engine === 'draft');
}

const steps: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowDown: (at, count) => Math.min(count - 1, at + 1),
  ArrowUp: at => Math.max(0, at - 1),
  Home: () => 0,
  End: (_, count) => count - 1
};

function ordered(voices: readonly Voice[]): Voice[] {
  return [...voices.filter(voice => !voice.uploaded), ...voices.filter(voice => voice.uploaded)];
}

function optionId(role: ICastView, voice: Voice): string {
  return `vv-voice-${role.speaker}-${voice.id.replace(/[^\w-]/g, '_')}`;
}

interface IOptionProps extends Omit<IProps, 'onClose'> {
  readonly voice: Voice;
  readonly isActive: boolean;
  readonly onChoose: () => void;
}

function Option({ voice, role, model, trans, isActive, onChoose }: IOptionProps): JSX.Element {
  const users = model.cast
    .filter(each => each.voiceId === voice.id && each.speaker !== role.speaker)
    .map(each => each.name);
  const isChosen = role.voiceId === voice.id;
  return (
    <div
      id={optionId(role, voice)}
      role="option"
      aria-selected={isChosen}
      className={isActive ? 'vv-Voice vv-mod-active' : 'vv-Voice'}
      title={voice.description}
      onClick={onChoose}
    >
      {isChosen ? <Icon name="check" /> : <span />}
      <span className="vv-Voice-name">
        {voice.name}
        <span className="vv-muted">
          {voiceDetails(voice, trans)}
          {users.length > 0 && ` · ${users.join(', ')}`}
        </span>
      </span>
      {/* For pointers; keys preview by Space, and an option may hold no button. */}
      <span
        className="vv-Button vv-mod-icon"
        title={trans.__('Preview %1', voice.name)}
        aria-hidden
        onClick={event => {
          event.stopPropagation();
          model.previewVoice(voice.id);
        }}
      >
        <Icon name={model.previewing === voice.id ? 'stop' : 'voice'} />
      </span>
    </div>
  );
}

function AddVoice({ model, trans, onClose }: Omit<IProps, 'role'>): JSX.Element {
  return (
    <>
      <button
        type="button"
        className="vv-Menu-item"
        onClick={() => {
          onClose();
          void addVoice(model, trans);
        }}
      >
        <Icon name="add" />
        <span>{trans.__('Add a recording')}</span>
        <span />
      </button>
      <div className="vv-Menu-foot">
        {trans.__('Add only voices whose owner agreed. You are asked to confirm it.')}
      </div>
    </>
  );
}
