import { type Edit } from './types.ts';

/**
 * The text with a fix applied. Edits count in the text before the fix; overlapping ones and those beyond its end throw a RangeError. A fix
 * that names an importer has no edits: see `./importers/index.ts`.
 */
export function applyFix(text: string, fix: { readonly edits: readonly Edit[] }): string {
  const pieces: string[] = [];
  let at = 0;
  for (const { from, to, insert } of fix.edits) {
    if (from < at || to < from || to > text.length) {
      throw new RangeError(`An edit from ${String(from)} to ${String(to)} does not fit its text`);
    }
    pieces.push(text.slice(at, from), insert);
    at = to;
  }
  return pieces.join('') + text.slice(at);
}
