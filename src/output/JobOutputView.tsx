import { type IRenderMime } from '@jupyterlab/rendermime-interfaces';
import { useEffect, useReducer, useState } from 'react';
import { isActive, isResumable } from '../studio/fold-event.ts';
import { clock } from '../studio/words.ts';
import { Button } from '../widgets/Button.tsx';
import { Icon } from '../widgets/Icon.tsx';
import { MenuButton } from '../widgets/Menu.tsx';
import { downloads } from './downloads.ts';
import { openInStudio } from './open-in-studio.ts';
import { type OutputModel } from './output-model.ts';
import { OutputTimeline } from './OutputTimeline.tsx';
import { isFailed, lengthText, noticeText, stateText } from './output-words.ts';
import { SavedAudio } from './SavedAudio.tsx';
import { type IOutputServices } from './services.ts';
import { TurnList } from './TurnList.tsx';

/** What the parts of an output are drawn from. */
export interface IOutputProps {
  readonly model: OutputModel;
  readonly services: IOutputServices;
  /** Finds files beside the notebook; null where there is none. */
  readonly resolver: IRenderMime.IResolver | null;
}

/** A job in a cell's output: title and state, player, the line that is spoken, and the transcript on request. */
export function JobOutputView({ model, services, resolver }: IOutputProps): JSX.Element {
  useOutput(model);
  const { trans } = services;
  const [isOpen, setOpen] = useState(false);
  const title = model.job?.title ?? model.saved.title ?? trans.__('Dialogue');
  return (
    <div className="vv-Output" role="group" aria-label={title}>
      <Head
        {...{ model, services, resolver, title, isOpen }}
        onTranscript={() => setOpen(!isOpen)}
      />
      {model.job ? (
        <Player model={model} services={services} />
      ) : (
        <SavedAudio model={model} services={services} resolver={resolver} />
      )}
      <Notice model={model} services={services} />
      {isOpen && <TurnList model={model} trans={trans} />}
    </div>
  );
}

interface IHeadProps extends IOutputProps {
  readonly title: string;
  readonly isOpen: boolean;
  readonly onTranscript: () => void;
}

function Head(props: IHeadProps): JSX.Element {
  const { model, services, resolver, title, isOpen, onTranscript } = props;
  const { trans } = services;
  const { job } = model;
  return (
    <div className="vv-Output-head">
      <span className="vv-Output-title" title={title}>
        {title}
      </span>
      <span className="vv-muted" role="status">
        {stateText(model, trans)}
      </span>
      <span className="vv-spacer" />
      {isActive(job) && (
        <Button icon="stop" onClick={() => void model.stop()}>
          <span>{trans.__('Stop')}</span>
        </Button>
      )}
      {isResumable(job) && model.link === 'live' && (
        <Button icon="play" onClick={() => void model.resume()}>
          <span>{trans.__('Resume')}</span>
        </Button>
      )}
      <Button icon="text" aria-expanded={isOpen} onClick={onTranscript}>
        <span>{trans.__('Transcript')}</span>
      </Button>
      {job && job.audio.seconds > 0 && model.link === 'live' && (
        <MenuButton
          icon="download"
          menuLabel={trans.__('Download')}
          parts={() => downloads(model, trans)}
        >
          <span>{trans.__('Download')}</span>
        </MenuButton>
      )}
      {job && model.link === 'live' && services.canOpenStudio() && (
        <Button icon="edit" onClick={() => void openInStudio(model, services, resolver)}>
          <span>{trans.__('Open in studio')}</span>
        </Button>
      )}
    </div>
  );
}

function Player({ model, services }: Omit<IOutputProps, 'resolver'>): JSX.Element {
  useMoves(model);
  const { trans } = services;
  const player = model.player;
  const isPlaying = player?.playing ?? false;
  const name = isPlaying ? trans.__('Pause') : trans.__('Play');
  const turn = model.turns.find(each => each.id === player?.turnId);
  const isSilent = (player?.duration_s ?? 0) === 0;
  return (
    <>
      <div className="vv-Output-main">
        <button
          type="button"
          className="vv-Player-play"
          aria-label={name}
          title={name}
          disabled={isSilent}
          onClick={() => model.toggle()}
        >
          {player?.waiting ? (
            <Icon name="arc" isTurning />
          ) : (
            <Icon name={isPlaying ? 'pause' : 'play'} />
          )}
        </button>
        <OutputTimeline model={model} trans={trans} />
        <span className="vv-num">
          {clock(player?.position_s ?? 0)} <span className="vv-muted">/ {lengthText(model)}</span>
        </span>
      </div>
      {turn && !isSilent && (
        <div className="vv-Output-caption" data-speaker={turn.speaker}>
          <span className="vv-Cast-mark" aria-hidden>
            {turn.speaker}
          </span>
          <b>{turn.name}</b>
          <span>{turn.text}</span>
        </div>
      )}
    </>
  );
}

function Notice({ model, services }: Omit<IOutputProps, 'resolver'>): JSX.Element | null {
  const { trans } = services;
  const text = noticeText(model, trans);
  if (text === null) {
    return null;
  }
  const isStartable = model.link === 'stopped' || model.link === 'unreachable';
  return (
    <div className="vv-Output-notice" role="status">
      <Icon name={model.link === 'live' && isFailed(model) ? 'error' : 'info'} />
      <span>{text}</span>
      {isStartable && (
        <Button mod="vv-mod-outline" onClick={() => void model.start()}>
          {trans.__('Start')}
        </Button>
      )}
    </div>
  );
}

/** Draws the component again when the output has changed. */
export function useOutput(model: OutputModel): void {
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    model.changed.connect(redraw);
    redraw();
    return () => {
      model.changed.disconnect(redraw);
    };
  }, [model]);
}

/** Draws the component again when the player has moved. */
export function useMoves(model: OutputModel): void {
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    model.moved.connect(redraw);
    return () => {
      model.moved.disconnect(redraw);
    };
  }, [model]);
}
