import { skipSpaces, skipSpacesBack, foldWidth } from './characters.ts';
import { parse } from './parse.ts';
import { type Line } from './types.ts';

// What may stand before a name; a time in brackets stays where it is.
const DIGIT = /[0-9０-９]/;
const PLAIN_BEFORE = /^[ \t]*(?:[-*•][ \t]+)?(?:\*\*)?(?:\[[ \t]*)?$/;

function trimEnd(text: string): string {
  return text.slice(0, skipSpacesBack(foldWidth(text), text.length, 0));
}

function trimStart(text: string): string {
  return text.slice(skipSpaces(foldWidth(text), 0, text.length));
}

/** A head written the usual way: no bullet, no bold, one space after an ASCII colon or a bracket. */
function formatHead(text: string, line: Line): string {
  const head = text.slice(line.from, line.headTo);
  const folded = foldWidth(head);
  const nameTo = line.nameTo - line.from;
  const name = text.slice(line.nameFrom, line.nameTo);
  const before = folded.slice(0, line.nameFrom - line.from);
  if (!PLAIN_BEFORE.test(before)) {
    return trimStart(head);
  }
  const isBracket = before.includes('[');
  const after = head
    .slice(isBracket ? folded.indexOf(']', nameTo) + 1 : nameTo)
    .replaceAll('**', '');
  const body = trimStart(trimEnd(after));
  const isApart = body !== '' && body.length < trimEnd(after).length && !/^[:：]/.test(body);
  if (!isBracket) {
    const written = `${name}${isApart ? ' ' : ''}${body}`;
    // A full-width colon needs no space, except between digits, where it may be part of a time.
    const isTime =
      DIGIT.test(written.charAt(written.length - 2)) && DIGIT.test(text.charAt(line.headTo));
    return written.endsWith('：') && !isTime ? written : `${written} `;
  }
  // A text that begins with a colon would lose it.
  const isColonText = /[:：]/.test(text.charAt(line.headTo));
  const rest = isColonText ? body : trimEnd(body.replace(/[:：]$/, ''));
  return `[${name}]${isApart ? ' ' : ''}${rest}${rest.endsWith('）') ? '' : ' '}`;
}

function formatLine(text: string, line: Line): string {
  const to =
    line.from + skipSpacesBack(foldWidth(text.slice(line.from, line.to)), line.to - line.from, 0);
  if (line.kind === 'turn') {
    return trimEnd(formatHead(text, line) + text.slice(Math.min(line.headTo, to), to));
  }
  const from =
    line.kind === 'front'
      ? line.from
      : line.from + skipSpaces(foldWidth(text.slice(line.from, to)), 0, to - line.from);
  return text.slice(from, to);
}

/**
 * The script in its usual form: LF, no spaces at the ends of lines, no bullets or bold around names, at most one blank line in a row. It
 * says the same as before: same turns, same directions, same pauses. A text in a foreign format stays as it is.
 */
export function format(text: string): string {
  const { lines } = parse(text);
  if (lines[0]?.kind === 'foreign') {
    return text;
  }
  const written = lines.map(line => formatLine(text, line));
  const kept = written.filter(
    (line, index) => line !== '' || (index > 0 && written[index - 1] !== '')
  );
  while (kept.at(-1) === '') {
    kept.pop();
  }
  return kept.length === 0 ? '' : `${kept.join('\n')}\n`;
}
