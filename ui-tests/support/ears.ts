import { type Page } from '@playwright/test';

/** What a listener at the page's loudspeaker heard so far; times in milliseconds of the page's clock. */
export interface IHeard {
  readonly firstAt?: number;
  readonly loudFrames: number;
  readonly now: number;
}

interface IEars {
  firstAt?: number;
  loudFrames: number;
}

/**
 * Puts ears on a page before it loads: every node that is connected to the loudspeaker is connected to a meter too, and
 * whatever plays in an `<audio>` element counts as heard by its own stream. Sound counts from -60 dBFS on.
 */
export async function addEars(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const heard: IEars = { loudFrames: 0 };
    const meters: AnalyserNode[] = [];
    const connect = AudioNode.prototype.connect as (this: AudioNode, ...rest: unknown[]) => unknown;
    const listenTo = (node: AudioNode) => {
      const meter = new AnalyserNode(node.context, { fftSize: 2048 });
      connect.call(node, meter);
      meters.push(meter);
    };
    AudioNode.prototype.connect = function (this: AudioNode, ...rest: unknown[]) {
      if (rest[0] instanceof AudioDestinationNode) {
        listenTo(this);
      }
      return connect.apply(this, rest);
    } as typeof AudioNode.prototype.connect;
    const play = HTMLMediaElement.prototype.play as (this: HTMLMediaElement) => Promise<void>;
    const listened = new WeakSet<HTMLMediaElement | MediaStreamTrack>();
    const listenToElement = (element: HTMLMediaElement & { captureStream?(): MediaStream }) => {
      const stream = element.captureStream?.();
      const track = stream?.getAudioTracks().at(-1);
      if (stream && track && !listened.has(track)) {
        listened.add(track);
        listenTo(new AudioContext().createMediaStreamSource(new MediaStream([track])));
      }
    };
    HTMLMediaElement.prototype.play = function (this: HTMLMediaElement) {
      if (!listened.has(this)) {
        listened.add(this);
        // Another source makes another track: look again each time.
        this.addEventListener('playing', () => listenToElement(this));
      }
      return play.call(this);
    };
    const samples = new Float32Array(2048);
    const isLoud = (meter: AnalyserNode) => {
      // A meter of a suspended context goes on showing the last it heard.
      if (meter.context.state !== 'running') {
        return false;
      }
      meter.getFloatTimeDomainData(samples);
      return samples.some(sample => Math.abs(sample) > 0.001);
    };
    const listen = () => {
      if (meters.some(isLoud)) {
        heard.firstAt ??= performance.now();
        heard.loudFrames += 1;
      }
      requestAnimationFrame(listen);
    };
    requestAnimationFrame(listen);
    Object.assign(window, { ears: heard });
  });
}

/** What was heard on this page since it loaded, or since `forget`. */
export async function heard(page: Page): Promise<IHeard> {
  return page.evaluate(() => {
    const ears = (window as unknown as { ears: IEars }).ears;
    return { ...ears, now: performance.now() };
  });
}

/** Starts listening anew. */
export async function forget(page: Page): Promise<void> {
  await page.evaluate(() => {
    const ears = (window as unknown as { ears: IEars }).ears;
    ears.firstAt = undefined;
    ears.loudFrames = 0;
  });
}
