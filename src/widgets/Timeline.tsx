import { type TranslationBundle } from '@jupyterlab/translation';
import { type KeyboardEvent, type PointerEvent, useEffect, useMemo, useState } from 'react';
import { type Dialogue } from '../contract/index.ts';
import { type IPlayerState, type IStudioModel, type ITurnView } from '../studio/model.ts';
import { chapterMarks, seekTarget, stretches } from '../studio/timeline.ts';
import { clock } from '../studio/words.ts';
import { type ITimelineScene } from './draw-timeline.ts';
import { TimelineCanvas } from './TimelineCanvas.tsx';
import { useFacts, usePlayer } from './use-studio.ts';

interface IProps {
  readonly model: IStudioModel;
  readonly trans: TranslationBundle;
}

/** Peaks a second that the model holds. */
const peaksPerSecond = 20;
const maxZoom = 64;
/** Places of the playhead over the width of the timeline: about one a pixel. */
const steps = 1500;

/** What the text and the job say; to ask for it reads the text. */
function readFacts(model: IStudioModel) {
  return {
    turns: model.heardTurns,
    expected_s: model.duration.seconds,
    dialogue: model.script.dialogue,
    speakers: Math.min(4, model.cast.length)
  };
}

/** Waveform, chapters, a lane a speaker, the playhead and how far the sound is made. A slider for keys and readers. */
export function Timeline({ model, trans }: IProps): JSX.Element {
  const facts = useFacts(model, readFacts, 'turns', 'job', 'peaks', 'script');
  const { turns, expected_s } = facts;
  const [zoom, setZoom] = useState(1);
  const player = usePlayer(model, ({ position_s, duration_s, turnId }) => {
    // The playhead goes by pixels, and the words by seconds.
    const step = (zoom * steps) / Math.max(1, expected_s);
    return [Math.floor(position_s), Math.round(position_s * step), duration_s, turnId].join(' ');
  });
  const made_s = player.duration_s;
  const length = Math.max(made_s, expected_s, 1);
  const line = useMemo(() => stretches(turns, made_s, length), [turns, made_s, length]);
  const view = visible(player.position_s, length, zoom);
  const scene: ITimelineScene = {
    line,
    peaks: model.peaks,
    peaksPerSecond,
    ...view,
    made_s,
    position_s: player.position_s,
    speakers: facts.speakers
  };
  const percent = (seconds: number) => `${((seconds - view.from) / (view.to - view.from)) * 100}%`;
  const seekTo = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    model.seek(view.from + ((event.clientX - box.left) / box.width) * (view.to - view.from));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (moveBy(event, model, length) || zoomBy(event.key, zoom, setZoom)) {
      event.preventDefault();
      event.stopPropagation();
    }
  };
  const ref = useWheelZoom(setZoom);
  if (made_s === 0) {
    return <Empty {...{ model, trans, scene }} />;
  }
  return (
    <div
      ref={ref}
      className="vv-Timeline"
      role="slider"
      tabIndex={0}
      aria-label={trans.__('Position')}
      aria-valuemin={0}
      aria-valuemax={Math.round(length)}
      aria-valuenow={Math.round(player.position_s)}
      aria-valuetext={valueText(player, turns, length, trans)}
      onKeyDown={onKeyDown}
      onPointerDown={event => {
        event.currentTarget.setPointerCapture(event.pointerId);
        seekTo(event);
      }}
      onPointerMove={event =>
        event.currentTarget.hasPointerCapture(event.pointerId) && seekTo(event)
      }
    >
      <Chapters {...{ dialogue: facts.dialogue, line: scene.line, length, percent }} />
      <TimelineCanvas scene={scene} />
      <div className="vv-Playhead" style={{ left: percent(player.position_s) }} />
      {made_s < length - 0.5 && model.job?.state !== 'done' && (
        <div className="vv-LiveEdge" style={{ left: percent(made_s) }}>
          <span className="vv-num">{trans.__('made to %1', clock(made_s))}</span>
        </div>
      )}
    </div>
  );
}

function Empty({ model, trans, scene }: IProps & { scene: ITimelineScene }): JSX.Element {
  const isComing =
    model.isAsking || model.job?.state === 'queued' || model.job?.state === 'running';
  return (
    <div className="vv-Timeline" aria-disabled>
      <div className="vv-Player-empty">
        {isComing
          ? trans.__('The first words play as soon as they are made.')
          : trans.__(
              'Nothing made yet. Generate plays the first words within seconds, while the rest is still being made.'
            )}
      </div>
      <TimelineCanvas scene={scene} isLanesOnly />
    </div>
  );
}

interface IChaptersProps {
  readonly dialogue: Dialogue;
  readonly line: ITimelineScene['line'];
  readonly length: number;
  readonly percent: (seconds: number) => string;
}

function Chapters({ dialogue, line, length, percent }: IChaptersProps): JSX.Element {
  const marks = useMemo(() => chapterMarks(dialogue, line, length), [dialogue, line, length]);
  return (
    <div className="vv-Timeline-chapters" aria-hidden>
      {marks.map((mark, index) => (
        <span
          key={index}
          title={mark.title}
          style={{
            left: percent(mark.from),
            width: `calc(${percent(mark.to)} - ${percent(mark.from)})`
          }}
        >
          {mark.title}
        </span>
      ))}
    </div>
  );
}

/** The part of the timeline that is seen: everything, or a window that follows the playhead. */
function visible(position_s: number, length: number, zoom: number): { from: number; to: number } {
  const span = length / zoom;
  const from = Math.max(0, Math.min(length - span, position_s - span / 2));
  return { from, to: from + span };
}

function valueText(
  { position_s, turnId }: IPlayerState,
  turns: readonly ITurnView[],
  length: number,
  trans: TranslationBundle
): string {
  const name = turns.find(turn => turn.id === turnId)?.name;
  return name === undefined
    ? trans.__('%1 of %2', clock(position_s), clock(length))
    : trans.__('%1 of %2, %3', clock(position_s), clock(length), name);
}

function moveBy(event: KeyboardEvent, model: IStudioModel, length: number): boolean {
  const target = seekTarget(event.key, model.player.position_s, length);
  if (target === undefined) {
    return false;
  }
  model.seek(target);
  return true;
}

function zoomBy(key: string, zoom: number, setZoom: (zoom: number) => void): boolean {
  if (key !== '+' && key !== '-' && key !== '=') {
    return false;
  }
  setZoom(Math.max(1, Math.min(maxZoom, key === '-' ? zoom / 2 : zoom * 2)));
  return true;
}

/** Ctrl and the wheel zoom; React's own wheel handler may not prevent the page's zoom. */
function useWheelZoom(setZoom: (change: (zoom: number) => number) => void) {
  const [node, setNode] = useState<HTMLDivElement | null>(null);
  useEffect(() => {
    if (!node) {
      return;
    }
    const onWheel = (event: WheelEvent) => {
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault();
        setZoom(zoom =>
          Math.max(1, Math.min(maxZoom, event.deltaY < 0 ? zoom * 1.25 : zoom / 1.25))
        );
      }
    };
    node.addEventListener('wheel', onWheel, { passive: false });
    return () => node.removeEventListener('wheel', onWheel);
  }, [node, setZoom]);
  return setNode;
}
