import { type TranslationBundle } from '@jupyterlab/translation';
import { type ICastView, type IStudioModel } from '../studio/model.ts';
import { Button } from './Button.tsx';
import { Icon } from './Icon.tsx';
import { usePopup } from './Menu.tsx';
import { useStudio } from './use-studio.ts';
import { voiceDetails } from './voice-words.ts';
import { VoiceMenu } from './VoiceMenu.tsx';

interface IProps {
  readonly model: IStudioModel;
  readonly trans: TranslationBundle;
}

/** Who was found in the text, and with which voice each speaks. */
export function CastStrip({ model, trans }: IProps): JSX.Element | null {
  useStudio(model, 'cast', 'voices', 'script', 'instance');
  if (model.cast.length === 0) {
    return null;
  }
  return (
    <div className="vv-Cast" role="list" aria-label={trans.__('Cast')}>
      {model.cast.slice(0, 4).map(role => (
        <Speaker key={role.name} role={role} model={model} trans={trans} />
      ))}
      <CastNote model={model} trans={trans} />
    </div>
  );
}

function CastNote({ model, trans }: IProps): JSX.Element | null {
  if (model.cast.length > 4) {
    return (
      <span className="vv-Cast-note">
        {trans.__('%1 speakers found; VibeVoice has 4 voices. Merge two.', model.cast.length)}
      </span>
    );
  }
  return model.instance?.engine?.name === 'draft' && model.cast.length < 3 ? (
    <span className="vv-Cast-note">{trans.__('Robot voices for a table read')}</span>
  ) : null;
}

function Speaker({ role, model, trans }: IProps & { role: ICastView }): JSX.Element {
  const { isOpen, open, close, ref, anchor } = usePopup();
  const isPreviewing = role.voiceId !== undefined && model.previewing === role.voiceId;
  return (
    <span className="vv-Cast-speaker" role="listitem" data-speaker={role.speaker} ref={anchor}>
      <span className="vv-Cast-mark" aria-hidden>
        {role.speaker}
      </span>
      <span className="vv-Cast-name" title={role.name}>
        {role.name}
      </span>
      <button
        ref={ref}
        type="button"
        className="vv-Select"
        aria-haspopup="listbox"
        aria-expanded={isOpen}
        aria-label={trans.__('Voice of %1', role.name)}
        title={trans.__('Voice of %1', role.name)}
        onClick={() => (isOpen ? close() : open())}
        onKeyDown={event => {
          if (!isOpen && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
            event.preventDefault();
            open();
          }
        }}
      >
        <VoiceName role={role} trans={trans} />
        <Icon name="caret" />
      </button>
      <Button
        icon={isPreviewing ? 'stop' : 'voice'}
        mod="vv-Cast-preview"
        name={
          isPreviewing
            ? trans.__('Stop the preview')
            : trans.__('Preview the voice of %1', role.name)
        }
        aria-disabled={role.voiceId === undefined || undefined}
        onClick={() => role.voiceId !== undefined && model.previewVoice(role.voiceId)}
      />
      {isOpen && <VoiceMenu role={role} model={model} trans={trans} onClose={close} />}
    </span>
  );
}

function VoiceName({ role, trans }: { role: ICastView; trans: TranslationBundle }): JSX.Element {
  if (!role.voice) {
    return <span>{role.voiceId ?? trans.__('Default voice')}</span>;
  }
  return (
    <span>
      <span>{role.voice.name}</span>
      <span className="vv-Cast-voice-long vv-muted">{voiceDetails(role.voice, trans)}</span>
    </span>
  );
}
