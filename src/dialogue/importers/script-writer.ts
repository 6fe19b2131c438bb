/** One piece of a foreign format, in order: what somebody says, a chapter's title, or a remark that nobody speaks. */
export type ImportedPart =
  | { kind: 'turn'; speaker: string; text: string; direction?: string }
  | { kind: 'chapter'; text: string }
  | { kind: 'comment'; text: string };

/** Why a text cannot be imported, with the line (from 1) where that is known. */
export class ImportFormatError extends Error {
  override readonly name = 'ImportFormatError';
  constructor(
    /** `malformed`: broken markup; `no_turns`: nothing that anybody says; `too_large`: more than `maxImportLength`. */
    readonly code: 'malformed' | 'no_turns' | 'too_large',
    readonly line?: number
  ) {
    super(sentences[code]);
  }
}

const sentences = {
  malformed: 'The text breaks the rules of its format. Mend it, or paste it as plain text.',
  no_turns: 'No line of speech was found. Choose another format, or paste it as plain text.',
  too_large: 'The text is too large to import. Split it first.'
};

/** Longest text that is imported, in UTF-16 units (bytes for files). */
export const maxImportLength = 8_000_000;

const NUMBERED = /^(?:speaker ?)?(\d{1,3})$/i;
const NOT_IN_NAME = /[^\p{L}\p{N}\p{M} _.\-'&·]+/gu;
const MAX_NAME = 24;
const MAX_WORDS = 4;

/** Squeezes every run of white space to one space. */
export function squeeze(text: string): string {
  return text.replace(/[\s\u00a0\u3000\ufeff]+/g, ' ').replace(/^ | $/g, '');
}

/** A name that the grammar takes as a head; '' where nothing is left. */
export function cleanName(name: string): string {
  const number = NUMBERED.exec(squeeze(name))?.[1];
  if (number !== undefined) {
    return `Speaker ${Number(number)}`;
  }
  const words = squeeze(name.replace(NOT_IN_NAME, ' ')).split(' ').slice(0, MAX_WORDS);
  const points = Array.from(words.join(' '));
  return squeeze(points.slice(0, MAX_NAME).join(''));
}

/** How heads are written so that the grammar reads each of them as a head: see R1 and R2 of docs/dialogue.md. */
function headStyle(names: readonly string[]): (name: string, direction: string) => string {
  const isNumbered = (name: string): boolean => /^Speaker \d+$/.test(name);
  const isBare = names.every(name => !isNumbered(name) && /^\p{L}/u.test(name));
  if (isBare || names.every(isNumbered)) {
    return (name, direction) => `${name}${direction}:`;
  }
  return (name, direction) => `[${name.charAt(0).toUpperCase()}${name.slice(1)}]${direction}`;
}

/** Writes the pieces as a dialogue script; neighbouring turns stay apart. Throws `ImportFormatError` where nobody speaks. */
export function writeScript(parts: readonly ImportedPart[], title = ''): string {
  const turns = parts.flatMap(part => (part.kind === 'turn' && squeeze(part.text) ? [part] : []));
  if (turns.length === 0) {
    throw new ImportFormatError('no_turns');
  }
  const nameOf = (speaker: string): string => cleanName(speaker) || 'Speaker 1';
  const head = headStyle([...new Set(turns.map(turn => nameOf(turn.speaker)))]);
  const lines = squeeze(title) ? ['---', `title: ${squeeze(title)}`, '---', ''] : [];
  for (const part of parts) {
    const text = squeeze(part.text);
    if (!text) {
      continue;
    }
    if (part.kind === 'turn') {
      const direction = squeeze((part.direction ?? '').replace(/[()（）]/g, ' '));
      lines.push(`${head(nameOf(part.speaker), direction ? ` (${direction})` : '')} ${text}`);
    } else if (part.kind === 'chapter') {
      lines.push(...(lines.length > 0 && lines.at(-1) !== '' ? [''] : []), `# ${text}`);
    } else {
      lines.push(`// ${text}`);
    }
  }
  return `${lines.join('\n')}\n`;
}
