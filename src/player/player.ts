import { FileTransport } from './file-transport.ts';
import { LiveTransport } from './live-transport.ts';
import { type IAudioSource, type IPlayback, type ITransport } from './source.ts';
import { sampleRate } from './timeline.ts';

/** Times a second that listeners hear of the position while something plays. */
const ticksPerSecond = 10;

/** What makes transports; a test gives others. */
export interface ITransportFactory {
  live(source: IAudioSource, onChange: () => void, context: AudioContext): ITransport;
  file(source: IAudioSource, onChange: () => void): ITransport;
  context(): AudioContext;
}

const browserTransports: ITransportFactory = {
  live: (source, onChange, context) => new LiveTransport(source, onChange, context),
  file: (source, onChange) => new FileTransport(source, onChange),
  context: () => new AudioContext({ sampleRate })
};

/**
 * Plays one source: live through Web Audio while it grows, as a file once it is finished. The change from one to the other waits for
 * silence (a pause, a seek, a change of speed), so that nothing is heard of it.
 */
export class Player {
  constructor(private readonly _transports: ITransportFactory = browserTransports) {}

  /** Called after every change, and about 10 times a second while playing. */
  onChange: (state: IPlayback) => void = () => undefined;

  get state(): IPlayback {
    return this._transport?.state ?? { playing: false, waiting: false, position_s: this._rest_s };
  }

  /** Whether speed can be chosen: live audio plays at 1. */
  get canChangeRate(): boolean {
    return this._source?.isFinished ?? false;
  }

  /** The source to play. The same key means the same samples, perhaps more of them; another key begins at `position_s`. */
  load(source: IAudioSource | null, position_s = 0): void {
    const isSame = source !== null && source.key === this._source?.key;
    const isPlaying = this.state.playing;
    this._source = source;
    if (isSame) {
      this._transport?.grow(source);
    } else {
      this._end();
      this._rest_s = source === null ? 0 : position_s;
    }
    if (source?.isFinished && !isPlaying) {
      // Its URL is fetched now, so that a later click plays at once, inside the gesture.
      this._ready();
    } else if (source !== null && !isSame && isPlaying) {
      this.play();
    }
    this._changed();
  }

  /** Wakes the sound card inside a click, for a source that comes later. */
  arm(): void {
    void this._soundCard().resume();
  }

  /** Begins to play; call it synchronously in a click. */
  play(): void {
    if (this._source === null || this.state.playing) {
      return;
    }
    const source = this._source;
    if (source.isFinished && this.state.position_s >= source.audio.seconds - 0.05) {
      this.seek(0);
    }
    this._ready().play();
    this._tick();
  }

  pause(): void {
    this._transport?.pause();
  }

  /** Goes to a moment (seconds) and stays playing or paused. */
  seek(position_s: number): void {
    const most = this._source?.audio.seconds ?? 0;
    const target = Math.max(0, Math.min(position_s, most));
    if (this._transport === null) {
      this._rest_s = target;
      this._changed();
      return;
    }
    this._transport.seek(target);
  }

  /** 0 .. 1. */
  setVolume(volume: number): void {
    this._volume = volume;
    this._transport?.setVolume(volume);
  }

  /** 0.75 .. 2; heard once the source is finished. */
  setRate(rate: number): void {
    this._rate = rate;
    const { playing } = this.state;
    if (playing && this._source?.isFinished && this._isLive) {
      this.pause();
      this.play();
    }
    this._transport?.setRate(rate);
  }

  dispose(): void {
    this._end();
    this._source = null;
    this.onChange = () => undefined;
    void this._context?.close();
    this._context = null;
  }

  /** The transport for the source as it is now; one for another kind of source is exchanged. */
  private _ready(): ITransport {
    const source = this._source!;
    if (this._transport !== null && this._isLive !== source.isFinished) {
      return this._transport;
    }
    const { position_s } = this.state;
    this._end();
    this._isLive = !source.isFinished;
    const onChange = () => this._changed();
    const transport = this._isLive
      ? this._transports.live(source, onChange, this._soundCard())
      : this._transports.file(source, onChange);
    transport.setVolume(this._volume);
    transport.setRate(this._rate);
    transport.seek(position_s);
    this._transport = transport;
    return transport;
  }

  private _soundCard(): AudioContext {
    this._context ??= this._transports.context();
    return this._context;
  }

  private _end(): void {
    clearInterval(this._timer);
    this._timer = undefined;
    if (this._transport) {
      this._rest_s = this._transport.state.position_s;
      this._transport.dispose();
      this._transport = null;
    }
  }

  private _tick(): void {
    this._timer ??= setInterval(() => this._changed(), 1000 / ticksPerSecond);
  }

  private _changed(): void {
    const { state } = this;
    if (!state.playing) {
      clearInterval(this._timer);
      this._timer = undefined;
    }
    this.onChange(state);
  }

  private _source: IAudioSource | null = null;
  private _transport: ITransport | null = null;
  private _context: AudioContext | null = null;
  private _isLive = false;
  private _rest_s = 0;
  private _volume = 1;
  private _rate = 1;
  private _timer: ReturnType<typeof setInterval> | undefined;
}
