import { type IDisposable } from '@lumino/disposable';
import { type ISignal, Signal } from '@lumino/signaling';
import { type VibeVoice } from '../client/index.ts';
import { type Job } from '../contract/index.ts';
import { isActive } from './fold-event.ts';
import { JobFollower } from './job-follower.ts';

/** Jobs of one document that are listed at most. */
const limit = 30;

/** The jobs of one document: the one that is shown, the draft beside it, and those before. */
export class JobShelf implements IDisposable {
  /** `isDraft` tells a table read from what the one-click script's engine makes. */
  constructor(
    private readonly _client: VibeVoice,
    private readonly _isDraft: (job: Job) => boolean
  ) {}

  /** Emitted when a followed job or the list has changed. */
  get changed(): ISignal<this, 'job' | 'list'> {
    return this._changed;
  }

  /** What the one-click script's engine makes, or was chosen from the history. */
  get main(): JobFollower | null {
    return this._main;
  }

  /** A table read beside it. */
  get draft(): JobFollower | null {
    return this._draft;
  }

  /** The job that the panel speaks of. */
  get shown(): JobFollower | null {
    return this._main ?? this._draft;
  }

  /** All of them, newest first, as last told. */
  get list(): readonly Job[] {
    return this._list.map(job => this._followed(job.id)?.job ?? job);
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Finds the jobs with one of these references; shows the newest of each kind unless something is shown already. */
  async find(refs: readonly string[], signal?: AbortSignal): Promise<void> {
    const answers = await Promise.all(
      refs.map(ref => this._client.jobs.list({ ref, limit }, { signal }))
    );
    if (this._isDisposed) {
      return;
    }
    this._list = answers
      .flatMap(answer => answer.jobs)
      .sort((a, b) => Date.parse(b.created_at) - Date.parse(a.created_at));
    this._showNewest();
    this._changed.emit('list');
  }

  /** Shows a job that was just made, or changed by a call. */
  adopt(job: Job): void {
    const known = this._followed(job.id);
    if (known) {
      known.update(job);
      return;
    }
    if (!this._list.some(each => each.id === job.id)) {
      this._list = [job, ...this._list];
      this._changed.emit('list');
    }
    if (this._isDraft(job)) {
      this._draft = this._replace(this._draft, job);
    } else {
      this._main = this._replace(this._main, job);
    }
    this._changed.emit('job');
  }

  /** Takes a newer answer about a job of the list, shown or not. */
  note(job: Job): void {
    this._list = this._list.map(each => (each.id === job.id ? job : each));
    this._followed(job.id)?.update(job);
    this._changed.emit('list');
  }

  /** The instance has ended: nobody works for its jobs. */
  interrupt(): void {
    this._main?.interrupt();
    this._draft?.interrupt();
  }

  /** Shows an older job in the place of the present one. */
  open(job: Job): void {
    this._main = this._replace(this._main, job);
    this._changed.emit('job');
  }

  /** Forgets a job that was deleted. */
  drop(id: string): void {
    this._list = this._list.filter(job => job.id !== id);
    if (this._main?.job.id === id) {
      this._main = this._close(this._main);
    }
    if (this._draft?.job.id === id) {
      this._draft = this._close(this._draft);
    }
    this._showNewest();
    this._changed.emit('list');
    this._changed.emit('job');
  }

  dispose(): void {
    this._isDisposed = true;
    this._close(this._main);
    this._close(this._draft);
    this._main = this._draft = null;
    Signal.clearData(this);
  }

  private _followed(id: string): JobFollower | null {
    return [this._main, this._draft].find(follower => follower?.job.id === id) ?? null;
  }

  /** Another tab may have made a newer job: both show the same. An older one that somebody opened stays. */
  private _showNewest(): void {
    for (const job of this._list) {
      this._followed(job.id)?.update(job);
    }
    const main = this._list.find(job => !this._isDraft(job));
    const isNewer = main && (!this._main || (isActive(main) && main.id !== this._main.job.id));
    if (isNewer) {
      this._main = this._replace(this._main, main);
      this._changed.emit('job');
    }
    const draft = this._list.find(job => this._isDraft(job));
    if (draft && !this._draft && (!main || isActive(draft))) {
      this._draft = this._replace(null, draft);
      this._changed.emit('job');
    }
  }

  private _replace(old: JobFollower | null, job: Job): JobFollower {
    this._close(old);
    const follower = new JobFollower(this._client, job);
    follower.changed.connect(this._onJobChanged, this);
    return follower;
  }

  private _close(follower: JobFollower | null): null {
    follower?.dispose();
    return null;
  }

  private readonly _onJobChanged = (follower: JobFollower): void => {
    if (follower.isGone) {
      this.drop(follower.job.id);
      return;
    }
    this._changed.emit('job');
  };

  private readonly _changed = new Signal<this, 'job' | 'list'>(this);
  private _main: JobFollower | null = null;
  private _draft: JobFollower | null = null;
  private _list: readonly Job[] = [];
  private _isDisposed = false;
}
