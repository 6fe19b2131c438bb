import { Signal } from '@lumino/signaling';
import { type VibeVoice } from '../../client/index.ts';
import { InstanceStore } from '../../studio/instance-store.ts';
import { type ISession, type IVibeVoice } from '../../tokens.ts';

/** The way to an instance as a page has it: nothing is opened before somebody asks, or finds that one runs. */
export class Page {
  constructor(
    private readonly _client: () => VibeVoice,
    public isUp: boolean
  ) {}

  readonly service = this as unknown as IVibeVoice;
  readonly opened = new Signal<IVibeVoice, ISession>(this.service);
  current: ISession | null = null;
  /** How often something asked for the session itself. */
  asked = 0;

  async look(): Promise<void> {
    if (this.isUp) {
      await this._open();
    }
  }

  session(): Promise<ISession> {
    this.asked += 1;
    return this._open();
  }

  close(): void {
    this.current?.instance.dispose();
  }

  private _open(): Promise<ISession> {
    if (!this.current) {
      const client = this._client();
      this.current = { client, instance: new InstanceStore(client) };
      this.opened.emit(this.current);
    }
    return Promise.resolve(this.current);
  }
}
