import { type IDisposable } from '@lumino/disposable';
import { type ISignal, Signal } from '@lumino/signaling';
import { type VibeVoice } from '../client/index.ts';
import {
  type Instance,
  type InstanceStart,
  type Voice,
  voiceListSchema
} from '../contract/index.ts';
import { backoff, until } from './patience.ts';

/** Where voices are remembered between visits, so that a cast can be chosen before an instance is up. */
export interface IVoiceMemory {
  load(): Promise<unknown>;
  save(voices: readonly Voice[]): Promise<void>;
}

/** Knows this user's instance: one stream of its events for all studios, the status bar and the Running panel. */
export class InstanceStore implements IDisposable {
  /** `startWith` gives what a stopped instance is started with. */
  constructor(
    private readonly _client: VibeVoice,
    private readonly _startWith: () => InstanceStart = () => ({}),
    private readonly _memory?: IVoiceMemory
  ) {
    void this._recallVoices();
    void this._watch();
  }

  /** Emitted when `value`, `isConnected` or `voices` have changed. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** The instance as last told; null before the first answer. */
  get value(): Instance | null {
    return this._value;
  }

  /** Whether its events come in; true before the first attempt has failed. */
  get isConnected(): boolean {
    return this._isConnected;
  }

  /** As the instance tells them; before that as it told them last. */
  get voices(): readonly Voice[] {
    return this._voices;
  }

  get areVoicesKnown(): boolean {
    return this._areVoicesKnown;
  }

  /** Whether its API answers, whatever its engine does: also when the engine has failed, but the instance is up. */
  get isReachable(): boolean {
    const { state, url, started_at } = this._value ?? {};
    const isUp =
      state === 'failed' ? started_at !== undefined : state !== 'stopped' && state !== 'stopping';
    return url !== undefined && isUp;
  }

  /** Whether it has ended, by itself or not: nobody works for its jobs, and their sound is out of reach. */
  get isOver(): boolean {
    const { state, started_at } = this._value ?? {};
    return state === 'stopped' || (state === 'failed' && started_at === undefined);
  }

  get isDisposed(): boolean {
    return this._abort.signal.aborted;
  }

  /** Starts a stopped instance and returns when its API answers. */
  async reach(signal?: AbortSignal): Promise<void> {
    if (this._value === null) {
      this._show(await this._client.instance.get({ signal }));
    }
    if (this.isReachable) {
      return;
    }
    this._show(await this._client.instance.start(this._startWith(), { signal }));
    await until(this._changed, () => this.isReachable || this._value?.state === 'failed', signal);
  }

  /** Starts a stopped instance, wakes an engine that sleeps or has failed. */
  async wake(signal?: AbortSignal): Promise<void> {
    await this.reach(signal);
    if (this._value?.state === 'asleep' || (this._value?.state === 'failed' && this.isReachable)) {
      await this._client.engine.wake({ signal });
    }
  }

  /** Puts the engine to sleep. */
  async sleep(): Promise<void> {
    await this._client.engine.sleep();
  }

  /** Stops the instance. */
  async stop(): Promise<void> {
    this._show(await this._client.instance.stop());
  }

  /** The last lines that the one-click script printed. */
  async log(tail: number): Promise<string> {
    return this._client.instance.log({ tail });
  }

  /** Asks again for the voices. */
  async loadVoices(): Promise<void> {
    try {
      this._voices = await this._client.voices.list({ signal: this._abort.signal });
      this._areVoicesKnown = true;
      this._changed.emit();
    } catch {
      // Asked again at the next change of state; until then the cast shows those of before.
      return;
    }
    // Of an engine that was never awake only the robots are known, who would not speak for it.
    if (this._value?.script === undefined || this._voices.some(each => each.engine !== 'draft')) {
      await this._memory?.save(this._voices).catch(() => undefined);
    }
  }

  dispose(): void {
    this._abort.abort();
    Signal.clearData(this);
  }

  private async _recallVoices(): Promise<void> {
    const kept = await this._memory?.load().catch(() => undefined);
    const { data } = voiceListSchema.safeParse({ voices: kept });
    if (data && !this._areVoicesKnown && !this.isDisposed) {
      this._voices = data.voices;
      this._changed.emit();
    }
  }

  private async _watch(): Promise<void> {
    const { signal } = this._abort;
    const onConnection = (isConnected: boolean) => this._connect(isConnected);
    for (let attempt = 0; !signal.aborted; attempt += 1) {
      try {
        for await (const instance of this._client.instance.events({ signal, onConnection })) {
          attempt = 0;
          this._show(instance);
        }
      } catch {
        // Said by `isConnected`; the page goes on and tries again.
      }
      if (!signal.aborted) {
        this._connect(false);
        await backoff(attempt, signal);
      }
    }
  }

  private _connect(isConnected: boolean): void {
    if (isConnected !== this._isConnected) {
      this._isConnected = isConnected;
      this._changed.emit();
    }
  }

  private _show(instance: Instance): void {
    const before = this._value;
    this._value = instance;
    this._changed.emit();
    // An engine tells its voices when it is awake.
    const isNew =
      before?.state !== instance.state ||
      before.engine?.name !== instance.engine?.name ||
      before.started_at !== instance.started_at;
    if (this.isReachable && (!this._areVoicesKnown || isNew)) {
      void this.loadVoices();
    }
  }

  private readonly _changed = new Signal<this, void>(this);
  private readonly _abort = new AbortController();
  private _value: Instance | null = null;
  private _isConnected = true;
  private _voices: readonly Voice[] = [];
  private _areVoicesKnown = false;
}
