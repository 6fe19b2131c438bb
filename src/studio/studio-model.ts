import { type ISignal, Signal } from '@lumino/signaling';
import { type VibeVoice } from '../client/index.ts';
import { type Instance, type Job, type Problem, type Voice } from '../contract/index.ts';
import {
  alignTurnIds,
  applyFix,
  type Diagnostic,
  estimateSeconds,
  type Fix,
  parse,
  type ParseResult
} from '../dialogue/index.ts';
import { castViews } from './cast.ts';
import { isActive } from './fold-event.ts';
import { difference, titleEdit } from './front-matter.ts';
import { type InstanceStore } from './instance-store.ts';
import { JobShelf } from './job-shelf.ts';
import { type IEnd, Making } from './making.ts';
import { type IMemory, type IMemoryStore, noMemory, readMemory } from './memory.ts';
import {
  type DownloadFormat,
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
import { problemOf } from './problem-of.ts';
import { type ISettingsStore } from './settings.ts';
import { type IContents, nameBeside, saveFile } from './saving.ts';
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
  readonly sound?: ISound;
}

/** Without an engine that says its limit: VibeVoice's own, in seconds. */
const limit_s = 90 * 60;
const extension = /\.dialogue\.txt$|\.[^./]*$/;
/** A keystroke is parsed this much later, in ms, unless somebody asks before. */
const parsePause_ms = 60;

/** The one truth of a studio panel: text, jobs, turns, instance and player. */
export class StudioModel implements IStudioModel {
  constructor(private readonly _options: IStudioOptions) {
    const { client, instance, settings, sound } = _options;
    this._path = _options.path;
    this._script = parse('');
    // Where no script runs, the draft engine is the engine, and nothing is a mere table read.
    this._shelf = new JobShelf(
      client,
      job => job.settings.engine === 'draft' && instance.value?.script !== undefined
    );
    this._playing = new Playing(client, sound);
    this._playing.needsCookie = () => instance.value?.place !== 'jupyter';
    this._playing.follow = settings.value.follow;
    this._making = new Making(this, client, instance, this._shelf, this._playing);
    instance.changed.connect(this._onInstance, this);
    settings.changed.connect(this._onSettings, this);
    this._shelf.changed.connect(this._onShelf, this);
    this._playing.moved.connect(this._onMoved, this);
    this._making.changed.connect(this._onMaking, this);
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
    return this._making.ended;
  }

  get path(): string {
    return this._path;
  }
  get title(): string {
    const own = this.script.dialogue.title;
    return own ?? this._path.split('/').pop()!.replace(extension, '');
  }
  get text(): string {
    return this._text;
  }
  get script(): ParseResult {
    this._parse();
    return this._script;
  }
  get diagnostics(): readonly Diagnostic[] {
    return this.script.diagnostics;
  }
  get turns(): readonly ITurnView[] {
    this._parse();
    return this._turns;
  }
  get cast(): readonly ICastView[] {
    this._parse();
    return this._cast;
  }
  get duration(): IStudioModel['duration'] {
    const { job } = this;
    const limit = this.instance?.engine?.max_seconds || limit_s;
    const isReal = job !== null && job.state === 'done' && !this.isRearranged;
    const seconds = isReal
      ? job.audio.seconds
      : isActive(job)
        ? job!.progress.expected_seconds
        : estimateSeconds(this.script.dialogue);
    return { seconds, isEstimate: !isReal, limit_s: limit };
  }
  get voices(): readonly Voice[] {
    const { voices } = this._options.instance;
    const { script, engine } = this.instance ?? {};
    // Where the script itself runs the draft engine, its voices are the main ones.
    const isDraftApart = script !== undefined && engine?.name !== 'draft';
    return isDraftApart ? voices.filter(voice => voice.engine !== 'draft') : voices;
  }
  get areVoicesKnown(): boolean {
    return this._options.instance.areVoicesKnown;
  }
  get instance(): Instance | null {
    return this._options.instance.value;
  }
  get isConnected(): boolean {
    return this._options.instance.isConnected && (this._shelf.shown?.isConnected ?? true);
  }
  get job(): Job | null {
    return this._shelf.shown?.job ?? null;
  }
  get jobs(): readonly Job[] {
    return this._shelf.list;
  }
  get loading(): ILoading | null {
    return this._shelf.shown?.loading ?? null;
  }
  get peaks(): Int8Array {
    return this._making.heard?.peaks ?? new Int8Array(0);
  }
  get isAsking(): boolean {
    return this._making.isAsking;
  }
  get isRearranged(): boolean {
    return this.job !== null && isRearranged(this.job, this.script.dialogue);
  }
  get problem(): Problem | null {
    return this._problem;
  }
  get player(): IPlayerState {
    return this._playing.state(this._heardTurns);
  }
  get isNoticeHidden(): boolean {
    return this._isNoticeHidden;
  }
  get willNotify(): boolean {
    return this._making.willNotify;
  }
  get previewing(): string | null {
    return this._playing.previewing;
  }
  get settings(): IStudioSettings {
    return this._options.settings.value;
  }
  get drawer(): DrawerTab | null {
    return this._drawer;
  }
  get isExample(): boolean {
    return this._memory.isExample;
  }
  get canDownload(): boolean {
    return this.job !== null && this.job.audio.seconds > 0;
  }
  get isDisposed(): boolean {
    return this._isDisposed;
  }
  /** Earlier paths too: under these references its jobs are found. */
  get refs(): readonly string[] {
    return [this._path, ...this._memory.refs];
  }

  setText(text: string): void {
    const isFirst = this._text === '' && this._script.text === '';
    if (text === this._text && !isFirst) {
      return;
    }
    this._text = text;
    this._isParsed = false;
    if (!isFirst && this._memory.isExample) {
      this._remember({ isExample: false });
    }
    if (isFirst) {
      this._parse();
      this._emit('script', 'turns', 'cast', 'notice');
      return;
    }
    this._parseTimer ??= setTimeout(() => {
      this._parseTimer = undefined;
      this._parse();
      this._emit('script', 'turns', 'cast', 'notice');
    }, parsePause_ms);
  }

  setPath(path: string): void {
    if (path !== this._path) {
      const refs = [this._path, ...this._memory.refs].slice(0, 5);
      this._path = path;
      this._remember({ refs });
      this._emit('script');
    }
  }

  setTitle(title: string): void {
    this._edit(titleEdit(this._text, title));
    if (this.job) {
      void this.attempt(this._making.rename(this.job.id, title));
    }
  }

  setVoice(speaker: number, voiceId: string): void {
    const role = this.cast[speaker - 1];
    if (role) {
      this._remember({ cast: { ...this._memory.cast, [role.name]: voiceId } });
      this._refresh('cast', 'turns');
    }
  }

  setExample(isExample: boolean): void {
    this._remember({ isExample });
    this._emit('notice');
  }

  setDrawer(tab: DrawerTab | null): void {
    this._drawer = tab;
    this._emit('drawer');
  }

  setSettings(change: Partial<IStudioSettings>): void {
    this._options.settings.set(change);
  }

  applyFix(fix: Fix): void {
    this._edit(difference(this._text, applyFix(this._text, fix)));
  }

  reveal(target: { turnId?: string; offset?: number }, focus = false): void {
    const { turnId } = target;
    const index = this.turns.findIndex(turn => turn.id === turnId);
    const line = this.script.lines.find(each => each.kind === 'turn' && each.turn === index);
    const offset = target.offset ?? line?.headTo ?? 0;
    this._revealRequested.emit({ offset, turnId, focus });
  }

  generate(turnIds?: readonly string[]): Promise<void> {
    return this.attempt(this._making.generate(turnIds));
  }
  update(): Promise<void> {
    return this.attempt(this._making.update());
  }
  hearDraft(): Promise<void> {
    return this.attempt(this._making.hearDraft());
  }
  stop(): Promise<void> {
    return this.attempt(this._making.stop());
  }
  resume(): Promise<void> {
    return this.attempt(this._making.resume());
  }
  retake(turnId: string): Promise<void> {
    return this.attempt(this._making.retake(turnId));
  }
  chooseTake(turnId: string, takeId: string): Promise<void> {
    return this.attempt(this._making.chooseTake(turnId, takeId));
  }
  notifyWhenDone(): void {
    this._making.willNotify = !this._making.willNotify;
    this._emit('notice');
  }
  lock(turnId: string): void {
    const locked = new Set(this._memory.locked);
    if (!locked.delete(turnId)) {
      locked.add(turnId);
    }
    this._remember({ locked: [...locked] });
    this._refresh('turns');
  }

  playTurn(turnId: string): void {
    const turn = this._heardTurns.find(each => each.id === turnId);
    if (turn?.start === undefined) {
      return;
    }
    const { playing, turnId: now } = this.player;
    if (playing && now === turnId) {
      this._playing.pause();
      return;
    }
    if (now !== turnId || playing) {
      this._playing.seek(turn.start);
    }
    this._playing.play();
  }
  playTake(_turnId: string, takeId: string, at_s?: number): void {
    if (this.job) {
      this._playing.playTake(this.job, takeId, at_s);
    }
  }
  togglePlay(): void {
    this._playing.toggle();
  }
  seek(position_s: number): void {
    this._playing.seek(position_s);
  }
  step(direction: -1 | 1): void {
    const { position_s, turnId } = this.player;
    const at = this._heardTurns.findIndex(turn => turn.id === turnId);
    const start = this._heardTurns[at]?.start ?? 0;
    // Back goes to the beginning of a turn first, as players do.
    const isBack = direction < 0 && position_s - start > 2;
    const target = this._heardTurns[isBack ? at : at + direction];
    if (target?.isAudible) {
      this._playing.seek(target.start!);
    }
  }
  setRate(rate: number): void {
    this._playing.setRate(rate);
  }
  setVolume(volume: number): void {
    this._playing.setVolume(volume);
  }
  setFollow(follow: boolean): void {
    this._playing.follow = follow;
    this.setSettings({ follow });
    this._onMoved();
  }
  previewVoice(voiceId: string): void {
    this._playing.preview(voiceId);
    this._emit('voices');
  }

  async openDownload(format: DownloadFormat): Promise<string> {
    await this._playing.logIn();
    return this._making.fileUrl(this.job!, format);
  }
  async saveBeside(formats: readonly DownloadFormat[]): Promise<string[]> {
    const { contents } = this._options;
    const job = this.job!;
    const paths = formats.map(format => nameBeside(this._path, format));
    for (const [index, format] of formats.entries()) {
      await saveFile(contents, paths[index]!, await this._making.fileBytes(job, format));
    }
    return paths;
  }

  wake(): Promise<void> {
    return this.attempt(this._options.instance.wake());
  }
  sleep(): Promise<void> {
    return this.attempt(this._options.instance.sleep());
  }
  shutdown(): Promise<void> {
    return this.attempt(this._options.instance.stop());
  }
  log(tail = 200): Promise<string> {
    return this._options.instance.log(tail);
  }
  openPage(): Promise<void> {
    return this.attempt(this._making.pageUrl().then(url => this._options.openTab(url)));
  }
  refresh(): void {
    if (this._options.instance.isReachable) {
      void this._shelf.find(this.refs).catch(() => undefined);
    }
  }
  openJob(jobId: string): Promise<void> {
    return this.attempt(this._making.open(jobId));
  }
  deleteJob(jobId: string): Promise<void> {
    return this.attempt(this._making.delete(jobId));
  }
  pinJob(jobId: string, isPinned: boolean): Promise<void> {
    return this.attempt(this._making.pin(jobId, isPinned));
  }
  addVoice(name: string, file: Blob): Promise<void> {
    return this.attempt(this._making.addVoice(name, file));
  }
  deleteVoice(voiceId: string): Promise<void> {
    return this.attempt(this._making.deleteVoice(voiceId));
  }

  dismiss(): void {
    this._isNoticeHidden = this._problem === null;
    this._problem = null;
    this._emit('notice');
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    clearTimeout(this._parseTimer);
    this._making.dispose();
    this._shelf.dispose();
    this._playing.dispose();
    Signal.clearData(this);
  }

  /** Does something that may fail; a failure becomes the notice. */
  async attempt(doing: Promise<unknown>): Promise<void> {
    try {
      await doing;
      this._showProblem(null);
    } catch (error) {
      const problem = problemOf(error);
      if (problem) {
        this._showProblem(problem);
      }
    }
  }

  private _showProblem(problem: Problem | null): void {
    if (problem !== this._problem && !this._isDisposed) {
      this._problem = problem;
      this._isNoticeHidden = false;
      this._emit('notice');
    }
  }

  private _edit(edit: ITextEdit | null): void {
    if (edit) {
      this._editRequested.emit(edit);
    }
  }

  /** Reads the text as it is now, if it was not read yet; turns keep their ids. */
  private _parse(): void {
    if (this._isParsed) {
      return;
    }
    this._isParsed = true;
    const next = parse(this._text);
    const before = this._script.text === '' ? (this.job?.dialogue ?? null) : this._script.dialogue;
    this._script = before ? { ...next, dialogue: alignTurnIds(before, next.dialogue) } : next;
    this._makeViews();
  }

  private _makeViews(): void {
    const { dialogue, speakers: roles } = this._script;
    const speakers = roles.map(role => role.name);
    const { job } = this;
    const chosen = this._memory.cast;
    this._cast = castViews({ speakers, dialogue, chosen, job, voices: this.voices });
    const voices = Object.fromEntries(
      this._cast.map(role => [role.name, role.isChosen ? role.voiceId : undefined])
    );
    const facts = { dialogue, speakers, voices, locked: new Set(this._memory.locked) };
    this._turns = turnViews({ ...facts, job }, this._turns);
    const heard = this._making.heard?.job ?? null;
    this._heardTurns =
      heard === job ? this._turns : turnViews({ ...facts, job: heard }, this._heardTurns);
  }

  private _refresh(...changes: StudioChange[]): void {
    this._parse();
    this._makeViews();
    this._emit(...changes);
  }

  private readonly _onInstance = (): void => {
    const state = this.instance?.state;
    const isFound =
      this._options.instance.isReachable && (!this._isFound || state !== this._lastState);
    this._lastState = state;
    if (isFound) {
      this._isFound = true;
      this.refresh();
    }
    this._refresh('instance', 'voices', 'cast', 'connection', 'notice');
  };

  private readonly _onSettings = (): void => {
    this._playing.follow = this.settings.follow;
    this._emit('settings');
  };

  private readonly _onShelf = (_: JobShelf, what: 'job' | 'list'): void => {
    if (what === 'list') {
      this._emit('jobs');
      return;
    }
    const { job } = this;
    if (job && job.id !== this._alignedTo) {
      this._alignedTo = job.id;
      this._parse();
      this._script = {
        ...this._script,
        dialogue: alignTurnIds(job.dialogue, this._script.dialogue)
      };
      this._emit('script');
    }
    this._making.onJob();
    this._refresh('job', 'turns', 'cast', 'peaks', 'connection', 'notice');
    this._onMoved();
  };

  private readonly _onMaking = (): void => {
    this._refresh('job', 'turns', 'notice');
  };

  private readonly _onMoved = (): void => {
    const { previewing } = this;
    if (previewing !== this._lastPreviewing) {
      this._lastPreviewing = previewing;
      this._emit('voices');
    }
    this._moved.emit(this.player);
  };

  private _emit(...changes: StudioChange[]): void {
    for (const change of changes) {
      this._changed.emit(change);
    }
  }

  private async _recall(): Promise<void> {
    const memory = readMemory(await this._options.memory.load(this._path).catch(() => null));
    if (this._isDisposed) {
      return;
    }
    this._memory = { ...memory, isExample: memory.isExample || this._memory.isExample };
    this._onInstance();
    this._refresh('cast', 'turns', 'notice');
    // The instance is a small process: it starts with the studio, so that voices and history are there.
    const { instance } = this._options;
    const begun = this.settings.engineStart === 'open' ? instance.wake() : instance.reach();
    void begun.catch(() => undefined);
  }

  private _remember(change: Partial<IMemory>): void {
    this._memory = { ...this._memory, ...change };
    void this._options.memory.save(this._path, this._memory).catch(() => undefined);
  }

  private readonly _changed = new Signal<IStudioModel, StudioChange>(this);
  private readonly _moved = new Signal<IStudioModel, IPlayerState>(this);
  private readonly _editRequested = new Signal<IStudioModel, ITextEdit>(this);
  private readonly _revealRequested = new Signal<IStudioModel, IReveal>(this);
  private readonly _shelf: JobShelf;
  private readonly _playing: Playing;
  private readonly _making: Making;
  private _path: string;
  private _text = '';
  private _script: ParseResult;
  private _isParsed = true;
  private _parseTimer: ReturnType<typeof setTimeout> | undefined;
  private _turns: ITurnView[] = [];
  private _heardTurns: ITurnView[] = [];
  private _cast: readonly ICastView[] = [];
  private _memory: IMemory = noMemory;
  private _problem: Problem | null = null;
  private _drawer: DrawerTab | null = null;
  private _isNoticeHidden = false;
  private _isFound = false;
  private _isDisposed = false;
  private _alignedTo = '';
  private _lastState: string | undefined;
  private _lastPreviewing: string | null = null;
}
