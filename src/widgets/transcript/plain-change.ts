import { type Transaction } from '@codemirror/state';
import { type IScript } from './script-rows.ts';

/** Words as they are said: nothing of what names, brackets, chapters, comments and tags are written with. */
const words = /^[\p{L}\p{M}\p{N} ,.;?!'’，。；？！、]*$/u;

/** What could make a head, or close one, behind the words of a row that has none. */
const headSigns = /[:：\])）】]/;

/** Whether a transaction is one change of words inside what one row says: whoever speaks where stays as it is. */
export function isPlainChange(script: IScript, transaction: Transaction): boolean {
  const { startState } = transaction;
  let count = 0;
  let isPlain = true;
  transaction.changes.iterChanges((from, to, _fromNew, _toNew, inserted) => {
    count += 1;
    const line = startState.doc.lineAt(from);
    const row = script.rows[line.number - 1];
    isPlain =
      row !== undefined &&
      row.turn >= 0 &&
      to <= line.to &&
      // What stands first in a row decides what the row is; a row without words is none of a turn.
      /\S/.test(startState.sliceDoc(row.headTo, from)) &&
      inserted.lines === 1 &&
      words.test(inserted.toString()) &&
      words.test(startState.sliceDoc(from, to)) &&
      (row.kind === 'turn' || !headSigns.test(startState.sliceDoc(to, line.to)));
  });
  return isPlain && count === 1;
}
