import { bars } from '../../studio/timeline.ts';

/** Bars of a waveform that takes the whole width; a shorter one has fewer, so that all are as dense. */
const most = 60;
const width = 1000;
const height = 40;
const svg = 'http://www.w3.org/2000/svg';

/** A small waveform, stretched to its box; `part` (0..1) is its share of the whole width. */
export function drawWave(peaks: Int8Array, part: number): SVGElement {
  const count = Math.max(2, Math.round(most * part));
  const heights = bars(peaks, 1, 0, peaks.length, count);
  const lines = Array.from(heights, (loudness, bar) => {
    const x = Math.round(((bar + 0.5) / count) * width);
    const half = Math.max(1.5, loudness * (height / 2 - 1));
    return `M${x} ${(height / 2 - half).toFixed(1)}V${(height / 2 + half).toFixed(1)}`;
  });
  const wave = document.createElementNS(svg, 'svg');
  wave.setAttribute('class', 'vv-Wave');
  wave.setAttribute('viewBox', `0 0 ${width} ${height}`);
  wave.setAttribute('preserveAspectRatio', 'none');
  wave.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(svg, 'path');
  // A share of what a bar has, so that bars stay apart in a narrow box too.
  path.setAttribute('stroke-width', (((width / count) * 2) / 5).toFixed(1));
  path.setAttribute('d', lines.join(''));
  wave.append(path);
  return wave;
}
