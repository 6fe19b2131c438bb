import { isSpace } from './characters.ts';

/** Where the bracket that closes each opening one stands, in a folded line; unclosed ones are left out. */
export function bracketPartners(folded: string): Map<number, number> {
  const partners = new Map<number, number>();
  const open: number[] = [];
  for (const found of folded.matchAll(/[[\]]/g)) {
    if (found[0] === '[') {
      open.push(found.index);
      continue;
    }
    const opener = open.pop();
    if (opener !== undefined) {
      partners.set(opener, found.index);
    }
  }
  return partners;
}

/** Where a link's address in ASCII parentheses that opens at `at` ends, or -1. */
export function linkEnd(source: string, folded: string, at: number): number {
  for (let end = at + 1; end < source.length; end++) {
    if (source[end] === ')') {
      return end > at + 1 ? end + 1 : -1;
    }
    if (isSpace(folded.charCodeAt(end)) || source[end] === '(') {
      return -1;
    }
  }
  return -1;
}
