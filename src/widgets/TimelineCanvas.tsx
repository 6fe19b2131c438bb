import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import {
  drawTimeline,
  type ITimelineColours,
  type ITimelineScene,
  barsASecond,
  wave_px
} from './draw-timeline.ts';

/** JupyterLab's theme by name, told again when it is changed. */
function useTheme(): string {
  const [theme, setTheme] = useState(themeName);
  useEffect(() => {
    const observer = new MutationObserver(() => setTheme(themeName()));
    observer.observe(document.body, { attributeFilter: ['data-jp-theme-name'] });
    return () => observer.disconnect();
  }, []);
  return theme;
}

function themeName(): string {
  return document.body.dataset.jpThemeName ?? '';
}

/** Draws in device pixels, again when scene, size or theme have changed; while it plays, only where a bar does. */
export function TimelineCanvas({
  scene,
  isLanesOnly
}: {
  scene: ITimelineScene;
  isLanesOnly?: boolean;
}): JSX.Element {
  const ref = useRef<HTMLCanvasElement>(null);
  const [{ width, height }, setSize] = useState({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const observer = new ResizeObserver(([entry]) => setSize(entry!.contentRect));
    observer.observe(ref.current!);
    return () => observer.disconnect();
  }, []);
  const theme = useTheme();
  const colours = useRef<{ theme: string; of: ITimelineColours } | null>(null);
  const { line, peaks, from, to, made_s, position_s, speakers } = scene;
  const played = Math.floor((position_s - from) * barsASecond(width, scene));
  useEffect(() => {
    const canvas = ref.current!;
    const context = width > 0 ? canvas.getContext('2d') : null;
    if (!context) {
      return;
    }
    const ratio = window.devicePixelRatio || 1;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    context.setTransform(ratio, 0, 0, ratio, 0, isLanesOnly ? -wave_px * ratio : 0);
    if (colours.current?.theme !== theme) {
      // Read once a theme: asking the browser for a style makes it compute all that is pending.
      colours.current = { theme, of: coloursOf(canvas) };
    }
    drawTimeline(context, width, scene, colours.current.of);
    // The scene is another object each time: it is drawn where a part of it has changed.
  }, [line, peaks.buffer, peaks.length, from, to, made_s, played, speakers, width, height, theme]);
  return (
    <canvas
      ref={ref}
      className={isLanesOnly ? 'vv-Timeline-lanes' : 'vv-Timeline-canvas'}
      aria-hidden
    />
  );
}

function coloursOf(element: HTMLElement): ITimelineColours {
  const style = getComputedStyle(element);
  const value = (name: string) => style.getPropertyValue(name).trim();
  return {
    speakers: [1, 2, 3, 4].map(number => value(`--vv-speaker-${number}`)),
    lane: value('--jp-layout-color2'),
    rest: value('--jp-border-color1')
  };
}
