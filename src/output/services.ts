import { type TranslationBundle } from '@jupyterlab/translation';
import { type IVibeVoice } from '../tokens.ts';

/** What outputs take from JupyterLab. */
export interface IOutputServices {
  readonly vibeVoice: IVibeVoice;
  readonly trans: TranslationBundle;
  /** Whether there is a studio to open: Notebook 7 may have none. */
  readonly canOpenStudio: () => boolean;
  /** Opens the dialogue at a path in the studio. */
  readonly openStudio: (path: string) => Promise<void>;
  /** Writes a new dialogue into a folder; returns its path, or null where that was not possible. */
  readonly writeDialogue: (folder: string, text: string) => Promise<string | null>;
}
