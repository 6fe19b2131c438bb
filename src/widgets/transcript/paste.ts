import { StateEffect, StateField, type Extension } from '@codemirror/state';
import { Decoration, EditorView, WidgetType, type DecorationSet } from '@codemirror/view';
import { parse, localize, localizeFix, type Diagnostic } from '../../dialogue/index.ts';
import { drawBlock } from './diagnostic-block.ts';
import { drawButton, drawIcon, drawText } from './elements.ts';
import { hostOf } from './host.ts';

/** A text in another format that was pasted into the middle of a dialogue, UTF-16 offsets. */
interface IPasted {
  readonly from: number;
  readonly to: number;
  readonly diagnostic: Diagnostic;
}

const setPasted = StateEffect.define<IPasted | null>();

/** The diagnostic of a text in another format, or undefined. */
function foreignDiagnostic(text: string): Diagnostic | undefined {
  return parse(text).diagnostics.find(each => each.fixes.some(fix => fix.importer !== undefined));
}

/** Replaces what was pasted by what its importer reads. */
async function importPasted(view: EditorView, pasted: IPasted, name: string): Promise<void> {
  const before = view.state.doc;
  const { importText } = await import('./foreign-text.ts');
  const text = await importText(view, before.sliceString(pasted.from, pasted.to), name);
  if (text !== null && view.state.doc === before) {
    view.dispatch({
      changes: { from: pasted.from, to: pasted.to, insert: text },
      effects: setPasted.of(null),
      userEvent: 'input.import'
    });
  }
}

/** Offers to read what was pasted, below it. */
class Offer extends WidgetType {
  constructor(private readonly _pasted: IPasted) {
    super();
  }

  override eq(other: WidgetType): boolean {
    return other instanceof Offer && other._pasted.diagnostic === this._pasted.diagnostic;
  }

  override get estimatedHeight(): number {
    return 31;
  }

  override toDOM(view: EditorView): HTMLElement {
    const { language, trans } = hostOf(view.state);
    const block = drawBlock({ speaker: 0, isPlaying: false });
    const row = drawText('div', 'vv-Diagnostic', '');
    row.dataset.severity = 'info';
    row.setAttribute('role', 'status');
    row.append(drawIcon('info'), drawText('span', '', localize(this._pasted.diagnostic, language)));
    for (const fix of this._pasted.diagnostic.fixes) {
      const button = drawButton({
        className: 'vv-Button',
        act: 'import',
        text: localizeFix(fix, language)
      });
      const pasted = (): IPasted | null => view.state.field(pastedField);
      button.addEventListener('click', () => {
        const now = pasted();
        if (now && fix.importer !== undefined) {
          void importPasted(view, now, fix.importer).then(() => view.focus());
        }
      });
      row.append(button);
    }
    const keep = drawButton({
      className: 'vv-Button',
      act: 'keep',
      text: trans.__('Keep as text')
    });
    keep.addEventListener('click', () => view.dispatch({ effects: setPasted.of(null) }));
    row.append(keep);
    block.append(row);
    return block;
  }

  override ignoreEvent(): boolean {
    return true;
  }
}

/** The last paste in another format, until it is imported, kept or typed over. */
export const pastedField = StateField.define<IPasted | null>({
  create: () => null,
  update(pasted, transaction) {
    for (const effect of transaction.effects) {
      if (effect.is(setPasted)) {
        return effect.value;
      }
    }
    if (!pasted || !transaction.docChanged) {
      return pasted;
    }
    const from = transaction.changes.mapPos(pasted.from, 1);
    const to = transaction.changes.mapPos(pasted.to, -1);
    return to > from ? { ...pasted, from, to } : null;
  },
  provide: field =>
    EditorView.decorations.compute([field], (state): DecorationSet => {
      const pasted = state.field(field);
      if (!pasted) {
        return Decoration.none;
      }
      const widget = new Offer(pasted);
      return Decoration.set(
        Decoration.widget({ widget, block: true, side: 3 }).range(state.doc.lineAt(pasted.to).to)
      );
    })
});

/**
 * Offers an import when a text in another format is pasted. A whole text in one has its own diagnostic, with the same offer, so
 * this is for a paste below other text. `separate` makes a paste an undo step of its own.
 */
export function offerImport(separate: () => void): Extension {
  return [
    pastedField,
    EditorView.domEventHandlers({
      paste() {
        separate();
        return false;
      }
    }),
    EditorView.updateListener.of(update => {
      const paste = update.transactions.find(each => each.isUserEvent('input.paste'));
      if (!paste) {
        return;
      }
      let pasted: IPasted | null = null;
      paste.changes.iterChanges((_fromA, _toA, fromB, toB) => {
        const diagnostic =
          fromB > 0 ? foreignDiagnostic(update.state.sliceDoc(fromB, toB)) : undefined;
        pasted = diagnostic ? { from: fromB, to: toB, diagnostic } : pasted;
      });
      if (pasted) {
        const effects = setPasted.of(pasted);
        queueMicrotask(() => update.view.dispatch({ effects }));
      }
    })
  ];
}
