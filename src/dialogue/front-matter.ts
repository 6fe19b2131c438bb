import { countCodePoints, skipSpaces, trimSpaces, wellFormed } from './characters.ts';
import { tables } from './generated/tables.ts';
import { isBracketName } from './heads.ts';
import { identityOf } from './identity.ts';
import { makeFix, type Report } from './report.ts';
import { type Shape } from './shapes.ts';

const KEYS: Readonly<Record<string, string>> = tables.words.front_keys;
const PLAIN_KEY = /^[a-z][a-z0-9_-]*$/;
const LONGEST_VOICE = 200;

/** A speaker of the front matter. */
export interface CastEntry {
  name: string;
  voice: string | null;
}

/** What the block at the top says; the lines from `start` to before `end` belong to it. */
export interface FrontMatter {
  start: number;
  end: number;
  title?: string;
  language?: string;
  /** By identity, in order. */
  cast: Map<string, CastEntry>;
}

type FrontLine = { key: string; value: string; isIndented: boolean };

function unquote(value: string): string {
  const quote = value[0];
  return value.length >= 2 && (quote === '"' || quote === "'") && value.endsWith(quote)
    ? value.slice(1, -1)
    : value;
}

/** Splits a line at its first colon; the value keeps its own width. */
function splitLine(shape: Shape): FrontLine | null {
  const colon = shape.folded.indexOf(':');
  if (colon < 0) {
    return null;
  }
  return {
    key: unquote(trimSpaces(shape.source.slice(0, colon))),
    value: wellFormed(unquote(trimSpaces(shape.source.slice(colon + 1)))),
    isIndented: skipSpaces(shape.folded, 0, shape.folded.length) > 0
  };
}

function knownKey(key: string): string | undefined {
  return Object.hasOwn(KEYS, key.toLowerCase()) ? KEYS[key.toLowerCase()] : undefined;
}

function isFrontLine(shape: Shape): boolean {
  const trimmed = trimSpaces(shape.folded);
  if (trimmed === '' || trimmed.startsWith('#')) {
    return true;
  }
  const line = splitLine(shape);
  return (
    skipSpaces(shape.folded, 0, 1) > 0 ||
    (line !== null && (knownKey(line.key) !== undefined || PLAIN_KEY.test(line.key)))
  );
}

function isFence(shape: Shape | undefined): boolean {
  const trimmed = shape ? trimSpaces(shape.folded) : '';
  return trimmed === '---' || trimmed === '...';
}

/** Where the block whose settings begin at `index` ends: the index of its fence, or of the first line that is none of it. */
function findEnd(shapes: readonly Shape[], index: number): number {
  while (index < shapes.length) {
    const shape = shapes[index];
    if (!shape || isFence(shape) || !isFrontLine(shape)) {
      break;
    }
    index++;
  }
  return index;
}

/** Whether a block of settings begins at a line: `---`, and a known setting below it. */
function opens(shapes: readonly Shape[], start: number): boolean {
  if (trimSpaces(shapes[start]?.folded ?? '') !== '---') {
    return false;
  }
  const first = shapes.slice(start + 1, start + 50).find(shape => trimSpaces(shape.folded) !== '');
  const line = first ? splitLine(first) : null;
  return line !== null && !line.isIndented && knownKey(line.key) !== undefined;
}

function readSpeaker(line: FrontLine, cast: Map<string, CastEntry>): boolean {
  const folded = trimSpaces(line.key);
  if (!isBracketName(folded) || countCodePoints(line.value, 0, line.value.length) > LONGEST_VOICE) {
    return false;
  }
  const identity = identityOf(folded);
  cast.set(identity, {
    name: cast.get(identity)?.name ?? folded,
    voice: line.value === '' ? null : line.value
  });
  return true;
}

function readLines(shapes: readonly Shape[], front: FrontMatter, report: Report): void {
  let isInSpeakers = false;
  for (const shape of shapes) {
    const trimmed = trimSpaces(shape.folded);
    if (trimmed === '' || trimmed.startsWith('#')) {
      continue;
    }
    const line = splitLine(shape);
    const key = line && !line.isIndented ? knownKey(line.key) : undefined;
    isInSpeakers = key === 'speakers' || (isInSpeakers && line?.isIndented === true);
    if (line && key === 'title' && line.value !== '') {
      front.title = line.value;
    } else if (line && key === 'language' && line.value !== '') {
      front.language = line.value;
    } else if (
      !line ||
      (!(key === 'speakers' && line.value === '') &&
        !(isInSpeakers && line.isIndented && readSpeaker(line, front.cast)))
    ) {
      report.add('W_FRONT_MATTER', shape.from, shape.to);
    }
  }
}

/** Reads the block of settings at the top of a script, after blank lines at most; without one, `end` is 0. */
export function readFrontMatter(shapes: readonly Shape[], report: Report): FrontMatter {
  const start = shapes.findIndex(shape => trimSpaces(shape.folded) !== '');
  const front: FrontMatter = { start: 0, end: 0, cast: new Map() };
  const fence = shapes[start];
  if (!fence || !opens(shapes, start)) {
    return front;
  }
  const end = findEnd(shapes, start + 1);
  const isClosed = isFence(shapes[end]);
  const after = shapes[end];
  if (!isClosed) {
    const at = after?.from ?? shapes.at(-1)?.to ?? 0;
    const insert = after ? '---\n' : '\n---\n';
    const from = fence.from + skipSpaces(fence.folded, 0, fence.folded.length);
    report.add('E_FRONT_MATTER', from, from + 3, undefined, [
      makeFix('close_front', [{ from: at, to: at, insert }])
    ]);
  }
  readLines(shapes.slice(start + 1, end), front, report);
  return { ...front, start, end: isClosed ? end + 1 : end };
}
