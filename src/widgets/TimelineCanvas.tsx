import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import {
  drawTimeline,
  type ITimelineColours,
  type ITimelineScene,
  wave_px
} from './draw-timeline.ts';

/** Draws in device pixels, again whenever scene, size or theme change. */
export function TimelineCanvas({
  scene,
  isLanesOnly
}: {
  scene: ITimelineScene;
  isLanesOnly?: boolean;
}): JSX.Element {
  const ref = useRef<HTMLCanvasElement>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const canvas = ref.current!;
    const observer = new ResizeObserver(() => setWidth(canvas.clientWidth));
    observer.observe(canvas);
    setWidth(canvas.clientWidth);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    const canvas = ref.current!;
    const context = width > 0 ? canvas.getContext('2d') : null;
    if (!context) {
      return;
    }
    const ratio = window.devicePixelRatio || 1;
    const height = canvas.clientHeight;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    context.setTransform(ratio, 0, 0, ratio, 0, isLanesOnly ? -wave_px * ratio : 0);
    drawTimeline(context, width, scene, coloursOf(canvas));
  });
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
