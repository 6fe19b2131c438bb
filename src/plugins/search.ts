import { type JupyterFrontEnd, type JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ISearchProviderRegistry } from '@jupyterlab/documentsearch';
// eslint-disable-next-line jupyter/prefer-lazy-imports -- the registry asks the class itself what it applies to
import { StudioSearchProvider } from '../widgets/StudioSearchProvider.ts';

/** Find and replace in dialogues. */
export const searchPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-vibevoice:search',
  description: 'Finds and replaces in dialogues.',
  autoStart: true,
  requires: [ISearchProviderRegistry],
  activate: (_app: JupyterFrontEnd, registry: ISearchProviderRegistry) => {
    registry.add('vibevoice-studio', StudioSearchProvider);
  }
};
