import { foldWidth, isSpace, skipSpaces, skipSpacesBack } from './characters.ts';
import { tables } from './generated/tables.ts';
import { afterBullet, scanHead, type Head } from './heads.ts';
import { identityOf } from './identity.ts';
import { isTagAtStart } from './tags.ts';

/** What one line looks like by itself, before the whole script decides who speaks. Offsets `at` and in `head` count in the line. */
export interface Shape {
  kind: 'blank' | 'comment' | 'chapter' | 'rule' | 'front' | 'head' | 'text';
  from: number;
  to: number;
  end: number;
  source: string;
  folded: string;
  /** Where its content begins. */
  at: number;
  head: Head | null;
  isEscaped: boolean;
  isUnclosed: boolean;
}

/** Splits a text at LF, CRLF and CR; the pieces tile it. A byte order mark belongs to the first line's start, but not to its content. */
export function splitLines(text: string): Shape[] {
  const folded = foldWidth(text);
  const shapes: Shape[] = [];
  const ends = /\r\n|\r|\n/g;
  let from = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  for (;;) {
    const found = ends.exec(text);
    const to = found ? found.index : text.length;
    const end = found ? ends.lastIndex : text.length;
    shapes.push({
      kind: 'text',
      from,
      to,
      end,
      source: text.slice(from, to),
      folded: folded.slice(from, to),
      at: 0,
      head: null,
      isEscaped: false,
      isUnclosed: false
    });
    if (!found) {
      return shapes;
    }
    from = end;
  }
}

/** Length of the run of `#` that makes a line a chapter, or 0. */
function chapterLevel(folded: string, at: number): number {
  let level = 0;
  while (folded.charCodeAt(at + level) === 0x23) {
    level++;
  }
  const isChapter =
    level <= tables.limits.chapter_level &&
    isSpace(folded.charCodeAt(at + level)) &&
    skipSpaces(folded, at + level, folded.length) < folded.length;
  return isChapter ? level : 0;
}

/** Whether a line is a run of three or more hyphens. */
export function isRule(folded: string): boolean {
  const at = skipSpaces(folded, 0, folded.length);
  const to = skipSpacesBack(folded, folded.length, at);
  for (let index = at; index < to; index++) {
    if (folded.charCodeAt(index) !== 0x2d) {
      return false;
    }
  }
  return to - at >= 3;
}

/** Fills in what lines from `first` on look like. `cast` holds the identities of the front matter. */
export function readShapes(
  shapes: readonly Shape[],
  first: number,
  cast: ReadonlySet<string>
): void {
  const known = new Set(cast);
  // A name that begins in lower case is a tag, unless the cast or an earlier head has it.
  const isTag = (inside: string): boolean => isTagAtStart(inside) && !known.has(identityOf(inside));
  for (let index = first; index < shapes.length; index++) {
    const shape = shapes[index];
    if (shape) {
      readShape(shape, isTag);
      if (shape.head?.style === 'bracket') {
        known.add(identityOf(shape.source.slice(shape.head.nameFrom, shape.head.nameTo)));
      }
    }
  }
}

function readShape(shape: Shape, isTag: (inside: string) => boolean): void {
  const { folded, source } = shape;
  const at = skipSpaces(folded, 0, folded.length);
  shape.at = at;
  switch (folded[at]) {
    case undefined:
      shape.kind = 'blank';
      return;
    case '/':
      shape.kind = folded[at + 1] === '/' ? 'comment' : 'text';
      return;
    case '\\':
      shape.isEscaped = true;
      return;
    case '#': {
      const level = chapterLevel(folded, at);
      if (level > 0) {
        shape.kind = 'chapter';
        shape.at = skipSpaces(folded, at + level, folded.length);
      }
      return;
    }
    case '-':
      if (isRule(folded)) {
        shape.kind = 'rule';
        return;
      }
      break;
    default:
  }
  const begin = afterBullet(folded);
  shape.head = scanHead(folded, source, begin, isTag);
  if (shape.head) {
    shape.kind = 'head';
  } else {
    shape.isUnclosed = folded[begin] === '[' && !folded.includes(']', begin);
  }
}
