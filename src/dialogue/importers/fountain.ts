import { type ImportedPart, writeScript } from './script-writer.ts';

const SCENE = /^(?:\.(?!\.)|(?:INT|EXT|EST|I\/E|INT\.?\/EXT)[. ])/i;
const TITLE_KEY =
  /^(title|credit|author|authors|source|draft date|contact|copyright|notes|revision)\s*:\s*(.*)$/i;
const EXTENSION = /\s*\([^()]*\)\s*\^?\s*$/;

/** Fountain screenplays: `@NAME` or an upper-case line says who speaks until a blank line; `(…)` is a direction, action a comment. */
export function importFountain(source: string): string {
  const text = source.replace(/\/\*[^]*?\*\//g, '').replace(/\[\[[^\]]*\]\]/g, '');
  const lines = text.split(/\r\n|\r|\n/).map(line => line.trim());
  const { title, from } = titlePage(lines);
  return writeScript(readBody(lines.slice(from)), title);
}

function titlePage(lines: readonly string[]): { title: string; from: number } {
  if (!TITLE_KEY.test(lines[0] ?? '')) {
    return { title: '', from: 0 };
  }
  const end = lines.findIndex(line => !line);
  const page = end < 0 ? lines : lines.slice(0, end);
  const at = page.findIndex(line => /^title\s*:/i.test(line));
  const same = TITLE_KEY.exec(page[at] ?? '')?.[2] ?? '';
  const next = page[at + 1] ?? '';
  const title = same || (TITLE_KEY.test(next) ? '' : next);
  return { title: title.replace(/[*_]/g, ''), from: page.length };
}

function isCue(line: string, previous: string, next: string): boolean {
  if (previous || !next) {
    return false;
  }
  const name = line.replace(EXTENSION, '');
  return (
    line.startsWith('@') ||
    (/\p{Lu}/u.test(name) &&
      !/\p{Ll}/u.test(name) &&
      !/[:.!?…]$/.test(name) &&
      !name.startsWith('>'))
  );
}

function readBody(lines: readonly string[]): ImportedPart[] {
  const parts: ImportedPart[] = [];
  let turn: Extract<ImportedPart, { kind: 'turn' }> | null = null;
  lines.forEach((line, index) => {
    if (!line) {
      turn = null;
    } else if (turn && /^\(.*\)$/.test(line)) {
      turn = addDirection(parts, turn, line.slice(1, -1));
    } else if (turn) {
      turn.text += ` ${plain(line)}`;
    } else if (line.startsWith('#') || SCENE.test(line)) {
      parts.push({ kind: 'chapter', text: line.replace(/^(?:#+|\.)\s*/, '') });
    } else if (isCue(line, lines[index - 1] ?? '', lines[index + 1] ?? '')) {
      turn = { kind: 'turn', speaker: line.replace(/^@/, '').replace(EXTENSION, ''), text: '' };
      parts.push(turn);
    } else if (!/^(?:===+|[=>~])/.test(line)) {
      parts.push({ kind: 'comment', text: line.replace(/^!/, '') });
    }
  });
  return parts;
}

/** A direction in the middle of a speech begins a turn of its own, since a turn has its direction at its head. */
function addDirection(
  parts: ImportedPart[],
  turn: Extract<ImportedPart, { kind: 'turn' }>,
  direction: string
): typeof turn {
  if (!turn.text) {
    turn.direction = turn.direction ? `${turn.direction}, ${direction}` : direction;
    return turn;
  }
  const next = { kind: 'turn' as const, speaker: turn.speaker, text: '', direction };
  parts.push(next);
  return next;
}

function plain(line: string): string {
  return line.replace(/[*_]+/g, '').replace(/^~/, '');
}
