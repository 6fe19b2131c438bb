import { SegmentStore } from './segment-store.ts';
import { type IAudioSource, type IPlayback, type ITransport } from './source.ts';
import { segmentAt, segmentStart } from './timeline.ts';

/** Sound is scheduled this many seconds ahead of the playhead. */
const ahead_s = 8;
/** The first sample is scheduled this much later than now, so that it is never in the past. */
const lead_s = 0.03;
/** A failed fetch is tried again after this time. */
const retry_ms = 1000;

interface IScheduled {
  readonly node: AudioBufferSourceNode;
  readonly n: number;
}

/**
 * Plays a source that is still being made: segments are fetched ahead of the playhead, decoded and scheduled sample by sample in one AudioContext.
 * The context is its maker's. Nothing is polled: the end of a scheduled segment, and growth of the source, schedule what follows. Speed is always 1.
 */
export class LiveTransport implements ITransport {
  constructor(
    source: IAudioSource,
    private readonly _onChange: () => void,
    private readonly _context: AudioContext
  ) {
    this._source = source;
    this._gain = this._context.createGain();
    this._gain.connect(this._context.destination);
    this._store = new SegmentStore(this._context, source);
  }

  get state(): IPlayback {
    return {
      playing: this._isPlaying,
      waiting: this._isPlaying && this._anchor === null,
      position_s: this._position
    };
  }

  play(): void {
    if (this._isPlaying) {
      return;
    }
    this._isPlaying = true;
    if (this._source.isFinished && this._rest >= this._source.audio.seconds - 0.01) {
      this._rest = 0;
    }
    // Safari and autoplay rules: the context wakes only inside the gesture.
    void this._context.resume();
    this._begin();
  }

  pause(): void {
    if (this._isPlaying) {
      this._halt();
      this._isPlaying = false;
      void this._context.suspend();
      this._onChange();
    }
  }

  seek(position_s: number): void {
    this._halt();
    this._rest = Math.max(0, Math.min(position_s, this._source.audio.seconds));
    this._store.trim(this._rest);
    if (this._isPlaying) {
      this._begin();
    } else {
      this._onChange();
    }
  }

  setVolume(volume: number): void {
    this._gain.gain.value = volume;
  }

  setRate(): void {
    // Faster without a higher voice needs the whole file: FileTransport.
  }

  grow(source: IAudioSource): void {
    this._source = source;
    this._store.source = source;
    if (this._isPlaying) {
      this._pump();
    }
  }

  dispose(): void {
    this._halt();
    this._isPlaying = false;
    this._store.dispose();
    this._gain.disconnect();
  }

  /** The position that is heard now: from the clock of the sound card while it plays, else where it rests. */
  private get _position(): number {
    if (this._anchor === null) {
      return this._rest;
    }
    const played = this._context.currentTime - this._anchor.context_s;
    return Math.min(this._anchor.position_s + Math.max(0, played), this._end_s);
  }

  private _begin(): void {
    this._anchor = null;
    this._next = segmentAt(this._rest);
    this._end_s = this._rest;
    this._onChange();
    this._pump();
  }

  /** Schedules segments one after another until enough lies ahead; one run at a time for each beginning. */
  private _pump(): void {
    if (this._pumping !== this._run) {
      this._pumping = this._run;
      void this._schedule(this._run);
    }
  }

  private async _schedule(run: number): Promise<void> {
    while (
      run === this._run &&
      this._store.has(this._next) &&
      this._end_s - this._position < ahead_s
    ) {
      const n = this._next;
      const buffer = await this._load(n);
      if (run !== this._run) {
        return;
      }
      if (buffer) {
        this._append(n, buffer);
      }
    }
    if (run === this._run) {
      this._pumping = -1;
      this._endIfOver();
    }
  }

  /** Segment `n`, or null after a failed fetch and a pause. */
  private async _load(n: number): Promise<AudioBuffer | null> {
    if (this._store.has(n + 1)) {
      // Fetched while this one is decoded; a failure shows when it is asked for.
      this._store.get(n + 1).catch(() => undefined);
    }
    try {
      return await this._store.get(n);
    } catch {
      await new Promise<void>(resolve => {
        this._retry = { timer: setTimeout(resolve, retry_ms), resolve };
      });
      return null;
    }
  }

  private _append(n: number, buffer: AudioBuffer): void {
    const start = segmentStart(n);
    if (this._anchor === null || this._context.currentTime > this._contextTime(this._end_s)) {
      // The first sound, or sound after a gap in which nothing was there: the clock starts anew here.
      this._anchor = {
        context_s: this._context.currentTime + lead_s,
        position_s: Math.max(this._end_s, start)
      };
      this._onChange();
    }
    const offset = Math.max(0, this._end_s - start);
    const node = this._context.createBufferSource();
    node.buffer = buffer;
    node.connect(this._gain);
    node.start(this._contextTime(start + offset), offset);
    const scheduled: IScheduled = { node, n };
    this._scheduled.add(scheduled);
    node.onended = () => this._onEnded(scheduled);
    this._end_s = start + buffer.duration;
    this._next = n + 1;
  }

  private _contextTime(position_s: number): number {
    return this._anchor === null
      ? 0
      : this._anchor.context_s + (position_s - this._anchor.position_s);
  }

  private _onEnded(scheduled: IScheduled): void {
    scheduled.node.disconnect();
    this._scheduled.delete(scheduled);
    if (!this._isPlaying) {
      return;
    }
    this._store.trim(this._position);
    if (this._scheduled.size === 0) {
      this._rest = this._end_s;
      this._anchor = null;
      this._onChange();
    }
    this._pump();
    this._endIfOver();
  }

  private _endIfOver(): void {
    const isOver =
      this._source.isFinished && !this._store.has(this._next) && this._scheduled.size === 0;
    if (this._isPlaying && isOver) {
      this._rest = this._source.audio.seconds;
      this._anchor = null;
      this._isPlaying = false;
      this._onChange();
    }
  }

  /** Silences everything that is scheduled; the position rests where it was. */
  private _halt(): void {
    this._rest = this._position;
    this._run += 1;
    this._anchor = null;
    if (this._retry) {
      clearTimeout(this._retry.timer);
      this._retry.resolve();
      this._retry = null;
    }
    for (const { node } of this._scheduled) {
      node.onended = null;
      node.stop();
      node.disconnect();
    }
    this._scheduled.clear();
  }

  private readonly _gain: GainNode;
  private readonly _store: SegmentStore;
  private readonly _scheduled = new Set<IScheduled>();
  private _source: IAudioSource;
  private _anchor: { readonly context_s: number; readonly position_s: number } | null = null;
  private _rest = 0;
  private _next = 0;
  private _end_s = 0;
  /** Rises when what is scheduled is thrown away, so that an older fetch knows that it is late. */
  private _run = 0;
  private _pumping = -1;
  private _isPlaying = false;
  private _retry: {
    readonly timer: ReturnType<typeof setTimeout>;
    readonly resolve: () => void;
  } | null = null;
}
