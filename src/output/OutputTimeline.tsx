import { type TranslationBundle } from '@jupyterlab/translation';
import { type KeyboardEvent, type PointerEvent, useMemo } from 'react';
import { peaksPerSecond } from '../studio/job-follower.ts';
import { seekTarget, stretches } from '../studio/timeline.ts';
import { clock } from '../studio/words.ts';
import { TimelineCanvas } from '../widgets/TimelineCanvas.tsx';
import { type OutputModel } from './output-model.ts';

/** Waveform, lanes and playhead of an output; a slider for keys and readers. */
export function OutputTimeline({
  model,
  trans
}: {
  model: OutputModel;
  trans: TranslationBundle;
}): JSX.Element {
  const job = model.job!;
  const { position_s } = model.player!;
  const made_s = job.audio.seconds;
  const length = Math.max(made_s, job.state === 'done' ? 0 : job.progress.expected_seconds, 1);
  const line = useMemo(() => stretches(model.turns, made_s, length), [model.turns, made_s, length]);
  const speakers = Math.min(4, new Set(model.turns.map(turn => turn.speaker)).size);
  const scene = {
    line,
    peaks: model.peaks,
    peaksPerSecond,
    from: 0,
    to: length,
    made_s,
    position_s,
    speakers
  };
  const seekTo = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    model.seek(((event.clientX - box.left) / box.width) * length);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const target = seekTarget(event.key, position_s, length);
    if (target !== undefined) {
      model.seek(target);
      event.preventDefault();
      // The notebook's own arrows would leave the cell.
      event.stopPropagation();
    }
  };
  return (
    <div
      className="vv-Timeline"
      role="slider"
      tabIndex={0}
      aria-label={trans.__('Position')}
      aria-valuemin={0}
      aria-valuemax={Math.round(length)}
      aria-valuenow={Math.round(position_s)}
      aria-valuetext={trans.__('%1 of %2', clock(position_s), clock(length))}
      onKeyDown={onKeyDown}
      onPointerDown={event => {
        event.currentTarget.setPointerCapture(event.pointerId);
        seekTo(event);
      }}
      onPointerMove={event =>
        event.currentTarget.hasPointerCapture(event.pointerId) && seekTo(event)
      }
    >
      <TimelineCanvas scene={scene} />
      <div className="vv-Playhead" style={{ left: `${(position_s / length) * 100}%` }} />
    </div>
  );
}
