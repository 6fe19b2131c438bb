import { type JupyterFrontEnd, type JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { IStateDB } from '@jupyterlab/statedb';
import { ITranslator } from '@jupyterlab/translation';
// eslint-disable-next-line jupyter/prefer-lazy-imports -- registered in activate, and small
import { RegistrySettings } from '../studio/registry-settings.ts';
import { translateSettings } from '../studio/settings-words.ts';
// eslint-disable-next-line jupyter/prefer-lazy-imports -- registered in activate, and small
import { VibeVoiceService } from '../studio/vibe-voice-service.ts';
import { IVibeVoice } from '../tokens.ts';

const id = 'jupyterlab-vibevoice:instance';

/** The way to the user's instance, and the settings of all studios. */
export const instancePlugin: JupyterFrontEndPlugin<IVibeVoice> = {
  id,
  description: 'Reaches the instance of VibeVoice that belongs to this user.',
  autoStart: true,
  provides: IVibeVoice,
  requires: [ISettingRegistry, IStateDB, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    registry: ISettingRegistry,
    state: IStateDB,
    translator: ITranslator
  ): IVibeVoice => {
    const trans = translator.load('jupyterlab_vibevoice');
    // The schema says that it waits for this; it stays as long as the page.
    registry.transform(id, { fetch: plugin => translateSettings(plugin, trans) });
    return new VibeVoiceService({
      serverSettings: app.serviceManager.serverSettings,
      contents: app.serviceManager.contents,
      state,
      settings: new RegistrySettings(registry.load(id)),
      openTab: url => window.open(url, '_blank', 'noopener'),
      insertCell: async text => {
        await app.commands.execute('vibevoice:insert-cell', { text });
      }
    });
  }
};
