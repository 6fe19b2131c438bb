import { EditorState, type Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { blockField } from './blocks.ts';
import { followPlayer } from './follow-player.ts';
import { ghostLines } from './ghost-lines.ts';
import { host, type IHost } from './host.ts';
import { leftGutter } from './left-gutter.ts';
import { lineDecorations } from './line-decorations.ts';
import { liveRegion } from './live-region.ts';
import { overlayField, setOverlay } from './overlay.ts';
import { offerImport } from './paste.ts';
import { plainLanguage } from './plain-language.ts';
import { rightGutter } from './right-gutter.ts';
import { rowTint } from './row-tint.ts';
import { saidUnderline } from './said-underline.ts';
import { scriptField, settleAfterComposition } from './script-field.ts';
import { textKeys, type IHistory } from './text-keys.ts';
import { turnList } from './turn-list.ts';

export { setOverlay } from './overlay.ts';
export { readAgain, scriptField } from './script-field.ts';

/** Undo and redo of the text, and the end of an undo step. */
export interface ITextHistory extends IHistory {
  /** Makes what follows an undo step of its own. */
  separate(): void;
}

/** A text editor as a transcript: all that is laid over and beside the text. */
export function transcriptExtensions(given: IHost, history: ITextHistory): Extension {
  const { trans } = given;
  return [
    host.of(given),
    plainLanguage,
    scriptField,
    overlayField,
    settleAfterComposition,
    lineDecorations,
    saidUnderline,
    blockField,
    leftGutter(),
    rightGutter(),
    rowTint,
    turnList,
    followPlayer,
    liveRegion,
    ghostLines(trans),
    offerImport(() => history.separate()),
    textKeys(history),
    EditorView.focusChangeEffect.of((_state, isFocused) => setOverlay.of({ isFocused })),
    EditorView.contentAttributes.of({ 'aria-label': trans.__('Dialogue'), spellcheck: 'true' }),
    // A fix or an import is an undo step of its own.
    EditorState.transactionExtender.of(transaction => {
      if (transaction.isUserEvent('input.fix') || transaction.isUserEvent('input.import')) {
        history.separate();
      }
      return null;
    })
  ];
}
