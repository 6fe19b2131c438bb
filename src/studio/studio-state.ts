import { type ISignal, Signal } from '@lumino/signaling';
import { type VibeVoice } from '../client/index.ts';
import { type Instance, type Job, type Problem, type Voice } from '../contract/index.ts';
import { type Diagnostic, type ParseResult } from '../dialogue/index.ts';
import { castViews, mainVoices } from './cast.ts';
import { DocumentText } from './document-text.ts';
import { durationOf } from './duration.ts';
import { type InstanceStore } from './instance-store.ts';
import { JobShelf } from './job-shelf.ts';
import { type IEnd, Making } from './making.ts';
import { type IMemory, type IMemoryStore, noMemory, readMemory } from './memory.ts';
import {
  type DrawerTab,
  type ICastView,
  type ILoading,
  type IPlayerState,
  type IReveal,
  type IStudioModel,
  type IStudioSettings,
  type ITextEdit,
  type ITurnView,
  type StudioChange
} from './model.ts';
import { type ISound, Playing } from './playing.ts';
import { type IContents } from './saving.ts';
import { type ISettingsStore } from './settings.ts';
import { TakePeaks } from './take-peaks.ts';
import { isRearranged, turnViews } from './turn-views.ts';

/** What a studio is made from. */
export interface IStudioOptions {
  readonly path: string;
  readonly client: VibeVoice;
  readonly instance: InstanceStore;
  readonly settings: ISettingsStore;
  readonly memory: IMemoryStore;
  readonly contents: IContents;
  /** Shows a URL in a new tab. */
  readonly openTab: (url: string) => void;
  /** Puts a text into a cell of a notebook. */
  readonly insertCell?: (text: string) => Promise<void>;
  readonly sound?: ISound;
}

const extension = /\.dialogue\.txt$|\.[^./]*$/;

/** All that is known of a studio, kept true while its parts change; what can be done with it is `StudioModel`. */
export abstract class StudioState {
  constructor(protected readonly options: IStudioOptions) {
    const { client, instance, settings, sound } = options;
    this._path = options.path;
    // Where no script runs, the draft engine is the engine, and nothing is a mere table read.
    this.shelf = new JobShelf(
      client,
      job => job.settings.engine === 'draft' && instance.value?.script !== undefined
    );
    this.playing = new Playing(client, sound);
    this.waves = new TakePeaks(client);
    this.playing.needsCookie = () => instance.value?.place !== 'jupyter';
    this.playing.follow = settings.value.follow;
    this.making = new Making(this, client, instance, this.shelf, this.playing);
    this.document.changed.connect(this._onText);
    instance.changed.connect(this._onInstance);
    settings.changed.connect(this._onSettings);
    this.shelf.changed.connect(this._onShelf);
    this.playing.moved.connect(this.onMoved);
    this.making.changed.connect(this._onMaking);
    void this._recall();
  }

  get changed(): ISignal<IStudioModel, StudioChange> {
    return this._changed;
  }
  get moved(): ISignal<IStudioModel, IPlayerState> {
    return this._moved;
  }
  get editRequested(): ISignal<IStudioModel, ITextEdit> {
    return this._editRequested;
  }
  get revealRequested(): ISignal<IStudioModel, IReveal> {
    return this._revealRequested;
  }
  /** Emitted when the shown job has ended. */
  get jobEnded(): ISignal<Making, IEnd> {
    return this.making.ended;
  }

  get path(): string {
    return this._path;
  }
  get title(): string {
    const own = this.script.dialogue.title;
    return own ?? this._path.split('/').pop()!.replace(extension, '');
  }
  get text(): string {
    return this.document.text;
  }
  get script(): ParseResult {
    return this.document.script;
  }
  get diagnostics(): readonly Diagnostic[] {
    return this.script.diagnostics;
  }
  get turns(): readonly ITurnView[] {
    this._view();
    return this._turns;
  }
  get heardTurns(): readonly ITurnView[] {
    this._view();
    return this._heardTurns;
  }
  get cast(): readonly ICastView[] {
    this._view();
    return this._cast;
  }
  get duration(): IStudioModel['duration'] {
    return durationOf(this.script.dialogue, this.job, this.isRearranged, this.instance);
  }
  get voices(): readonly Voice[] {
    return mainVoices(this.options.instance.voices, this.instance);
  }
  get areVoicesKnown(): boolean {
    return this.options.instance.areVoicesKnown;
  }
  get instance(): Instance | null {
    return this.options.instance.value;
  }
  get isConnected(): boolean {
    const { instance } = this.options;
    // A job whose instance was stopped has nobody to tell of it: that is no broken connection.
    const isFollowed = !instance.isReachable || (this.shelf.shown?.isConnected ?? true);
    return instance.isConnected && isFollowed;
  }
  get job(): Job | null {
    return this.shelf.shown?.job ?? null;
  }
  get jobs(): readonly Job[] {
    return this.shelf.list;
  }
  get loading(): ILoading | null {
    return this.shelf.shown?.loading ?? null;
  }
  get peaks(): Int8Array {
    return this.making.heard?.peaks ?? noPeaks;
  }
  get isAsking(): boolean {
    return this.making.isAsking;
  }
  get isRearranged(): boolean {
    return this.job !== null && isRearranged(this.job, this.script.dialogue);
  }
  get problem(): Problem | null {
    return this._problem;
  }
  get player(): IPlayerState {
    // Turns as last drawn: the position is told ten times a second, and must not read a text that is being typed.
    return this.playing.state(this._heardTurns);
  }
  get dismissed(): ReadonlySet<string> {
    return this._dismissed;
  }
  get willNotify(): boolean {
    return this.making.willNotify;
  }
  get previewing(): string | null {
    return this.playing.previewing;
  }
  get settings(): IStudioSettings {
    return this.options.settings.value;
  }
  get drawer(): DrawerTab | null {
    return this._drawer;
  }
  get isExample(): boolean {
    return this.memory.isExample;
  }
  get canDownload(): boolean {
    return this.job !== null && this.job.audio.seconds > 0;
  }
  get isDisposed(): boolean {
    return this._isDisposed;
  }

  setPath(path: string): void {
    if (path !== this._path) {
      const refs = [this._path, ...this.memory.refs].slice(0, 5);
      this._path = path;
      this.remember({ refs });
      this.emit('script');
    }
  }

  setDrawer(tab: DrawerTab | null): void {
    this._drawer = tab;
    this.emit('drawer');
  }

  dismiss(text: string): void {
    if (this._problem === null) {
      this._dismissed.add(text);
    }
    this._problem = null;
    this.emit('notice');
  }

  /** Asks again for what other tabs may have changed. */
  refresh(): void {
    if (this.options.instance.isReachable) {
      // Its jobs carry earlier paths too.
      void this.shelf.find([this._path, ...this.memory.refs]).catch(() => undefined);
    }
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this.options.instance.changed.disconnect(this._onInstance);
    this.options.settings.changed.disconnect(this._onSettings);
    this.document.dispose();
    this.making.dispose();
    this.shelf.dispose();
    this.playing.dispose();
    this.waves.dispose();
    Signal.clearData(this);
  }

  protected showProblem(problem: Problem | null): void {
    if (problem !== this._problem && !this._isDisposed) {
      this._problem = problem;
      this.emit('notice');
    }
  }

  protected requestEdit(edit: ITextEdit | null): void {
    if (edit) {
      this._editRequested.emit(edit);
    }
  }

  protected requestReveal(reveal: IReveal): void {
    this._revealRequested.emit(reveal);
  }

  protected remember(change: Partial<IMemory>): void {
    this.memory = { ...this.memory, ...change };
    void this.options.memory.save(this._path, this.memory).catch(() => undefined);
  }

  protected emit(...changes: StudioChange[]): void {
    for (const change of changes) {
      this._changed.emit(change);
    }
  }

  /** Makes turns and cast anew; tells `changes`, and of turns and cast where they are others than last told. */
  protected renew(...changes: StudioChange[]): void {
    this._viewed = null;
    this._view();
    const cast = JSON.stringify(this._cast);
    const areTurnsNew = this._turns !== this._toldTurns;
    const isCastNew = cast !== this._toldCast;
    this._toldTurns = this._turns;
    this._toldCast = cast;
    this.emit(
      ...changes,
      ...(areTurnsNew ? (['turns'] as const) : []),
      ...(isCastNew ? (['cast'] as const) : [])
    );
  }

  protected readonly onMoved = (): void => {
    const { previewing } = this;
    if (previewing !== this._lastPreviewing) {
      this._lastPreviewing = previewing;
      this.emit('voices');
    }
    this._moved.emit(this.player);
  };

  /** Turns and cast as text, job, voices and choices are now. */
  private _view(): void {
    const { job } = this;
    if (job && job.id !== this._alignedTo && this.document.text !== '') {
      this._alignedTo = job.id;
      this.document.alignTo(job.dialogue);
    }
    const { script } = this.document;
    if (this._viewed === script) {
      return;
    }
    this._viewed = script;
    const { dialogue } = script;
    const speakers = script.speakers.map(role => role.name);
    const chosen = this.memory.cast;
    const { voices: known, settings } = this;
    const usual = settings.cast;
    this._cast = castViews({ speakers, dialogue, chosen, job, usual, voices: known });
    const voices = Object.fromEntries(
      this._cast.map(role => [role.name, role.isChosen ? role.voiceId : undefined])
    );
    const facts = { dialogue, speakers, voices, locked: new Set(this.memory.locked) };
    this._turns = turnViews({ ...facts, job }, this._turns);
    const heard = this.making.heard?.job ?? null;
    this._heardTurns =
      heard === job ? this._turns : turnViews({ ...facts, job: heard }, this._heardTurns);
  }

  private readonly _onText = (): void => {
    this.renew('script', 'notice');
  };

  private readonly _onInstance = (): void => {
    const { isReachable } = this.options.instance;
    // A short job is over before anybody sees its instance busy: the count of ended ones tells of it.
    const state = `${this.instance?.state} ${this.instance?.jobs_ended ?? 0}`;
    const isOther = state !== this._lastState;
    this._lastState = state;
    if (isReachable && isOther && this._isRecalled) {
      // Another tab may have begun or ended a job.
      this.refresh();
    }
    this.renew('instance', 'voices', 'connection', 'notice');
  };

  private readonly _onSettings = (): void => {
    this.playing.follow = this.settings.follow;
    this.renew('settings');
  };

  private readonly _onShelf = (_: JobShelf, what: 'job' | 'list'): void => {
    if (what === 'list') {
      this.emit('jobs');
      return;
    }
    const isOther = this.job !== null && this.job.id !== this._alignedTo;
    this.making.onJob();
    this.renew('job', 'peaks', 'connection', 'notice');
    if (isOther) {
      this.emit('script');
    }
    this.onMoved();
  };

  private readonly _onMaking = (): void => {
    this.renew('job', 'notice');
  };

  private async _recall(): Promise<void> {
    const kept = readMemory(await this.options.memory.load(this._path).catch(() => null));
    if (this._isDisposed) {
      return;
    }
    this.memory = { ...kept, isExample: kept.isExample || this.memory.isExample };
    this._isRecalled = true;
    this.refresh();
    this.renew('notice');
    // The instance is a small process: it starts with the studio, so that voices and history are there.
    const { instance } = this.options;
    const begun = this.settings.engineStart === 'open' ? instance.wake() : instance.reach();
    void begun.catch(() => undefined);
  }

  protected readonly document = new DocumentText();
  protected readonly shelf: JobShelf;
  protected readonly playing: Playing;
  protected readonly waves: TakePeaks;
  protected readonly making: Making;
  protected memory: IMemory = noMemory;
  private readonly _changed = new Signal<IStudioModel, StudioChange>(
    this as unknown as IStudioModel
  );
  private readonly _moved = new Signal<IStudioModel, IPlayerState>(this as unknown as IStudioModel);
  private readonly _editRequested = new Signal<IStudioModel, ITextEdit>(
    this as unknown as IStudioModel
  );
  private readonly _revealRequested = new Signal<IStudioModel, IReveal>(
    this as unknown as IStudioModel
  );
  private _path: string;
  private _viewed: ParseResult | null = null;
  private _turns: readonly ITurnView[] = [];
  private _heardTurns: readonly ITurnView[] = [];
  private _cast: readonly ICastView[] = [];
  private _toldTurns: readonly ITurnView[] = [];
  private _toldCast = '';
  private _problem: Problem | null = null;
  private _drawer: DrawerTab | null = null;
  private readonly _dismissed = new Set<string>();
  private _isRecalled = false;
  private _isDisposed = false;
  private _alignedTo = '';
  private _lastState: string | undefined;
  private _lastPreviewing: string | null = null;
}

const noPeaks = new Int8Array(0);
