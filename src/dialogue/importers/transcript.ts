import { strFromU8, unzipSync } from 'fflate';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import {
  ImportFormatError,
  type ImportedPart,
  maxImportLength,
  writeScript
} from './script-writer.ts';

const TIME = /[([]?\b\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?\b[)\]]?/g;
const HEAD = /^([^:：]{1,48}?)\s*[:：]\s*(\S.*)$/;
const NAME_LINE = /^(\p{L}[^:：.!?。！？,，]{0,40}?)\s*$/u;

/** Transcripts in Markdown or plain text: `**Ana:** hi`, `Ana (00:12): hi`, or a line `Ana  0:03` above what she says. */
export function importMarkdown(source: string): string {
  return writeScript(readLines(source.split(/\r\n|\r|\n/)));
}

function readLines(lines: readonly string[]): ImportedPart[] {
  const parts: ImportedPart[] = [];
  for (const raw of lines) {
    const chapter = /^\s{0,3}#{1,6}\s+(.*)$/.exec(raw);
    if (chapter) {
      parts.push({ kind: 'chapter', text: plain(chapter[1] ?? '') });
      continue;
    }
    const hasTime = raw.search(TIME) >= 0;
    const line = plain(raw.replace(TIME, ' '));
    const head = HEAD.exec(line);
    const name = hasTime && !head ? NAME_LINE.exec(line) : null;
    const last = parts.at(-1);
    if (head ?? name) {
      parts.push({ kind: 'turn', speaker: (head ?? name)?.[1] ?? '', text: head?.[2] ?? '' });
    } else if (last?.kind === 'turn') {
      last.text += ` ${line}`;
    } else if (line) {
      parts.push({ kind: 'comment', text: line });
    }
  }
  return parts;
}

/** Takes quote marks, bullets, emphasis and link targets away. */
function plain(line: string): string {
  return line
    .replace(/^[\s>]*(?:[-*+]\s+)?/, '')
    .replace(/!?\[([^\][]*)\]\([^()]*\)/g, '$1')
    .replace(/\*\*|__|`/g, '')
    .replace(/[ \t]+/g, ' ')
    .trim();
}

/** Word documents: paragraphs are read as a transcript, headings as chapters. `file` is the bytes of the .docx. */
export function importDocx(file: Uint8Array): string {
  return writeScript(readLines(paragraphs(documentXml(file))));
}

function documentXml(file: Uint8Array): string {
  try {
    const entries = unzipSync(file, {
      filter: entry => {
        if (entry.name !== 'word/document.xml') {
          return false;
        }
        if (entry.originalSize > maxImportLength) {
          throw new ImportFormatError('too_large');
        }
        return true;
      }
    });
    const document = entries['word/document.xml'];
    if (document) {
      return strFromU8(document);
    }
  } catch (error) {
    if (error instanceof ImportFormatError) {
      throw error;
    }
  }
  throw new ImportFormatError('malformed');
}

type Node = Record<string, unknown>;

function textOf(node: Node): string {
  const text = node['#text'];
  return typeof text === 'string' ? text : '';
}

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  trimValues: false,
  parseTagValue: false
});

function paragraphs(xml: string): string[] {
  if (/<!(?:DOCTYPE|ENTITY)/i.test(xml) || XMLValidator.validate(xml) !== true) {
    throw new ImportFormatError('malformed');
  }
  const lines: string[] = [];
  const visit = (node: Node): void => {
    for (const [key, value] of Object.entries(node)) {
      const children = Array.isArray(value) ? (value as Node[]) : [];
      if (key === 'w:p') {
        lines.push('');
      } else if (key === '#text') {
        continue;
      }
      if (key === 'w:pStyle') {
        const style = (node[':@'] as Record<string, string> | undefined)?.['w:val'] ?? '';
        lines[lines.length - 1] += /^(?:heading|title|标题)/i.test(style) ? '# ' : '';
      }
      if (key === 'w:br' || key === 'w:tab') {
        lines[lines.length - 1] += key === 'w:br' ? ' ' : '\t';
      } else if (key === 'w:t') {
        lines[lines.length - 1] += children.map(child => textOf(child)).join('');
      } else {
        children.forEach(visit);
      }
    }
  };
  (parser.parse(xml) as Node[]).forEach(visit);
  return lines;
}
