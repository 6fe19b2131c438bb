import { type ISettingRegistry } from '@jupyterlab/settingregistry';
import { type ISignal, Signal } from '@lumino/signaling';
import { type IStudioSettings } from './model.ts';
import { defaultSettings, type ISettingsStore } from './settings.ts';

/** Name of each setting in schema/instance.json. */
const keys: Readonly<Record<keyof IStudioSettings, string>> = {
  engineStart: 'engine_start',
  cast: 'cast',
  follow: 'follow',
  font: 'font',
  downloadFormat: 'download_format',
  mode: 'mode',
  gapMs: 'gap_ms',
  notifyAfterS: 'notify_after_s',
  seed: 'seed',
  steps: 'steps',
  guidance: 'guidance',
  idleMinutes: 'idle_minutes',
  libraryGigabytes: 'library_gigabytes'
};

/** A value as the registry keeps it; what is taken back is null. */
function plain(
  value: IStudioSettings[keyof IStudioSettings]
): string | number | boolean | string[] | null {
  return typeof value === 'object' ? [...value] : (value ?? null);
}

/** A person's settings in JupyterLab's registry, which has checked them against the schema; the defaults until they are loaded. */
export class RegistrySettings implements ISettingsStore {
  constructor(loading: Promise<ISettingRegistry.ISettings>) {
    loading.then(
      settings => {
        this._settings = settings;
        settings.changed.connect(this._onChanged);
        this._onChanged();
      },
      // Without its schema (an old server part) the panel works with the defaults.
      () => undefined
    );
  }

  get value(): IStudioSettings {
    return this._value;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  set(change: Partial<IStudioSettings>): void {
    this._value = { ...this._value, ...change };
    this._changed.emit();
    for (const [name, value] of Object.entries(change)) {
      void this._settings?.set(keys[name as keyof IStudioSettings], plain(value));
    }
  }

  private readonly _onChanged = (): void => {
    const composite = this._settings?.composite ?? {};
    const told = Object.entries(keys)
      .map(([name, key]) => [name, composite[key]] as const)
      .filter(([, value]) => value !== null && value !== undefined);
    this._value = { ...defaultSettings, ...(Object.fromEntries(told) as Partial<IStudioSettings>) };
    this._changed.emit();
  };

  private readonly _changed = new Signal<this, void>(this);
  private _settings: ISettingRegistry.ISettings | null = null;
  private _value: IStudioSettings = defaultSettings;
}
