import { type JupyterFrontEnd, type JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ITranslator } from '@jupyterlab/translation';
// eslint-disable-next-line jupyter/prefer-lazy-imports -- thin, and a renderer must be there before notebooks are opened
import { JobRenderer } from '../output/JobRenderer.ts';
import { IVibeVoice } from '../tokens.ts';

/** `jobOutputMimeType` of the contract, which is loaded only with the first output. */
const mimeType = 'application/vnd.vibevoice.job.v1+json';
const openStudio = 'vibevoice:open-studio';

/** Jobs in cells' outputs: live where the instance answers, from the notebook where it does not. */
export const outputPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-vibevoice:output',
  description: 'Shows jobs of VibeVoice in the outputs of cells.',
  autoStart: true,
  requires: [IVibeVoice, IRenderMimeRegistry, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    vibeVoice: IVibeVoice,
    rendermime: IRenderMimeRegistry,
    translator: ITranslator
  ): void => {
    const { commands, serviceManager } = app;
    const services = {
      vibeVoice,
      trans: translator.load('jupyterlab_vibevoice'),
      canOpenStudio: () => commands.hasCommand(openStudio),
      openStudio: async (path: string) => {
        await commands.execute(openStudio, { path });
      },
      writeDialogue: async (path: string, content: string) => {
        const { contents } = serviceManager;
        const file = await contents.newUntitled({ path, type: 'file', ext: '.dialogue.txt' });
        await contents.save(file.path, { type: 'file', format: 'text', content });
        return file.path;
      }
    };
    rendermime.addFactory(
      {
        safe: true,
        mimeTypes: [mimeType],
        createRenderer: options => new JobRenderer(options, services)
      },
      0
    );
  }
};
