import { skipSpaces, skipSpacesBack, foldWidth } from './characters.ts';
import { parse } from './parse.ts';
import { type Line } from './types.ts';

/** A head written the usual way: no bullet, no bold, one space after an ASCII colon or a bracket. */
function formatHead(text: string, line: Line): string {
  const head = text.slice(line.from, line.headTo);
  const folded = foldWidth(head);
  const nameTo = line.nameTo - line.from;
  const name = text.slice(line.nameFrom, line.nameTo);
  const open = folded.lastIndexOf('[', line.nameFrom - line.from);
  const isBracket =
    open >= 0 && skipSpaces(folded, open + 1, folded.length) === line.nameFrom - line.from;
  const after = head
    .slice(isBracket ? folded.indexOf(']', nameTo) + 1 : nameTo)
    .replaceAll('**', '');
  const tail = after.slice(0, skipSpacesBack(foldWidth(after), after.length, 0));
  const body = tail.slice(skipSpaces(foldWidth(tail), 0, tail.length));
  if (!isBracket) {
    return `${name}${body}${body.endsWith('：') ? '' : ' '}`;
  }
  const colon = body.search(/[:：]$/);
  return `[${name}]${colon < 0 ? body : skipTail(body, colon)} `;
}

/** What stands before a colon that brackets do not need. */
function skipTail(body: string, colon: number): string {
  return body.slice(0, skipSpacesBack(foldWidth(body), colon, 0));
}

function formatLine(text: string, line: Line): string {
  const to =
    line.from + skipSpacesBack(foldWidth(text.slice(line.from, line.to)), line.to - line.from, 0);
  if (line.kind === 'turn') {
    return (formatHead(text, line) + text.slice(Math.min(line.headTo, to), to)).trimEnd();
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
