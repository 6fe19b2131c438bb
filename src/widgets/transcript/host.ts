import { Facet, type EditorState } from '@codemirror/state';
import { type TranslationBundle } from '@jupyterlab/translation';
import { type IStudioModel } from '../../studio/model.ts';

/** What the parts of a transcript share: the studio they draw, and the words they draw it with. */
export interface IHost {
  readonly model: IStudioModel;
  readonly trans: TranslationBundle;
  /** Language of the diagnostics' messages. */
  readonly language: 'en' | 'zh';
  /** Puts an example in the place of the text. */
  readonly showExample: () => void;
}

/** Gives an editor its host; exactly one, when its extensions are made. */
export const host = Facet.define<IHost, IHost | undefined>({ combine: ([only]) => only });

/** The host of an editor. */
export function hostOf(state: EditorState): IHost {
  const given = state.facet(host);
  if (!given) {
    throw new Error('A transcript needs its host');
  }
  return given;
}
