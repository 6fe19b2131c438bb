import { bars, type IStretch } from '../studio/timeline.ts';

/** What a timeline shows; times in seconds. */
export interface ITimelineScene {
  readonly line: readonly IStretch[];
  readonly peaks: Int8Array;
  readonly peaksPerSecond: number;
  /** What part is visible. */
  readonly from: number;
  readonly to: number;
  readonly made_s: number;
  readonly position_s: number;
  readonly speakers: number;
}

/** Colours of the theme, read once a drawing. */
export interface ITimelineColours {
  readonly speakers: readonly string[];
  readonly lane: string;
  readonly rest: string;
}

/** Height of the waveform, of a lane and of what is between lanes, in CSS pixels. */
export const wave_px = 30;
const lane_px = 3;
const laneStep_px = 4;
const bar_px = 2;
const barStep_px = 4;

/** How many bars of the waveform a second takes at a width in CSS pixels. */
export function barsASecond(
  width: number,
  { from, to }: Pick<ITimelineScene, 'from' | 'to'>
): number {
  return width / barStep_px / (to - from);
}

/** Draws waveform and lanes; `width` in CSS pixels, the context is scaled already. */
export function drawTimeline(
  context: CanvasRenderingContext2D,
  width: number,
  scene: ITimelineScene,
  colours: ITimelineColours
): void {
  const x = (seconds: number) => ((seconds - scene.from) / (scene.to - scene.from)) * width;
  context.clearRect(0, 0, width, wave_px + 2 + laneStep_px * Math.max(1, scene.speakers));
  drawRest(context, Math.max(0, x(scene.made_s)), width, colours.rest);
  drawWave(context, width, scene, colours, x);
  drawLanes(context, width, scene, colours, x);
}

/** A dotted line where sound will be. */
function drawRest(
  context: CanvasRenderingContext2D,
  from: number,
  width: number,
  colour: string
): void {
  context.globalAlpha = 1;
  context.fillStyle = colour;
  for (let at = from + 4; at < width; at += 6) {
    context.fillRect(at, wave_px / 2, 2, 1);
  }
}

function drawWave(
  context: CanvasRenderingContext2D,
  width: number,
  scene: ITimelineScene,
  colours: ITimelineColours,
  x: (seconds: number) => number
): void {
  const count = Math.max(1, Math.floor(width / barStep_px));
  const heights = bars(scene.peaks, scene.peaksPerSecond, scene.from, scene.to, count);
  const seconds = (scene.to - scene.from) / count;
  const playhead = x(scene.position_s);
  let turn = 0;
  for (let bar = 0; bar < count; bar += 1) {
    const height = heights[bar]!;
    const middle = scene.from + (bar + 0.5) * seconds;
    if (Number.isNaN(height) || middle > scene.made_s) {
      break;
    }
    while (turn + 1 < scene.line.length && scene.line[turn + 1]!.from <= middle) {
      turn += 1;
    }
    const left = bar * barStep_px;
    const tall = Math.max(1, height * (wave_px - 2));
    context.globalAlpha = left > playhead ? 0.7 : 1;
    context.fillStyle = colours.speakers[(scene.line[turn]?.speaker ?? 1) - 1] ?? colours.rest;
    context.fillRect(left, (wave_px - tall) / 2, bar_px, tall);
  }
  context.globalAlpha = 1;
}

/** A lane a speaker; runs shorter than a pixel are merged. */
function drawLanes(
  context: CanvasRenderingContext2D,
  width: number,
  scene: ITimelineScene,
  colours: ITimelineColours,
  x: (seconds: number) => number
): void {
  const top = (speaker: number) => wave_px + 2 + (speaker - 1) * laneStep_px;
  context.globalAlpha = 0.7;
  context.fillStyle = colours.lane;
  for (let speaker = 1; speaker <= scene.speakers; speaker += 1) {
    context.fillRect(0, top(speaker), width, lane_px);
  }
  const drawnTo = new Float64Array(scene.speakers + 1);
  for (const { speaker, from, to, isMade } of scene.line) {
    if (speaker > scene.speakers || to < scene.from || from > scene.to) {
      continue;
    }
    const left = Math.max(x(from), drawnTo[speaker]!);
    const right = Math.max(x(to), left);
    if (right - left < 0.5) {
      continue;
    }
    drawnTo[speaker] = Math.max(right, left + 1);
    context.globalAlpha = isMade ? 1 : 0.3;
    context.fillStyle = colours.speakers[speaker - 1] ?? colours.rest;
    context.fillRect(left, top(speaker), Math.max(1, right - left), lane_px);
  }
  context.globalAlpha = 1;
}
