import { type IDisposable } from '@lumino/disposable';
import { type ISignal, Signal } from '@lumino/signaling';
import { type VibeVoice } from '../client/index.ts';
import { type Job, type JobEvent } from '../contract/index.ts';
import { brokenOff, foldEvent, isActive } from './fold-event.ts';
import { type ILoading } from './model.ts';
import { backoff } from './patience.ts';
import { problemOf } from './problem-of.ts';

/** Peaks a second, as segments carry them and as they are asked for. */
export const peaksPerSecond = 20;
/** Listeners hear of events at most this often, in ms. */
const pause_ms = 300;

/** Keeps one job true: a snapshot, then its events; after a cut it asks again. */
export class JobFollower implements IDisposable {
  constructor(
    private readonly _client: VibeVoice,
    job: Job
  ) {
    this._job = this._told = job;
    this._lastEvent = job.last_event ?? 0;
    this._begin();
  }

  /** Emitted when the job, its peaks or its connection have changed. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** The job as of the last emission, so that all who look see the same. */
  get job(): Job {
    return this._told;
  }

  /** What the engine does before it begins. */
  get loading(): ILoading | null {
    return this._loading;
  }

  /** Loudest samples, 20 a second, as far as the audio goes. */
  get peaks(): Int8Array {
    return this._peaks.subarray(0, this._peaksLength);
  }

  /** Whether its events come in, where it has any to tell. */
  get isConnected(): boolean {
    return this._isConnected;
  }

  /** Whether the library has let the job go: another page may have deleted it. Nothing more is told of it then. */
  get isGone(): boolean {
    return this._isGone;
  }

  get isDisposed(): boolean {
    return this._abort.signal.aborted;
  }

  /** Takes an answer about the same job; one that is older than what its events have told already is nothing new. */
  update(job: Job): void {
    const hasOtherAudio = job.audio.revision !== this._job.audio.revision;
    if (!this._isNews(job)) {
      return;
    }
    this._job = this._told = job;
    this._changed.emit();
    if (hasOtherAudio) {
      this._peaksLength = 0;
    }
    this._begin();
  }

  /** Its instance has ended and tells nothing more, perhaps not even that: the job is interrupted until it is asked again. */
  interrupt(): void {
    if (isActive(this._job)) {
      this._job = this._told = brokenOff(this._job, 'interrupted', new Date().toISOString());
      this._loading = null;
      this._changed.emit();
    }
  }

  dispose(): void {
    this._abort.abort();
    clearTimeout(this._timer);
    Signal.clearData(this);
  }

  /** Whether an answer says at least as much as is known; answers may overtake each other, and events them. */
  private _isNews(job: Job): boolean {
    const told = job.last_event ?? this._lastEvent;
    const isNews = told >= this._lastEvent;
    this._lastEvent = Math.max(told, this._lastEvent);
    return isNews;
  }

  /** Follows a job that goes on; else only its waveform is missing. */
  private _begin(): void {
    if (isActive(this._job) && !this._isFollowing) {
      void this._follow();
    }
    if (this._peaksLength < this._job.audio.seconds * peaksPerSecond - peaksPerSecond) {
      void this._loadPeaks();
    }
  }

  private async _follow(): Promise<void> {
    const { signal } = this._abort;
    const onConnection = (isConnected: boolean) => this._connect(isConnected);
    this._isFollowing = true;
    for (let attempt = 0; !signal.aborted && !this._isGone; attempt += 1) {
      try {
        const options = { after: this._lastEvent, signal, onConnection };
        if (isActive(this._job)) {
          for await (const event of this._client.jobs.events(this._job.id, options)) {
            attempt = 0;
            this._take(event);
          }
        }
        await this._ask();
        if (!isActive(this._job)) {
          break;
        }
      } catch (error) {
        if (problemOf(error)?.code === 'job_not_found') {
          this._isGone = true;
          this._changed.emit();
        } else if (!signal.aborted) {
          this._connect(false);
          await backoff(attempt, signal);
        }
      }
    }
    this._isFollowing = false;
  }

  private _connect(isConnected: boolean): void {
    if (isConnected !== this._isConnected) {
      this._isConnected = isConnected;
      this._tell();
    }
  }

  /** The whole truth again, after a stream has ended. */
  private async _ask(): Promise<void> {
    const job = await this._client.jobs.get(this._job.id, { signal: this._abort.signal });
    if (this._isNews(job)) {
      this._job = job;
    }
    if (!isActive(this._job)) {
      this._loading = null;
    }
    this._isConnected = true;
    this._tell();
  }

  private _take(event: JobEvent): void {
    const { revision } = this._job.audio;
    if (event.type === 'segment' && event.revision === revision) {
      this._addPeaks(event.start_sample, event.peaks);
    }
    if (event.id <= this._lastEvent) {
      // An answer to a call has said it already.
      return;
    }
    this._lastEvent = event.id;
    this._job = foldEvent(this._job, event);
    if (event.type === 'loading') {
      const { phase, fraction, message } = event;
      this._loading = { phase, fraction, message };
    } else if (event.type === 'started' || !isActive(this._job)) {
      this._loading = null;
    }
    if (this._job.audio.revision !== revision) {
      this._peaksLength = 0;
      void this._loadPeaks();
    }
    this._tell();
  }

  private _tell(): void {
    this._timer ??= setTimeout(() => {
      this._timer = undefined;
      this._told = this._job;
      this._changed.emit();
    }, pause_ms);
  }

  private _addPeaks(start_sample: number, peaks: readonly number[] | undefined): void {
    if (!peaks) {
      return;
    }
    const from = Math.round((start_sample / this._job.audio.sample_rate) * peaksPerSecond);
    this._makeRoom(from + peaks.length);
    this._peaks.set(peaks, from);
    this._peaksLength = Math.max(this._peaksLength, from + peaks.length);
  }

  private _makeRoom(length: number): void {
    if (length > this._peaks.length) {
      const larger = new Int8Array(Math.max(length, this._peaks.length * 2, 2400));
      larger.set(this._peaks);
      this._peaks = larger;
    }
  }

  private async _loadPeaks(): Promise<void> {
    try {
      const { signal } = this._abort;
      const answer = await this._client.jobs.peaks(this._job.id, peaksPerSecond, { signal });
      if (!signal.aborted && answer.revision === this._job.audio.revision) {
        // Segments may have come meanwhile: theirs lie behind it and stay. Another array, so that it is drawn anew.
        const all = new Int8Array(Math.max(this._peaks.length, answer.peaks.length));
        all.set(this.peaks);
        all.set(answer.peaks);
        this._peaks = all;
        this._peaksLength = Math.max(this._peaksLength, answer.peaks.length);
        this._tell();
      }
    } catch {
      // A waveform that is missing hides nothing: lanes, playhead and times are drawn without it.
    }
  }

  private readonly _changed = new Signal<this, void>(this);
  private readonly _abort = new AbortController();
  private _job: Job;
  private _told: Job;
  private _loading: ILoading | null = null;
  private _peaks = new Int8Array(0);
  private _peaksLength = 0;
  private _isConnected = true;
  private _isFollowing = false;
  private _isGone = false;
  private _lastEvent = 0;
  private _timer: ReturnType<typeof setTimeout> | undefined;
}
