import { type IDisposable } from '@lumino/disposable';
import { type ISignal, Signal } from '@lumino/signaling';
import { type VibeVoice } from '../client/index.ts';
import { type Job, type Word } from '../contract/index.ts';
import { Clip, type IAudioSource, Player } from '../player/index.ts';
import { isActive } from './fold-event.ts';
import { type IPlayerState, type ITurnView } from './model.ts';
import { turnAt } from './turn-views.ts';

/** What a studio plays through; a test gives others. */
export interface ISound {
  readonly player: Player;
  readonly clip: Clip;
}

/** Plays what is shown: the job, one take, a voice's preview; one thing at a time. */
export class Playing implements IDisposable {
  constructor(
    private readonly _client: VibeVoice,
    private readonly _sound: ISound = { player: new Player(), clip: new Clip() }
  ) {
    _sound.player.onChange = () => this._moved.emit();
    _sound.clip.onChange = () => this._moved.emit();
  }

  /** Emitted at every change of the position, of what plays and how. */
  get moved(): ISignal<this, void> {
    return this._moved;
  }

  get isDisposed(): boolean {
    return this._abort.signal.aborted;
  }

  /** Name of the clip that plays: a take's or a voice's id. */
  get clip(): string | null {
    return this._sound.clip.playing;
  }

  /** Whether it wants to play and waits for sound. */
  get isWaiting(): boolean {
    return this._sound.player.state.waiting;
  }

  /** Where it stands among these turns. */
  state(turns: readonly ITurnView[]): IPlayerState {
    const { playing, waiting, position_s } = this._sound.player.state;
    const turn = turnAt(turns, position_s);
    return {
      playing,
      waiting,
      position_s,
      duration_s: this._job?.audio.seconds ?? 0,
      turnId: turn?.id,
      said: turn && said(turn, position_s),
      word: turn && this._word(turn, position_s),
      rate: this._rate,
      volume: this._volume,
      follow: this.follow,
      takeId: this._clipKind === 'take' ? (this.clip ?? undefined) : undefined
    };
  }

  /** Whether the text scrolls along; kept here, decided by the person. */
  follow = true;

  /** The job to play from now on. After a change of its audio the position goes to `position_s`. */
  show(job: Job | null, position_s?: number): void {
    const isOther = job?.id !== this._job?.id;
    const isRevised = job?.audio.revision !== this._job?.audio.revision;
    this._job = job;
    if (isOther || isRevised) {
      this._words = null;
    }
    const at = isOther ? 0 : (position_s ?? this._sound.player.state.position_s);
    this._sound.player.load(job && this._source(job), at);
  }

  /** Wakes the sound card in a click, for a job that is still to come. */
  arm(): void {
    this._sound.player.pause();
    this._sound.player.arm();
  }

  play(): void {
    this._sound.clip.stop();
    this._sound.player.play();
    void this._loadWords();
  }

  pause(): void {
    this._sound.player.pause();
  }

  toggle(): void {
    if (this._sound.player.state.playing) {
      this.pause();
    } else {
      this.play();
    }
  }

  seek(position_s: number): void {
    this._sound.player.seek(position_s);
  }

  setRate(rate: number): void {
    this._rate = rate;
    this._sound.player.setRate(rate);
    this._moved.emit();
  }

  setVolume(volume: number): void {
    this._volume = volume;
    this._sound.player.setVolume(volume);
    this._sound.clip.setVolume(volume);
    this._moved.emit();
  }

  /** Plays a take alone, or stops it where it plays already and no place is given. */
  playTake(job: Job, takeId: string, at_s?: number): void {
    const bytes = () =>
      this._client.jobs.takes.audio(job.id, takeId, 'flac', { signal: this._abort.signal });
    this._playClip('take', takeId, bytes, at_s);
  }

  /** Plays a voice's preview, or stops it. */
  preview(voiceId: string): void {
    this._playClip('voice', voiceId, () =>
      this._client.voices.preview(voiceId, { signal: this._abort.signal })
    );
  }

  /** Id of the voice whose preview plays. */
  get previewing(): string | null {
    return this._clipKind === 'voice' ? this.clip : null;
  }

  dispose(): void {
    this._abort.abort();
    this._sound.player.dispose();
    this._sound.clip.dispose();
    this._revoke();
    Signal.clearData(this);
  }

  private _playClip(
    kind: 'take' | 'voice',
    name: string,
    fetchBytes: () => Promise<Uint8Array>,
    at_s?: number
  ): void {
    if (this.clip === name && at_s === undefined) {
      this._sound.clip.stop();
      return;
    }
    this._sound.player.pause();
    this._clipKind = kind;
    this._wanted = name;
    fetchBytes().then(
      bytes => {
        if (!this.isDisposed && this._wanted === name) {
          this._revoke();
          this._url = URL.createObjectURL(
            new Blob([bytes as BlobPart], { type: mediaType(bytes) })
          );
          this._sound.clip.play(name, this._url, at_s ?? 0);
        }
      },
      () => this._sound.clip.stop()
    );
  }

  private _revoke(): void {
    if (this._url !== null) {
      URL.revokeObjectURL(this._url);
      this._url = null;
    }
  }

  private _source(job: Job): IAudioSource {
    const { id, audio } = job;
    const { revision } = audio;
    return {
      key: `${id} ${revision}`,
      audio,
      isFinished: !isActive(job),
      fetchSegment: async (n, signal) => {
        const bytes = await this._client.jobs.segment(id, { revision, n }, { signal });
        return bytes.slice().buffer;
      },
      fileUrl: async () => {
        await this.logIn();
        const url = await this._client.jobs.audioUrl(id, 'wav', { signal: this._abort.signal });
        return `${url}?revision=${revision}`;
      }
    };
  }

  /** Lets audio elements and links in, where a cookie of the instance is needed for that. */
  async logIn(): Promise<void> {
    if (this.needsCookie()) {
      await this._client.instance.logIn({ signal: this._abort.signal });
    }
  }

  /** Whether links need the instance's own cookie; told by whoever knows the place. */
  needsCookie: () => boolean = () => false;

  /** Word times, once nothing more is being made. */
  private async _loadWords(): Promise<void> {
    const job = this._job;
    if (!job || isActive(job) || this._words) {
      return;
    }
    this._words = new Map();
    try {
      const { cues } = await this._client.jobs.cues(job.id, { signal: this._abort.signal });
      if (this._job?.id === job.id) {
        this._words = new Map(cues.map(cue => [cue.turn_id, cue.words ?? []]));
      }
    } catch {
      // Without word times the text is underlined by its share of the turn.
    }
  }

  private _word(turn: ITurnView, position_s: number): IPlayerState['word'] {
    const words = this._words?.get(turn.id) ?? [];
    const index = words.findLastIndex(word => word.start <= position_s);
    return index < 0 ? undefined : { index, text: words[index]!.text };
  }

  private readonly _moved = new Signal<this, void>(this);
  private readonly _abort = new AbortController();
  private _job: Job | null = null;
  private _words: Map<string, readonly Word[]> | null = null;
  private _rate = 1;
  private _volume = 1;
  private _clipKind: 'take' | 'voice' = 'take';
  private _wanted = '';
  private _url: string | null = null;
}

function said(turn: ITurnView, position_s: number): number | undefined {
  if (turn.start === undefined || turn.end === undefined || turn.end <= turn.start) {
    return undefined;
  }
  return Math.max(0, Math.min(1, (position_s - turn.start) / (turn.end - turn.start)));
}

/** A preview may be either: told by how it begins. */
function mediaType(bytes: Uint8Array): string {
  const isWav = String.fromCharCode(...bytes.subarray(0, 4)) === 'RIFF';
  return isWav ? 'audio/wav' : 'audio/flac';
}
