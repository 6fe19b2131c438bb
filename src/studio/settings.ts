import { type ISignal, Signal } from '@lumino/signaling';
import { type InstanceStart } from '../contract/index.ts';
import { type IStudioSettings } from './model.ts';

/** Where a person's settings are read and kept. */
export interface ISettingsStore {
  readonly value: IStudioSettings;
  readonly changed: ISignal<ISettingsStore, void>;
  set(change: Partial<IStudioSettings>): void;
}

/** What holds as long as nobody has set anything; the same as in schema/. */
export const defaultSettings: IStudioSettings = {
  engineStart: 'generate',
  cast: [],
  follow: true,
  font: 'content',
  downloadFormat: 'mp3',
  mode: 'auto',
  notifyAfterS: 60
};

/** What an instance is started with: only what a person has set, since its owner may have set the rest. */
export function startOptions(settings: IStudioSettings): InstanceStart {
  const { engineStart, idleMinutes, libraryGigabytes } = settings;
  return {
    ...(engineStart === 'open' && { engine_start: engineStart }),
    ...(idleMinutes !== undefined && { idle_minutes: idleMinutes }),
    ...(libraryGigabytes !== undefined && { library_gigabytes: libraryGigabytes })
  };
}

/** Settings that live as long as the page. */
export class SettingsStore implements ISettingsStore {
  constructor(private _value: IStudioSettings = defaultSettings) {}

  get value(): IStudioSettings {
    return this._value;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  set(change: Partial<IStudioSettings>): void {
    this._value = { ...this._value, ...change };
    this._changed.emit();
  }

  private readonly _changed = new Signal<this, void>(this);
}
