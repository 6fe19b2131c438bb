import { type JobAudio } from '../contract/index.ts';

/** Audio of one job in one revision, as the player sees it. It may still be growing. */
export interface IAudioSource {
  /** The same for the same samples: job and revision. */
  readonly key: string;
  /** How much there is. */
  readonly audio: Pick<JobAudio, 'seconds' | 'segments'>;
  /** Whether nothing more will come. */
  readonly isFinished: boolean;
  /** Fetches one segment's FLAC bytes. */
  fetchSegment(n: number, signal: AbortSignal): Promise<ArrayBuffer>;
  /** URL of the whole file with Range, for a finished source; asked again for each load, since it may need a login. */
  fileUrl(): Promise<string>;
}

/** Where a player stands; times in seconds. */
export interface IPlayback {
  readonly playing: boolean;
  /** It wants to play and waits for sound. */
  readonly waiting: boolean;
  readonly position_s: number;
}

/** What plays one kind of source. */
export interface ITransport {
  readonly state: IPlayback;
  /** Begins to play; called synchronously in a click. */
  play(): void;
  pause(): void;
  seek(position_s: number): void;
  setVolume(volume: number): void;
  setRate(rate: number): void;
  /** The source has grown. */
  grow(source: IAudioSource): void;
  dispose(): void;
}
