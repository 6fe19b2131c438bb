import { type IAudioSource, type IPlayback, type ITransport } from './source.ts';

/** Plays a finished source through an audio element: Range requests, speed without a higher voice, media keys. */
export class FileTransport implements ITransport {
  constructor(
    source: IAudioSource,
    private readonly _onChange: () => void,
    private readonly _element: HTMLAudioElement = new Audio()
  ) {
    this._element.preload = 'metadata';
    this._element.preservesPitch = true;
    for (const type of events) {
      this._element.addEventListener(type, this._onEvent);
    }
    this.grow(source);
  }

  get state(): IPlayback {
    const isStalled = this._element.readyState < HTMLMediaElement.HAVE_FUTURE_DATA;
    return {
      playing: this._isPlaying,
      waiting: this._isPlaying && isStalled,
      position_s: this._target ?? this._element.currentTime
    };
  }

  play(): void {
    this._isPlaying = true;
    if (this._element.src) {
      this._start();
    }
    this._onChange();
  }

  pause(): void {
    this._isPlaying = false;
    this._element.pause();
    this._onChange();
  }

  seek(position_s: number): void {
    if (this._element.readyState >= HTMLMediaElement.HAVE_METADATA) {
      this._target = null;
      this._element.currentTime = position_s;
    } else {
      this._target = position_s;
    }
    this._onChange();
  }

  setVolume(volume: number): void {
    this._element.volume = volume;
  }

  setRate(rate: number): void {
    this._element.defaultPlaybackRate = rate;
    this._element.playbackRate = rate;
  }

  grow(source: IAudioSource): void {
    const key = `${source.key} ${source.audio.seconds}`;
    if (source.isFinished && key !== this._key) {
      this._key = key;
      void this._load(source, key);
    }
  }

  dispose(): void {
    this._key = '';
    for (const type of events) {
      this._element.removeEventListener(type, this._onEvent);
    }
    this._element.pause();
    this._element.removeAttribute('src');
    this._element.load();
  }

  private async _load(source: IAudioSource, key: string): Promise<void> {
    const url = await source.fileUrl().catch(() => null);
    if (key !== this._key || url === null) {
      return;
    }
    this._target ??= this._element.currentTime;
    this._element.src = url;
    if (this._isPlaying) {
      this._start();
    }
  }

  private _start(): void {
    this._element.play().catch(() => {
      // The browser refused, or the file went away: say that nothing plays.
      this._isPlaying = false;
      this._onChange();
    });
  }

  private readonly _onEvent = (event: Event): void => {
    if (event.type === 'loadedmetadata' && this._target !== null) {
      this._element.currentTime = this._target;
      this._target = null;
    }
    if (event.type === 'ended') {
      this._isPlaying = false;
    }
    this._onChange();
  };

  private _key = '';
  private _isPlaying = false;
  /** Where to go as soon as the length is known. */
  private _target: number | null = null;
}

const events = ['loadedmetadata', 'playing', 'waiting', 'ended', 'seeked', 'error'] as const;
