import { ViewPlugin, type PluginValue, type EditorView, type ViewUpdate } from '@codemirror/view';
import { localize } from '../../dialogue/index.ts';
import { diagnosticsOfLine } from './fixes.ts';
import { hostOf } from './host.ts';
import { scriptField } from './script-field.ts';

/** What is said when the caret is on this line: its diagnostics, and how to mend them; empty where it has none. */
function announcement(view: EditorView, line: number): string {
  const { language, trans } = hostOf(view.state);
  const diagnostics = diagnosticsOfLine(view.state, line).map(placed => placed.diagnostic);
  if (diagnostics.length === 0) {
    return '';
  }
  const words = diagnostics.map(diagnostic => localize(diagnostic, language));
  const hasFix = diagnostics.some(diagnostic => diagnostic.fixes.length > 0);
  return [...words, ...(hasFix ? [trans.__('Alt+Enter applies the first fix.')] : [])].join(' ');
}

class LiveRegion implements PluginValue {
  constructor(view: EditorView) {
    this._region.className = 'vv-Announcer';
    this._region.setAttribute('role', 'status');
    view.dom.append(this._region);
  }

  update(update: ViewUpdate): void {
    if (!update.view.hasFocus) {
      this._line = -1;
      return;
    }
    const line = update.state.doc.lineAt(update.state.selection.main.head).number;
    const isChanged = update.startState.field(scriptField) !== update.state.field(scriptField);
    if (line !== this._line || isChanged) {
      this._line = line;
      const words = announcement(update.view, line);
      if (this._region.textContent !== words) {
        this._region.textContent = words;
      }
    }
  }

  destroy(): void {
    this._region.remove();
  }

  private readonly _region = document.createElement('div');
  private _line = -1;
}

/** Says what is wrong with a line when the caret enters it: inside a textbox a description is not read. */
export const liveRegion = ViewPlugin.fromClass(LiveRegion);
