import {
  Clip,
  type IAudioSource,
  type IPlayback,
  type ITransport,
  Player
} from '../../player/index.ts';
import { type ISound } from '../playing.ts';

/** A transport without a sound card: it says what it was told. Browsers' own are tried in ui-tests. */
class SilentTransport implements ITransport {
  constructor(
    source: IAudioSource,
    private readonly _onChange: () => void
  ) {
    this.source = source;
  }

  source: IAudioSource;
  state: IPlayback = { playing: false, waiting: false, position_s: 0 };

  play(): void {
    this._set({ playing: true });
  }
  pause(): void {
    this._set({ playing: false });
  }
  seek(position_s: number): void {
    this._set({ position_s });
  }
  setVolume(): void {}
  setRate(): void {}
  grow(source: IAudioSource): void {
    this.source = source;
  }
  dispose(): void {}

  private _set(change: Partial<IPlayback>): void {
    this.state = { ...this.state, ...change };
    this._onChange();
  }
}

/** A sound card that nobody hears. */
export function silentSound(): ISound {
  const make = (source: IAudioSource, onChange: () => void) =>
    new SilentTransport(source, onChange);
  const context = () =>
    ({ resume: () => Promise.resolve(), close: () => Promise.resolve() }) as AudioContext;
  const player = new Player({ live: make, file: make, context });
  const element = { addEventListener: () => undefined } as unknown as HTMLAudioElement;
  const clip = new Clip(
    Object.assign(element, { pause: () => undefined, removeAttribute: () => undefined })
  );
  return { player, clip };
}
