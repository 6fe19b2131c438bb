/** Plays one short file, such as a take or a voice's preview; a new one ends the one before. */
export class Clip {
  constructor(private readonly _element: HTMLAudioElement = new Audio()) {
    for (const type of ['playing', 'pause', 'ended', 'error', 'timeupdate'] as const) {
      this._element.addEventListener(type, this._onEvent);
    }
  }

  /** Called when something begins, ends or moves on. */
  onChange: () => void = () => undefined;

  /** Name of what plays, or null. */
  get playing(): string | null {
    return this._name;
  }

  /** Seconds into it. */
  get position_s(): number {
    return this._element.currentTime;
  }

  /** Plays `url` from `at_s`; call it synchronously in a click. */
  play(name: string, url: string, at_s = 0): void {
    this._name = name;
    this._element.src = url;
    this._element.currentTime = at_s;
    this._element.play().catch(() => this.stop(name));
    this.onChange();
  }

  /** Ends what plays, or only `name`. */
  stop(name?: string): void {
    if (this._name !== null && (name === undefined || name === this._name)) {
      this._name = null;
      this._element.pause();
      this.onChange();
    }
  }

  setVolume(volume: number): void {
    this._element.volume = volume;
  }

  dispose(): void {
    this.onChange = () => undefined;
    this.stop();
    this._element.removeAttribute('src');
  }

  private readonly _onEvent = (event: Event): void => {
    if (event.type === 'ended' || event.type === 'error') {
      this._name = null;
    }
    this.onChange();
  };

  private _name: string | null = null;
}
