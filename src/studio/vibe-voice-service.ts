import { type Contents, ServerConnection } from '@jupyterlab/services';
import { type IStateDB } from '@jupyterlab/statedb';
import { type ISignal, Signal } from '@lumino/signaling';
import { type IJobEnd, type ISession, type IVibeVoice } from '../tokens.ts';
import { isTold } from './job-end-text.ts';
import { type IStudioModel } from './model.ts';
import { startOptions, type ISettingsStore } from './settings.ts';

/** What the service takes from JupyterLab. */
export interface IServiceOptions {
  readonly serverSettings: ServerConnection.ISettings;
  readonly contents: Contents.IManager;
  readonly state: IStateDB;
  readonly settings: ISettingsStore;
  readonly openTab: (url: string) => void;
  /** Puts a text into a cell of a notebook. */
  readonly insertCell: (text: string) => Promise<void>;
}

/** Key in the state database: the voices that an instance told last. */
const voicesKey = 'jupyterlab-vibevoice:voices';

/** Loads client and state when somebody first asks; see `IVibeVoice`. */
export class VibeVoiceService implements IVibeVoice {
  constructor(private readonly _options: IServiceOptions) {}

  get current(): ISession | null {
    return this._current;
  }

  get opened(): ISignal<IVibeVoice, ISession> {
    return this._opened;
  }

  get jobEnded(): ISignal<IVibeVoice, IJobEnd> {
    return this._jobEnded;
  }

  async look(): Promise<void> {
    if (this._session) {
      return;
    }
    const { serverSettings } = this._options;
    const url = `${serverSettings.baseUrl}jupyterlab-vibevoice/api/instance`;
    try {
      const answer = await ServerConnection.makeRequest(url, {}, serverSettings);
      const instance: unknown = await answer.json();
      if (answer.ok && isUp(instance)) {
        await this.session();
      }
    } catch {
      // No launcher, no network: there is nothing to show, and whoever opens a studio is told.
    }
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
    const { state, contents, settings, openTab, insertCell } = this._options;
    const key = (name: string) => `jupyterlab-vibevoice:studio:${name}`;
    const model = new StudioModel({
      path,
      ...session,
      settings,
      openTab,
      insertCell,
      memory: {
        load: name => state.fetch(key(name)),
        save: (name, memory) =>
          state.save(key(name), { ...memory, locked: [...memory.locked], refs: [...memory.refs] })
      },
      contents: {
        save: async (name, content) => {
          await contents.save(name, { type: 'file', format: 'base64', content });
        }
      }
    });
    model.jobEnded.connect((_, end) => {
      if (isTold(end, settings.value.notifyAfterS)) {
        this._jobEnded.emit({ job: end.job, path: model.path, title: model.title });
      }
    }, this);
    return model;
  }

  private async _load(): Promise<ISession> {
    const [{ VibeVoice }, { InstanceStore }] = await Promise.all([
      import('../client/index.ts'),
      import('./instance-store.ts')
    ]);
    const { serverSettings } = this._options;
    // Segments are immutable: the browser may keep them, which JupyterLab's own default forbids.
    const fetch = (url: string, init: RequestInit = {}) =>
      ServerConnection.makeRequest(url, { ...init, cache: 'default' }, serverSettings);
    const client = new VibeVoice({ launcher: { baseUrl: serverSettings.baseUrl, fetch } });
    const { settings, state } = this._options;
    const instance = new InstanceStore(client, () => startOptions(settings.value), {
      load: () => state.fetch(voicesKey),
      save: voices => state.save(voicesKey, voices)
    });
    this._current = { client, instance };
    this._opened.emit(this._current);
    return this._current;
  }

  private readonly _opened = new Signal<IVibeVoice, ISession>(this);
  private readonly _jobEnded = new Signal<IVibeVoice, IJobEnd>(this);
  private _session: Promise<ISession> | null = null;
  private _current: ISession | null = null;
}

function isUp(instance: unknown): boolean {
  const state = (instance as { state?: unknown } | null)?.state;
  return typeof state === 'string' && state !== 'stopped' && state !== 'failed';
}
