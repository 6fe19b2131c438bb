import { type tables } from './generated/tables.ts';

/** Formats that an importer reads. @useDeclaredType */
export type ForeignFormat = keyof typeof tables.formats;

const WHITE = ' \\t\\r\\n\\f\\v\\u00a0\\u200b\\u200e\\u200f\\u2060\\u3000\\ufeff';
const FIRST = new RegExp(`[^${WHITE}]`);
const JSON_TURNS = new RegExp(`^\\[[${WHITE}]*\\{`);
const OPENING_LENGTH = 2000;
const TIMING = /^[ \t]*(?:[0-9]{1,3}:)?[0-9]{1,3}:[0-9]{2}[,.][0-9]{1,3}[ \t]*-->/;
const YAML = /^(?:-[ \t]+speaker[ \t]*:[ \t]|(?:turns|dialogue)[ \t]*:[ \t]*[\r\n])/;

/** What was found, and the offset of its first sign. */
export interface Detected {
  /** `markup` where no importer knows it. */
  format: ForeignFormat | 'markup';
  at: number;
}

function markup(opening: string): Detected['format'] {
  if (/<person ?[0-9]/i.test(opening)) {
    return 'podcastfy';
  }
  return /<(?:speak|voice)[ \t\r\n>]/i.test(opening) ? 'ssml' : 'markup';
}

/** R0: recognises what is no dialogue script by its first signs; null for everything else. Reads the first 2,000 units at most. */
export function detect(text: string): Detected | null {
  const at = text.search(FIRST);
  if (at < 0) {
    return null;
  }
  const opening = text.slice(at, at + OPENING_LENGTH);
  if (opening.startsWith('<')) {
    return { format: markup(opening), at };
  }
  if (opening.startsWith('{') || JSON_TURNS.test(opening)) {
    return { format: 'json', at };
  }
  if (/^WEBVTT(?![A-Za-z0-9])/.test(opening)) {
    return { format: 'vtt', at };
  }
  const lines = opening.split(/\r\n|\r|\n/).filter(line => line.search(FIRST) >= 0);
  const isNumbered = /^[ \t]*[0-9]{1,9}[ \t]*$/.test(lines[0] ?? '');
  if (TIMING.test(lines[0] ?? '') || (isNumbered && TIMING.test(lines[1] ?? ''))) {
    return { format: 'srt', at };
  }
  return YAML.test(opening) ? { format: 'yaml', at } : null;
}

/** The format of a text that is no dialogue script, where an importer reads it; null otherwise. */
export function detectFormat(text: string): ForeignFormat | null {
  const format = detect(text)?.format;
  return format === undefined || format === 'markup' ? null : format;
}
