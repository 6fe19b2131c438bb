import { type IDisposable } from '@lumino/disposable';
import { type ISignal, Signal } from '@lumino/signaling';
import { type VibeVoice } from '../client/index.ts';
import { type Dialogue, type Job, type JobCreate, type TakeCreate } from '../contract/index.ts';
import { staleTurns } from './facts.ts';
import { isActive } from './fold-event.ts';
import { type InstanceStore } from './instance-store.ts';
import { type JobFollower } from './job-follower.ts';
import { type JobShelf } from './job-shelf.ts';
import { type DownloadFormat, type IStudioModel } from './model.ts';
import { type Playing } from './playing.ts';

/** A job that has ended, and whether somebody asked to be told. */
export interface IEnd {
  readonly job: Job;
  /** How long somebody waited: from its acceptance, or from when more of a job that had ended was asked for. */
  readonly seconds: number;
  readonly isAsked: boolean;
}

/** What a studio asks of an instance: jobs, takes, files, voices. Each call rejects with the client's error. */
export class Making implements IDisposable {
  constructor(
    private readonly _model: Pick<
      IStudioModel,
      'script' | 'turns' | 'cast' | 'path' | 'title' | 'settings' | 'player'
    >,
    private readonly _client: VibeVoice,
    private readonly _instance: InstanceStore,
    private readonly _shelf: JobShelf,
    private readonly _playing: Playing
  ) {
    _instance.changed.connect(this._onEnd);
    _playing.moved.connect(this._onEnd);
  }

  /** Emitted when `isAsking` or `heard` have changed. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Emitted when a job that ran has ended. */
  get ended(): ISignal<this, IEnd> {
    return this._ended;
  }

  /** A click was taken and the instance has not answered yet. */
  get isAsking(): boolean {
    return this._asking !== null;
  }

  /** The job that the player plays: a draft as long as the real one has no sound. */
  get heard(): JobFollower | null {
    const { main, draft } = this._shelf;
    const isDraftWanted = this._hearsDraft && draft !== null;
    return isDraftWanted || (main === null && draft !== null) ? draft : main;
  }

  /** Whether somebody asked to be told when the job ends. */
  willNotify = false;

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Makes everything, or new takes of some turns of the job. */
  async generate(turnIds?: readonly string[]): Promise<void> {
    const { job } = this._shelf.main ?? {};
    const known = new Set(job?.turns.filter(turn => turn.takes.length > 0).map(turn => turn.id));
    if (turnIds && job && turnIds.every(id => known.has(id))) {
      return this._takes(job, turnIds);
    }
    this._playing.arm();
    this._hearsDraft = false;
    await this._ask(async signal => this._create({}, turnIds, signal));
    this._playing.play();
  }

  /** New takes of all turns whose text or voice has changed. */
  async update(): Promise<void> {
    const { job } = this._shelf.shown ?? {};
    if (job) {
      await this._takes(job, staleTurns(this._model));
    }
  }

  /** A table read of the whole dialogue, beside whatever else is made. */
  async hearDraft(): Promise<void> {
    this._playing.arm();
    this._hearsDraft = true;
    await this._ask(async signal => this._create({ engine: 'draft' }, undefined, signal));
    this._playing.play();
  }

  /** Ends what is asked for or made; the audio stays. */
  async stop(): Promise<void> {
    this._asking?.abort(new DOMException('Cancelled', 'AbortError'));
    const { job } = this._shelf.shown ?? {};
    if (job && isActive(job)) {
      this._shelf.adopt(await this._client.jobs.cancel(job.id));
    }
  }

  /** Goes on where the audio ends. */
  async resume(): Promise<void> {
    const { job } = this._shelf.shown ?? {};
    if (job) {
      await this._ask(async signal => {
        await this._instance.reach(signal);
        return this._client.jobs.resume(job.id, { signal });
      });
    }
  }

  /** Another take of one turn, with a seed of its own. */
  async retake(turnId: string): Promise<void> {
    const { job } = this._shelf.shown ?? {};
    if (job) {
      await this._takes(job, [turnId], Math.floor(Math.random() * 2 ** 32));
    }
  }

  async chooseTake(turnId: string, takeId: string): Promise<void> {
    const { job } = this._shelf.shown ?? {};
    if (job) {
      this._shelf.adopt(await this._client.jobs.takes.choose(job.id, turnId, takeId));
    }
  }

  /** Shows an older job. */
  async open(id: string): Promise<void> {
    this._hearsDraft = false;
    this._shelf.open(await this._client.jobs.get(id));
  }

  async delete(id: string): Promise<void> {
    await this._client.jobs.delete(id);
    this._shelf.drop(id);
  }

  async pin(id: string, pinned: boolean): Promise<void> {
    await this._client.jobs.update(id, { pinned });
    this._shelf.note(await this._client.jobs.get(id));
  }

  async rename(id: string, title: string): Promise<void> {
    this._shelf.note(await this._client.jobs.update(id, { title }));
  }

  async addVoice(name: string, file: Blob): Promise<void> {
    await this._instance.reach();
    await this._client.voices.create({ name, file, consent: true });
    await this._instance.loadVoices();
  }

  async deleteVoice(id: string): Promise<void> {
    await this._client.voices.delete(id);
    await this._instance.loadVoices();
  }

  /** Address of the one-click script's own web page, for a new tab. */
  async pageUrl(): Promise<string> {
    await this._instance.reach();
    await this._playing.logIn();
    return this._client.instance.pageUrl();
  }

  async fileUrl(job: Job, format: DownloadFormat): Promise<string> {
    if (format === 'vtt' || format === 'srt' || format === 'json') {
      return this._client.jobs.captionsUrl(job.id, format);
    }
    return this._client.jobs.audioUrl(job.id, format);
  }

  async fileBytes(job: Job, format: DownloadFormat): Promise<Uint8Array> {
    if (format === 'vtt' || format === 'srt') {
      return new TextEncoder().encode(await this._client.jobs.captions(job.id, format));
    }
    if (format === 'json') {
      return new TextEncoder().encode(
        JSON.stringify(await this._client.jobs.cues(job.id), null, 2)
      );
    }
    const pieces: Uint8Array[] = [];
    for await (const piece of this._client.jobs.audio(job.id, format)) {
      pieces.push(piece);
    }
    return new Uint8Array(await new Blob(pieces as BlobPart[]).arrayBuffer());
  }

  /** The shelf has changed: the player gets what there is now. */
  onJob(): void {
    const { main } = this._shelf;
    if (this._hearsDraft && main && main.job.audio.seconds > 0 && !this._model.player.playing) {
      // The real voices have begun, and nobody listens to the robots any more.
      this._hearsDraft = false;
    }
    this._playing.show(this.heard?.job ?? null, this._placeInRevision());
    this._tellEnd(this._shelf.shown?.job ?? null);
  }

  dispose(): void {
    this._isDisposed = true;
    this._instance.changed.disconnect(this._onEnd);
    this._asking?.abort();
    Signal.clearData(this);
  }

  private _tellEnd(job: Job | null): void {
    const active = job && isActive(job) ? job.id : null;
    if (job && active === null && job.id === this._wasActive) {
      this._ended.emit({ job, seconds: this._waited(job), isAsked: this.willNotify });
      this.willNotify = false;
    }
    if (active !== null && active !== this._wasActive) {
      this._againAt_ms = active === this._lastShown ? Date.now() : null;
    }
    this._wasActive = active;
    this._lastShown = job?.id;
  }

  private _waited(job: Job): number {
    const [from, to] =
      this._againAt_ms === null
        ? [Date.parse(job.created_at), Date.parse(job.finished_at ?? '')]
        : [this._againAt_ms, Date.now()];
    return (to - from) / 1000;
  }

  /** After another take was chosen: the same place in the same turn. */
  private _placeInRevision(): number | undefined {
    const job = this.heard?.job;
    const { turnId, position_s, said } = this._model.player;
    const turn = job?.turns.find(each => each.id === turnId);
    const isRevised = job?.id === this._heardId && job?.audio.revision !== this._heardRevision;
    this._heardId = job?.id;
    this._heardRevision = job?.audio.revision;
    if (!isRevised || turn?.start === undefined || turn.end === undefined) {
      return undefined;
    }
    return said === undefined ? position_s : turn.start + said * (turn.end - turn.start);
  }

  /** Runs one call that leads to a job; meanwhile the studio is asking, and `stop` ends it. */
  private async _ask(call: (signal: AbortSignal) => Promise<Job>): Promise<void> {
    this._asking?.abort();
    const asking = new AbortController();
    this._asking = asking;
    this._changed.emit();
    try {
      const job = await call(asking.signal);
      if (!this._isDisposed) {
        this._shelf.adopt(job);
      }
    } finally {
      if (this._asking === asking) {
        this._asking = null;
        this._changed.emit();
      }
    }
  }

  private async _create(
    how: Pick<JobCreate, 'engine'>,
    turnIds: readonly string[] | undefined,
    signal: AbortSignal
  ): Promise<Job> {
    const { settings, path, title } = this._model;
    await this._instance.reach(signal);
    if (settings.cast.length > 0 && !this._instance.areVoicesKnown) {
      // Which of the usual voices there are decides who speaks.
      await this._instance.loadVoices();
    }
    const body: JobCreate = {
      ...how,
      dialogue: part(this._model.script.dialogue, turnIds),
      cast: this._cast(how.engine),
      title,
      ref: path,
      ...(settings.mode !== 'auto' && { mode: settings.mode }),
      unsupported: 'warn',
      ...(settings.seed !== undefined && { seed: settings.seed }),
      ...(settings.steps !== undefined && { steps: settings.steps }),
      ...(settings.guidance !== undefined && { guidance: settings.guidance }),
      ...(settings.gapMs !== undefined && { gap_ms: settings.gapMs })
    };
    return this._client.jobs.create(body, { signal });
  }

  /** Voices that somebody chose; a draft takes only those that its engine has. */
  private _cast(engine: JobCreate['engine']): Record<string, string> {
    const entries = this._model.cast
      .filter(role => role.isChosen && role.voiceId !== undefined)
      .filter(role => engine !== 'draft' || role.voice?.engine === undefined)
      .map(role => [role.name, role.voiceId!] as const);
    return Object.fromEntries(entries);
  }

  /** New takes of these turns, with the text and the voices of now. */
  private async _takes(job: Job, turnIds: readonly string[], seed?: number): Promise<void> {
    await this._ask(async signal => {
      await this._instance.reach(signal);
      let answer = job;
      for (const id of turnIds) {
        answer = await this._client.jobs.takes.create(job.id, id, this._take(job, id, seed), {
          signal
        });
      }
      return answer;
    });
  }

  private _take(job: Job, turnId: string, seed: number | undefined): TakeCreate {
    const turn = this._model.turns.find(each => each.id === turnId);
    const asked = job.dialogue.turns.find(each => each.id === turnId);
    const role = this._model.cast.find(each => each.name === turn?.name);
    const hasVoice = role?.isChosen && role.voiceId !== undefined;
    return {
      ...(seed !== undefined && { seed }),
      ...(turn && turn.text !== asked?.text && { text: turn.text }),
      ...(hasVoice && { voice: role.voiceId })
    };
  }

  /** Of an instance that has ended nothing comes any more: no event, not even of this end, and no sound. */
  private readonly _onEnd = (): void => {
    if (this._instance.isOver) {
      this._shelf.interrupt();
      if (this._playing.isWaiting) {
        this._playing.pause();
      }
    }
  };

  private readonly _changed = new Signal<this, void>(this);
  private readonly _ended = new Signal<this, IEnd>(this);
  private _asking: AbortController | null = null;
  private _hearsDraft = false;
  private _heardId: string | undefined;
  private _heardRevision: number | undefined;
  /** Id of the shown job while it runs. */
  private _wasActive: string | null = null;
  /** Id of the job that was shown before now. */
  private _lastShown: string | undefined;
  /** When more of an ended job was asked for, by this page's clock; null while it runs for the first time. */
  private _againAt_ms: number | null = null;
  private _isDisposed = false;
}

/** The dialogue with some of its turns only; chapters move along. */
function part(dialogue: Dialogue, turnIds: readonly string[] | undefined): Dialogue {
  if (!turnIds) {
    return dialogue;
  }
  const wanted = new Set(turnIds);
  const before = (index: number) =>
    dialogue.turns.slice(0, index).filter(turn => wanted.has(turn.id)).length;
  return {
    ...dialogue,
    turns: dialogue.turns.filter(turn => wanted.has(turn.id)),
    chapters: dialogue.chapters.map(chapter => ({
      ...chapter,
      before_turn: before(chapter.before_turn)
    }))
  };
}
