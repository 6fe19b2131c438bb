import { type JupyterFrontEnd, type JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IRunningSessionManagers } from '@jupyterlab/running';
import { ITranslator } from '@jupyterlab/translation';
import { IVibeVoice } from '../tokens.ts';
// eslint-disable-next-line jupyter/prefer-lazy-imports -- registered in activate, and small
import { RunningInstance } from '../widgets/RunningInstance.ts';

/** A section of the Running panel: the instance, with open, sleep and stop. */
export const runningPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-vibevoice:running',
  description: 'Lists the instance of VibeVoice among what is running.',
  autoStart: true,
  requires: [IVibeVoice, ITranslator],
  optional: [IRunningSessionManagers],
  activate: (
    app: JupyterFrontEnd,
    vibeVoice: IVibeVoice,
    translator: ITranslator,
    managers: IRunningSessionManagers | null
  ): void => {
    const open = () => void app.commands.execute('vibevoice:open-studio');
    managers?.add(new RunningInstance(vibeVoice, translator.load('jupyterlab_vibevoice'), open));
  }
};
