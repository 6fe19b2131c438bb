import { type IDisposable } from '@lumino/disposable';
import { type ISignal, Signal } from '@lumino/signaling';
import { type Job, type JobOutput } from '../contract/index.ts';
import { type JobFollower } from '../studio/job-follower.ts';
import { type IPlayerState, type ITurnView } from '../studio/model.ts';
import { type ISound, Playing } from '../studio/playing.ts';
import { problemOf } from '../studio/problem-of.ts';
import { turnViews } from '../studio/turn-views.ts';
import { type ISession, type IVibeVoice } from '../tokens.ts';
import { giveBack, takeFollower } from './followed-jobs.ts';
import { savedTurns } from './saved-turns.ts';

/** How an output stands to its job: looked for, there, or why it is not. */
export type Link = 'looking' | 'live' | 'stopped' | 'forgotten' | 'unreachable';

/** Outputs that were played: of all on a page only one is heard at a time. */
const heard = new Set<OutputModel>();

/** State of one output: what the notebook kept, and the job itself as soon as the instance gives it. Nothing starts or plays by itself. */
export class OutputModel implements IDisposable {
  constructor(
    private _saved: JobOutput,
    private readonly _vibeVoice: IVibeVoice,
    /** What it plays through; a test gives another. */
    private readonly _sound?: ISound
  ) {
    this._turns = savedTurns(_saved);
    _vibeVoice.opened.connect(this._onOpened, this);
    void this._look();
  }

  /** Emitted when anything but the position has changed. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Emitted when the player has moved. */
  get moved(): ISignal<this, void> {
    return this._moved;
  }

  /** What the notebook keeps. */
  get saved(): JobOutput {
    return this._saved;
  }

  get link(): Link {
    return this._link;
  }

  /** The job as its instance tells it; null where only the notebook speaks. */
  get job(): Job | null {
    return this._follower?.job ?? null;
  }

  get peaks(): Int8Array {
    return this._follower?.peaks ?? new Int8Array(0);
  }

  /** The session, while the job is there. */
  get session(): ISession | null {
    return this._session;
  }

  get turns(): readonly ITurnView[] {
    return this._turns;
  }

  get player(): IPlayerState | null {
    return this._playing?.state(this._turns) ?? null;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Takes what the kernel says now; the instance itself, where it answers, knows better. */
  update(saved: JobOutput): void {
    const isOther = saved.job_id !== this._saved.job_id;
    this._saved = saved;
    if (isOther) {
      this._leave();
    }
    if (this._follower === null) {
      this._turns = savedTurns(saved);
      void this._look();
    }
    this._changed.emit();
  }

  /** Starts a stopped instance, then finds the job. */
  async start(): Promise<void> {
    this._show('looking');
    try {
      const session = await this._vibeVoice.session();
      await session.instance.reach();
      await this._join(session);
    } catch {
      this._show('unreachable');
    }
  }

  /** Plays or pauses; called in a click. */
  toggle(): void {
    if (!this._playing) {
      return;
    }
    for (const other of heard) {
      if (other !== this) {
        other.hush();
      }
    }
    heard.add(this);
    this._playing.toggle();
  }

  /** Plays from a turn. */
  playTurn(turn: ITurnView): void {
    if (this._playing && turn.start !== undefined) {
      this._playing.seek(turn.start);
      if (!this.player?.playing) {
        this.toggle();
      }
    }
  }

  seek(position_s: number): void {
    this._playing?.seek(position_s);
  }

  hush(): void {
    this._playing?.pause();
  }

  /** Stops the job; the audio so far stays. */
  async stop(): Promise<void> {
    await this._change(session => session.client.jobs.cancel(this._saved.job_id));
  }

  /** Goes on where the audio ends. */
  async resume(): Promise<void> {
    await this._change(session => session.client.jobs.resume(this._saved.job_id));
  }

  /** Records a turn again. */
  async retake(turnId: string): Promise<void> {
    await this._change(session => session.client.jobs.takes.create(this._saved.job_id, turnId, {}));
  }

  /** Chooses a take. */
  async chooseTake(turnId: string, takeId: string): Promise<void> {
    await this._change(session =>
      session.client.jobs.takes.choose(this._saved.job_id, turnId, takeId)
    );
  }

  /** Gives the job to a document, so that its studio finds the sound. */
  async giveTo(path: string): Promise<void> {
    await this._change(session => session.client.jobs.update(this._saved.job_id, { ref: path }));
  }

  /** Lets a link in, where the instance wants a cookie for that. */
  async logIn(): Promise<void> {
    await this._playing?.logIn();
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      this._leave();
      heard.delete(this);
      this._vibeVoice.opened.disconnect(this._onOpened, this);
      Signal.clearData(this);
    }
  }

  /** The last thing that went wrong when somebody asked for something; null once something succeeds. */
  get failure(): unknown {
    return this._failure;
  }

  private async _change(ask: (session: ISession) => Promise<Job>): Promise<void> {
    const session = this._session;
    if (!session) {
      return;
    }
    try {
      const job = await ask(session);
      this._failure = null;
      this._follower?.update(job);
    } catch (error) {
      this._failure = error;
    }
    this._changed.emit();
  }

  /** Asks whether an instance runs; finding out never starts one. */
  private async _look(): Promise<void> {
    await this._vibeVoice.look();
    const session = this._vibeVoice.current;
    if (session) {
      await this._join(session);
    } else if (!this._isDisposed) {
      this._show('stopped');
    }
  }

  private readonly _onOpened = (_: IVibeVoice, session: ISession): void => {
    void this._join(session);
  };

  /** Watches the instance, and finds the job as soon as it can be asked. */
  private async _join(session: ISession): Promise<void> {
    if (this._isDisposed) {
      return;
    }
    if (this._session !== session) {
      this._session = session;
      session.instance.changed.connect(this._onInstance, this);
    }
    if (!session.instance.isReachable) {
      this._show(session.instance.value === null ? 'looking' : 'stopped');
      return;
    }
    if (this._follower || this._isAsking) {
      return;
    }
    this._isAsking = true;
    try {
      this._follow(session, await session.client.jobs.get(this._saved.job_id));
    } catch (error) {
      this._show(problemOf(error)?.code === 'job_not_found' ? 'forgotten' : 'unreachable');
    } finally {
      this._isAsking = false;
    }
  }

  private readonly _onInstance = (): void => {
    const session = this._session!;
    if (this._follower === null) {
      if (this._link !== 'forgotten') {
        void this._join(session);
      }
    } else if (!session.instance.isReachable) {
      this._show('stopped');
    } else {
      this._show(this._follower.isConnected ? 'live' : 'unreachable');
    }
  };

  private _follow(session: ISession, job: Job): void {
    if (this._isDisposed || this._session !== session) {
      return;
    }
    this._playing = new Playing(session.client, this._sound);
    this._playing.needsCookie = () => session.instance.value?.place !== 'jupyter';
    this._playing.moved.connect(() => this._moved.emit(), this);
    this._follower = takeFollower(session, job);
    this._follower.changed.connect(this._onJob, this);
    this._onJob();
  }

  private readonly _onJob = (): void => {
    const { job, isConnected, isGone } = this._follower!;
    if (isGone) {
      this._leave();
      this._turns = savedTurns(this._saved);
      this._show('forgotten');
      return;
    }
    const { dialogue } = job;
    const speakers = [...new Set(dialogue.turns.map(turn => turn.speaker))];
    const facts = { dialogue, speakers, job, voices: {}, locked: new Set<string>() };
    this._turns = turnViews(facts, this._turns);
    this._playing!.show(job);
    this._show(isConnected ? 'live' : 'unreachable');
  };

  private _leave(): void {
    const session = this._session;
    if (session) {
      session.instance.changed.disconnect(this._onInstance, this);
      if (this._follower) {
        this._follower.changed.disconnect(this._onJob, this);
        giveBack(session, this._follower);
      }
    }
    this._playing?.dispose();
    this._session = this._follower = this._playing = null;
  }

  private _show(link: Link): void {
    if (!this._isDisposed) {
      this._link = link;
      this._changed.emit();
    }
  }

  private readonly _changed = new Signal<this, void>(this);
  private readonly _moved = new Signal<this, void>(this);
  private _turns: readonly ITurnView[];
  private _link: Link = 'looking';
  private _session: ISession | null = null;
  private _follower: JobFollower | null = null;
  private _playing: Playing | null = null;
  private _failure: unknown = null;
  private _isAsking = false;
  private _isDisposed = false;
}
