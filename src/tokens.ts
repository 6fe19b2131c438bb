import { Token } from '@lumino/coreutils';
import { type ISignal } from '@lumino/signaling';
import { type VibeVoice } from './client/index.ts';
import { type Job } from './contract/index.ts';
import { type InstanceStore } from './studio/instance-store.ts';
import { type IStudioModel } from './studio/model.ts';

/** What all studios of a page share. */
export interface ISession {
  readonly client: VibeVoice;
  readonly instance: InstanceStore;
}

/** A job that has ended, and the document it belongs to. */
export interface IJobEnd {
  readonly job: Job;
  readonly path: string;
  readonly title: string;
}

/** The way from JupyterLab to a user's instance. Nothing heavy is loaded before the first call. */
export interface IVibeVoice {
  /** Loads the client and begins to watch the instance; the same session every time. */
  session(): Promise<ISession>;
  /** Opens the session where an instance runs already; asks only whether it does, without loading anything. */
  look(): Promise<void>;
  /** The session, where something has asked for it already. */
  readonly current: ISession | null;
  /** Emitted once, when the session is there. */
  readonly opened: ISignal<IVibeVoice, ISession>;
  /** Emitted when a job that a studio shows has ended, or was asked to be told of. */
  readonly jobEnded: ISignal<IVibeVoice, IJobEnd>;
  /** Makes the state of one studio; whoever asks disposes it. `path` is the document's. */
  createModel(path: string): Promise<IStudioModel>;
}

/** The token of `IVibeVoice`. */
export const IVibeVoice = new Token<IVibeVoice>(
  'jupyterlab-vibevoice:IVibeVoice',
  'Reaches the instance of VibeVoice that belongs to this user, and makes the state of studios.'
);
