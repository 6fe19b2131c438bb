import { type JupyterFrontEnd, type JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { IStateDB } from '@jupyterlab/statedb';
// eslint-disable-next-line jupyter/prefer-lazy-imports -- registered in activate, and small
import { RegistrySettings } from '../studio/registry-settings.ts';
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
  requires: [ISettingRegistry, IStateDB],
  activate: (app: JupyterFrontEnd, registry: ISettingRegistry, state: IStateDB): IVibeVoice =>
    new VibeVoiceService({
      serverSettings: app.serviceManager.serverSettings,
      contents: app.serviceManager.contents,
      state,
      settings: new RegistrySettings(registry.load(id)),
      openTab: url => window.open(url, '_blank', 'noopener'),
      insertCell: async text => {
        await app.commands.execute('vibevoice:insert-cell', { text });
      }
    })
};
