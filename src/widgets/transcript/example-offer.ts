import { WidgetType, type EditorView } from '@codemirror/view';
import { drawBlock } from './diagnostic-block.ts';
import { drawButton, drawText } from './elements.ts';
import { hostOf } from './host.ts';

/** Below the ghost lines of an empty text: a dialogue to begin with. */
export class ExampleOffer extends WidgetType {
  override eq(other: WidgetType): boolean {
    return other instanceof ExampleOffer;
  }

  override get estimatedHeight(): number {
    return 31;
  }

  override toDOM(view: EditorView): HTMLElement {
    const { trans, showExample } = hostOf(view.state);
    const block = drawBlock({ speaker: 0, isPlaying: false });
    const row = drawText('div', 'vv-Ghost-actions', '');
    const text = trans.__('Other examples');
    const button = drawButton({ className: 'vv-Button vv-mod-outline', act: 'example', text });
    button.addEventListener('click', () => showExample());
    row.append(button);
    block.append(row);
    return block;
  }

  override ignoreEvent(): boolean {
    return true;
  }
}
