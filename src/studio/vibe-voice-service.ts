import { type Contents, ServerConnection } from '@jupyterlab/services';
import { type IStateDB } from '@jupyterlab/statedb';
import { type ISignal, Signal } from '@lumino/signaling';
import { type ISession, type IVibeVoice } from '../tokens.ts';
import { type IStudioModel } from './model.ts';
import { type ISettingsStore } from './settings.ts';

/** What the service takes from JupyterLab. */
export interface IServiceOptions {
  readonly serverSettings: ServerConnection.ISettings;
  readonly contents: Contents.IManager;
  readonly state: IStateDB;
  readonly settings: ISettingsStore;
  readonly openTab: (url: string) => void;
}

/** Loads client and state when somebody first asks; see `IVibeVoice`. */
export class VibeVoiceService implements IVibeVoice {
  constructor(private readonly _options: IServiceOptions) {}

  get current(): ISession | null {
    return this._current;
  }

  get opened(): ISignal<IVibeVoice, ISession> {
    return this._opened;
  }

  session(): Promise<ISession> {
    this._session ??= this._load();
    return this._session;
  }

  async createModel(path: string): Promise<IStudioModel> {
    const [{ StudioModel }, session] = await Promise.all([
      import('./studio-model.ts'),
      this.session()
    ]);
    const { state, contents, settings, openTab } = this._options;
    const key = (name: string) => `jupyterlab-vibevoice:studio:${name}`;
    return new StudioModel({
      path,
      ...session,
      settings,
      openTab,
      memory: {
        load: name => state.fetch(key(name)),
        save: (name, memory) =>
          state.save(key(name), { ...memory, cast: { ...memory.cast } } as never)
      },
      contents: {
        save: async (name, content) => {
          await contents.save(name, { type: 'file', format: 'base64', content });
        }
      }
    });
  }

  private async _load(): Promise<ISession> {
    const [{ VibeVoice }, { InstanceStore }] = await Promise.all([
      import('../client/index.ts'),
      import('./instance-store.ts')
    ]);
    const { serverSettings } = this._options;
    const fetch = (url: string, init: RequestInit = {}) =>
      ServerConnection.makeRequest(url, init, serverSettings);
    const client = new VibeVoice({ launcher: { baseUrl: serverSettings.baseUrl, fetch } });
    this._current = { client, instance: new InstanceStore(client) };
    this._opened.emit(this._current);
    return this._current;
  }

  private readonly _opened = new Signal<IVibeVoice, ISession>(this);
  private _session: Promise<ISession> | null = null;
  private _current: ISession | null = null;
}
