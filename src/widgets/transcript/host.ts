import { Facet } from '@codemirror/state';
import { type TranslationBundle } from '@jupyterlab/translation';
import { type IStudioModel } from '../../studio/model.ts';

/** What the parts of a transcript share: the studio they draw, and the words they draw it with. */
export interface IHost {
  readonly model: IStudioModel;
  readonly trans: TranslationBundle;
  /** Language of the diagnostics' messages. */
  readonly language: 'en' | 'zh';
}

/** The host of an editor; exactly one is given when its extensions are made. */
export const host = Facet.define<IHost, IHost>({
  combine: hosts => {
    const [only] = hosts;
    if (!only) {
      throw new Error('A transcript needs its host');
    }
    return only;
  }
});
