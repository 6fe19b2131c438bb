import { StateEffect, StateField, type EditorState, type Transaction } from '@codemirror/state';
import { ViewPlugin, type PluginValue, type EditorView, type ViewUpdate } from '@codemirror/view';
import { type Line } from '../../dialogue/index.ts';
import { isPlainChange } from './plain-change.ts';
import { carryScript, isHeadRow, readScript, type IScript } from './script-rows.ts';

/** How long after a composition the text is read again, in milliseconds: input methods send their last change late. */
const SETTLE_MS = 60;
/** How long after the last key it is read at the latest, in milliseconds; the studio's model mostly reads it before. */
const PAUSE_MS = 200;

/** Reads the text again where its rows were only moved along. */
export const readAgain = StateEffect.define<null>();

/** True for the changes of a composition that stay within their line: rebuilding its marks would double its text. */
function isComposing(transaction: Transaction): boolean {
  return (
    transaction.isUserEvent('input.type.compose') &&
    transaction.newDoc.lines === transaction.startState.doc.lines
  );
}

/** The text as rows of turns. What is typed into a turn's words moves them along at once and is read after a pause; all else is read at once. */
export const scriptField = StateField.define<IScript>({
  create: state => readScript(state.doc.toString()),
  update(script, transaction) {
    if (transaction.docChanged) {
      return isComposing(transaction) || isPlainChange(script, transaction)
        ? carryScript(script, transaction.changes)
        : readScript(transaction.newDoc.toString());
    }
    const isAsked = transaction.effects.some(effect => effect.is(readAgain));
    return isAsked && script.isCarried ? readScript(transaction.state.doc.toString()) : script;
  }
});

class Settle implements PluginValue {
  constructor(private readonly _view: EditorView) {}

  update(update: ViewUpdate): void {
    if (!update.state.field(scriptField).isCarried) {
      window.clearTimeout(this._timer);
    } else if (update.docChanged && !update.view.composing) {
      const isComposed = update.transactions.some(each => each.isUserEvent('input.type.compose'));
      this.settle(isComposed ? SETTLE_MS : PAUSE_MS);
    }
  }

  settle(after_ms = SETTLE_MS): void {
    window.clearTimeout(this._timer);
    this._timer = window.setTimeout(() => {
      if (!this._view.composing) {
        this._view.dispatch({ effects: readAgain.of(null) });
      }
    }, after_ms);
  }

  destroy(): void {
    window.clearTimeout(this._timer);
  }

  private _timer = 0;
}

/** Reads the text again when a composition has ended, or a person has stopped typing. */
export const settleAfterComposition = ViewPlugin.fromClass(Settle, {
  eventHandlers: {
    compositionend() {
      this.settle();
    }
  }
});

/** Index of the turn at a position, or of the last one before it; -1 where none is. */
export function turnAt(state: EditorState, position: number): number {
  const { rows } = state.field(scriptField);
  for (let index = state.doc.lineAt(position).number - 1; index >= 0; index--) {
    const turn = rows[index]?.turn ?? -1;
    if (turn >= 0) {
      return turn;
    }
  }
  return -1;
}

/** The rows of a turn: its first, and those that continue it. */
export function rowsOfTurn(script: IScript, turn: number): readonly Line[] {
  const head = script.heads[turn];
  if (head === undefined) {
    return [];
  }
  const next = script.heads[turn + 1] ?? script.rows.length;
  return script.rows.slice(head, next).filter(row => row.turn === turn);
}

/** Where a turn begins in the text, or -1. */
export function headOf(script: IScript, turn: number): number {
  const head = script.heads[turn];
  return head === undefined ? -1 : (script.rows[head]?.from ?? -1);
}

/** Index of the turn whose first line begins here, or -1. */
export function turnBeginningAt(state: EditorState, position: number): number {
  const script = state.field(scriptField);
  const index = state.doc.lineAt(position).number - 1;
  return isHeadRow(script, index) ? (script.rows[index]?.turn ?? -1) : -1;
}
