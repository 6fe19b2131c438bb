/**
 * What widgets may know of a studio. Everything is read from here and changed through its methods; the model knows no DOM.
 *
 * A model is made by `IVibeVoice.createModel(path)` (src/tokens.ts). Wiring of a document (done by its factory):
 *   model.setText(text)        whenever the document's text has changed, and once when it is ready
 *   model.setPath(path)        when the file is renamed
 *   model.editRequested        an edit the model asks for (a fix, the title): apply it to the document's shared model
 *   model.revealRequested      a place to show (a problem, a turn): scroll there, put the caret there when `focus`
 */
import { type ISignal } from '@lumino/signaling';
import { type IDisposable } from '@lumino/disposable';
import { type Instance, type Job, type Problem, type Voice } from '../contract/index.ts';
import { type Diagnostic, type Fix, type ParseResult } from '../dialogue/index.ts';

/** What a turn's row shows: nothing asked yet, in the queue, being made, made, made from another text, failed. */
export type TurnViewState = 'draft' | 'waiting' | 'speaking' | 'done' | 'stale' | 'failed';

/** Why a turn's sound is no longer what its text and cast say; a text that has changed counts first. */
export type TurnChange = 'text' | 'voice';

/** One rendering of one turn, as the contract lists it. */
export interface ITakeView {
  readonly id: string;
  readonly seed: number;
  /** Length in seconds. */
  readonly seconds: number;
}

/** One turn of the text with what is known of its sound. Objects are replaced, never changed: compare by identity. */
export interface ITurnView {
  /** Stable over edits. */
  readonly id: string;
  /** Place in the dialogue, from 0. */
  readonly index: number;
  /** Number of the speaker by first appearance, from 1; above 4 only while the text has an error. */
  readonly speaker: number;
  /** The speaker's name as first spelt. */
  readonly name: string;
  readonly text: string;
  readonly state: TurnViewState;
  /** While speaking: how much of it is made, 0..1. */
  readonly fraction?: number;
  /** Seconds from the job's beginning; absent where nothing is made. */
  readonly start?: number;
  readonly end?: number;
  readonly precision?: 'exact' | 'aligned' | 'estimated';
  /** Whether `playTurn` has something to play. */
  readonly isAudible: boolean;
  /** Id of the chosen take. */
  readonly take?: string;
  readonly takes: readonly ITakeView[];
  /** While stale: what is no longer as it was spoken. */
  readonly change?: TurnChange;
  /** Generate and Update leave a locked turn alone. */
  readonly locked: boolean;
}

/** A voice of the cast: who speaks with what. */
export interface ICastView {
  /** From 1. */
  readonly speaker: number;
  readonly name: string;
  /** Absent until an instance has told which voices exist. */
  readonly voice?: Voice;
  readonly voiceId?: string;
  /** Whether a person chose it, in the panel or in the file. */
  readonly isChosen: boolean;
}

/** What an engine is doing before it can begin. */
export interface ILoading {
  readonly phase?: string;
  /** 0..1. */
  readonly fraction?: number;
  /** In English, as the one-click script or the engine says it. */
  readonly message?: string;
}

/** Where the player stands. Times in seconds of the job's audio. */
export interface IPlayerState {
  readonly playing: boolean;
  /** True while it plays but has to wait for sound that is not there yet. */
  readonly waiting: boolean;
  readonly position_s: number;
  /** Length of what is made. */
  readonly duration_s: number;
  /** The turn at the position. */
  readonly turnId?: string;
  /** How much of that turn is said, 0..1. */
  readonly said?: number;
  /** The word being said, where the engine gives word times: its number in the turn, from 0, and its text. */
  readonly word?: { readonly index: number; readonly text: string };
  /** 0.75 .. 2. */
  readonly rate: number;
  /** 0 .. 1. */
  readonly volume: number;
  /** Whether the text scrolls along. */
  readonly follow: boolean;
  /** While one take alone plays: its id. */
  readonly takeId?: string;
}

/** What `changed` is about; a receiver looks only at what it draws. */
export type StudioChange =
  | 'script'
  | 'turns'
  | 'cast'
  | 'instance'
  | 'job'
  | 'jobs'
  | 'voices'
  | 'notice'
  | 'drawer'
  | 'connection'
  | 'settings'
  | 'peaks';

/** A replacement in the document's text, UTF-16 offsets. */
export interface ITextEdit {
  readonly from: number;
  readonly to: number;
  readonly insert: string;
}

/** A place in the document to show. */
export interface IReveal {
  /** UTF-16 offset in the text. */
  readonly offset: number;
  readonly turnId?: string;
  /** Whether the caret goes there too. */
  readonly focus: boolean;
}

/** Formats of the contract that a job can be had in. */
export type AudioFormat = 'mp3' | 'm4a' | 'opus' | 'flac' | 'wav';
export type CaptionFormat = 'vtt' | 'srt' | 'json';
export type DownloadFormat = AudioFormat | CaptionFormat;

/** Tabs of the drawer. */
export type DrawerTab = 'problems' | 'history' | 'log' | 'settings';

/** What a person may set for a studio; JupyterLab's settings keep it. */
export interface IStudioSettings {
  /** When the engine starts: with the studio, or with the first Generate. */
  readonly engineStart: 'open' | 'generate';
  /** Ids of the voices that new dialogues begin with, by speaker; empty for the engine's default. The last choice in a cast. */
  readonly cast: readonly string[];
  readonly follow: boolean;
  readonly font: 'content' | 'code';
  readonly downloadFormat: AudioFormat;
  /** What is made in one pass. */
  readonly mode: 'auto' | 'turns' | 'scenes' | 'whole';
  /** Silence between turns in milliseconds; absent: what the instance takes. */
  readonly gapMs?: number;
  /** A notification when a job that took longer than this many seconds ends; 0 = never. */
  readonly notifyAfterS: number;
  readonly seed?: number;
  readonly steps?: number;
  readonly guidance?: number;
  /** Minutes without use before the engine sleeps, from the instance's next start on; absent: as its owner set it. */
  readonly idleMinutes?: number;
  /** Size of the library in GB, from the instance's next start on; absent: as its owner set it. */
  readonly libraryGigabytes?: number;
}

/** The one truth of a studio panel. */
export interface IStudioModel extends IDisposable {
  /** Something but the player's position has changed. */
  readonly changed: ISignal<IStudioModel, StudioChange>;
  /** The player's state has changed; about 10 a second while it plays. */
  readonly moved: ISignal<IStudioModel, IPlayerState>;
  readonly editRequested: ISignal<IStudioModel, ITextEdit>;
  readonly revealRequested: ISignal<IStudioModel, IReveal>;

  /** The document's path, which is also the `ref` of its jobs. */
  readonly path: string;
  readonly title: string;
  readonly text: string;
  readonly script: ParseResult;
  readonly diagnostics: readonly Diagnostic[];
  readonly turns: readonly ITurnView[];
  /** The same turns with the times of what the player plays, which may be a draft. */
  readonly heardTurns: readonly ITurnView[];
  readonly cast: readonly ICastView[];
  /** Estimated or, once made, real length in seconds, and the engine's limit. */
  readonly duration: {
    readonly seconds: number;
    readonly isEstimate: boolean;
    readonly limit_s: number;
  };
  /** Voices that the main engine speaks with. */
  readonly voices: readonly Voice[];
  /** Whether the instance has told its voices. */
  readonly areVoicesKnown: boolean;
  readonly instance: Instance | null;
  readonly isConnected: boolean;
  readonly job: Job | null;
  /** Jobs of this document, newest first. */
  readonly jobs: readonly Job[];
  /** What went wrong with the last call or job, until it is dismissed or something succeeds. */
  readonly problem: Problem | null;
  readonly player: IPlayerState;
  /** Texts of notices that were put away. */
  readonly dismissed: ReadonlySet<string>;
  /** Whether `notifyWhenDone` was asked for. */
  readonly willNotify: boolean;
  /** Id of the voice whose preview plays. */
  readonly previewing: string | null;
  readonly settings: IStudioSettings;
  /** Tab that is open in the drawer, or null. */
  readonly drawer: DrawerTab | null;
  /** True while the text is the untouched example of a first run. */
  readonly isExample: boolean;
  /** A click was taken and the instance has not answered yet. */
  readonly isAsking: boolean;
  /** The job no longer has the text's turns in their order: Generate makes a new one. */
  readonly isRearranged: boolean;
  /** What is being waited for before the job begins. */
  readonly loading: ILoading | null;
  /** Loudest samples, 20 a second, 0..127, as far as the audio goes. */
  readonly peaks: Int8Array;

  setText(text: string): void;
  setPath(path: string): void;
  setTitle(title: string): void;
  setVoice(speaker: number, voiceId: string): void;
  setExample(isExample: boolean): void;
  setDrawer(tab: DrawerTab | null): void;
  applyFix(fix: Fix): void;
  reveal(target: { turnId?: string; offset?: number }, focus?: boolean): void;

  /** Makes everything, or these turns; starts or wakes what is needed. */
  generate(turnIds?: readonly string[]): Promise<void>;
  /** Makes all stale turns again. */
  update(): Promise<void>;
  /** Reads the dialogue with the draft engine, whatever the other engine does. */
  hearDraft(): Promise<void>;
  stop(): Promise<void>;
  resume(): Promise<void>;
  retake(turnId: string): Promise<void>;
  chooseTake(turnId: string, takeId: string): Promise<void>;
  /** Locks a turn, or unlocks it. */
  lock(turnId: string): void;

  /** Plays this turn, or pauses when it is playing. Call it in the click itself: browsers ask for a gesture. */
  playTurn(turnId: string): void;
  /** A notification when the job that runs now ends, however short it was. */
  notifyWhenDone(): void;

  /** Plays one take alone; `at_s` seconds into it. */
  playTake(turnId: string, takeId: string, at_s?: number): void;
  /** Loudest samples of one take of the job, 20 a second, 0..127; empty where they cannot be had. */
  takePeaks(take: ITakeView): Promise<Int8Array>;
  togglePlay(): void;
  seek(position_s: number): void;
  /** To the previous (-1) or next (1) turn. */
  step(direction: -1 | 1): void;
  setRate(rate: number): void;
  setVolume(volume: number): void;
  setFollow(follow: boolean): void;

  /** Whether there is anything to download. */
  readonly canDownload: boolean;
  /** URL of a whole file, after making sure that the browser may open it. */
  openDownload(format: DownloadFormat): Promise<string>;
  /** Saves files beside the document through the contents service; returns their paths. */
  saveBeside(formats: readonly DownloadFormat[]): Promise<string[]>;

  /** Starts the instance, or wakes its engine. */
  wake(): Promise<void>;
  /** Puts the engine to sleep: the GPU is freed, jobs and audio stay. */
  sleep(): Promise<void>;
  /** Stops the instance. */
  shutdown(): Promise<void>;
  /** Asks again for what other tabs may have changed. */
  refresh(): void;
  log(tail?: number): Promise<string>;
  /** Puts the dialogue into the current notebook, or a new one, as a cell that speaks it. */
  insertInNotebook(): Promise<void>;
  /** Opens the web page of the one-click script in a new tab. */
  openPage(): Promise<void>;
  openJob(jobId: string): Promise<void>;
  deleteJob(jobId: string): Promise<void>;
  /** Keeps a job from making room for new ones, or no longer. */
  pinJob(jobId: string, isPinned: boolean): Promise<void>;
  setSettings(change: Partial<IStudioSettings>): void;
  addVoice(name: string, file: Blob, signal?: AbortSignal): Promise<void>;
  deleteVoice(voiceId: string): Promise<void>;
  /** Plays a voice's preview, or stops it. */
  previewVoice(voiceId: string): void;
  /** Puts the notice with this text away. */
  dismiss(text: string): void;
}
