import { WidgetType, type EditorView } from '@codemirror/view';
import { localize, localizeFix } from '../../dialogue/index.ts';
import { drawButton, drawIcon, drawText } from './elements.ts';
import { applyFixTo } from './fixes.ts';
import { hostOf } from './host.ts';
import { type IPlacedDiagnostic } from './script-rows.ts';

/** What is wrong with a line, below it, with a button for each way to mend it. */
export class DiagnosticBlock extends WidgetType {
  constructor(
    readonly placed: IPlacedDiagnostic,
    /** The row it hangs on, for its bar and its tint. */
    readonly look: { readonly turn: number; readonly speaker: number; readonly isPlaying: boolean }
  ) {
    super();
  }

  override eq(other: WidgetType): boolean {
    return (
      other instanceof DiagnosticBlock &&
      other.placed.diagnostic === this.placed.diagnostic &&
      other.look.turn === this.look.turn &&
      other.look.speaker === this.look.speaker &&
      other.look.isPlaying === this.look.isPlaying
    );
  }

  override get estimatedHeight(): number {
    return 31;
  }

  override toDOM(view: EditorView): HTMLElement {
    const { language } = hostOf(view.state);
    const { diagnostic } = this.placed;
    const block = drawBlock(this.look);
    const row = drawText('div', 'vv-Diagnostic', '');
    row.dataset.severity = diagnostic.severity;
    row.append(
      drawIcon(diagnostic.severity === 'error' ? 'error' : 'warn'),
      drawText('span', '', localize(diagnostic, language))
    );
    for (const fix of diagnostic.fixes) {
      const button = drawButton({
        className: 'vv-Button',
        act: 'fix',
        text: localizeFix(fix, language)
      });
      button.addEventListener('click', () => void applyFixTo(view, fix).then(() => view.focus()));
      row.append(button);
    }
    block.append(row);
    return block;
  }

  override ignoreEvent(): boolean {
    return true;
  }
}

/** The box of what stands below a line, with its row's bar and tint. */
export function drawBlock(look: {
  readonly speaker: number;
  readonly isPlaying: boolean;
}): HTMLElement {
  const block = document.createElement('div');
  block.className = `vv-Extra${look.isPlaying ? ' vv-playing' : ''}`;
  block.contentEditable = 'false';
  if (look.speaker >= 1 && look.speaker <= 4) {
    block.dataset.speaker = String(look.speaker);
  }
  return block;
}
