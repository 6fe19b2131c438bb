import { type ISignal } from '@lumino/signaling';
import { SettingsStore } from '../settings.ts';
import { StudioModel } from '../studio-model.ts';
import { type IStudioOptions } from '../studio-state.ts';
import { silentSound } from './silent-sound.ts';

/** A model of a studio that keeps nothing, opens nothing and makes no sound, save where `options` say otherwise. */
export function quietModel(
  options: Partial<IStudioOptions> & Pick<IStudioOptions, 'path' | 'client' | 'instance'>
): StudioModel {
  return new StudioModel({
    settings: new SettingsStore(),
    memory: { load: () => Promise.resolve(undefined), save: () => Promise.resolve() },
    contents: { save: () => Promise.resolve() },
    openTab: () => undefined,
    sound: silentSound(),
    ...options
  });
}

/** Resolves as soon as it is so; asked now, and with each change. */
export function until(changed: ISignal<unknown, unknown>, isSo: () => boolean): Promise<void> {
  return new Promise(resolve => {
    const look = () => {
      if (isSo()) {
        changed.disconnect(look);
        resolve();
      }
    };
    changed.connect(look);
    look();
  });
}
