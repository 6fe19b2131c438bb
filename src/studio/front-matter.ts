import { type ITextEdit } from './model.ts';

const block = /^\uFEFF?---[ \t]*(\r\n|\n|\r)([\s\S]*?)^---[ \t]*$/m;

/** The edit that gives a script this title in its front matter, or null where it stands there already. */
export function titleEdit(text: string, title: string): ITextEdit | null {
  const line = `title: ${title.replace(/[\r\n]+/g, ' ').trim()}`;
  const match = text.startsWith('---') || text.startsWith('\uFEFF---') ? block.exec(text) : null;
  if (!match || match.index !== 0) {
    const at = text.startsWith('\uFEFF') ? 1 : 0;
    return { from: at, to: at, insert: `---\n${line}\n---\n` };
  }
  const body = match[2]!;
  const bodyFrom = match[0].indexOf(body, match[0].indexOf(match[1]!));
  const old = /^(?:title|标题)[ \t]*[:：].*$/im.exec(body);
  if (!old) {
    return { from: bodyFrom, to: bodyFrom, insert: `${line}\n` };
  }
  const from = bodyFrom + old.index;
  return old[0] === line ? null : { from, to: from + old[0].length, insert: line };
}

/** The smallest single replacement that makes `after` of `before`. */
export function difference(before: string, after: string): ITextEdit | null {
  if (before === after) {
    return null;
  }
  const most = Math.min(before.length, after.length);
  let from = 0;
  while (from < most && before[from] === after[from]) {
    from += 1;
  }
  let tail = 0;
  while (
    tail < most - from &&
    before[before.length - 1 - tail] === after[after.length - 1 - tail]
  ) {
    tail += 1;
  }
  return { from, to: before.length - tail, insert: after.slice(from, after.length - tail) };
}
