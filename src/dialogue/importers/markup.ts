import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { ImportFormatError, type ImportedPart, writeScript } from './script-writer.ts';

/** A node as fast-xml-parser gives it with `preserveOrder`: one tag name beside `:@` with the attributes, or `#text`. */
type Node = Record<string, unknown>;

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  trimValues: false,
  htmlEntities: true,
  parseTagValue: false,
  parseAttributeValue: false
});

/** Reads markup with one root; declarations of entities are refused, and a bare `&` is taken as itself. */
function readMarkup(source: string): Node[] {
  if (/<!(?:DOCTYPE|ENTITY)/i.test(source)) {
    throw new ImportFormatError('malformed');
  }
  const body = source
    .replace(/<\?[^?]*\?>/g, '')
    .replace(/&(?!(?:#\d+|#x[\da-f]+|amp|lt|gt|quot|apos);)/gi, '&amp;');
  const text = `<root>${body}</root>`;
  const valid = XMLValidator.validate(text);
  if (valid !== true) {
    throw new ImportFormatError('malformed', valid.err.line);
  }
  return parser.parse(text) as Node[];
}

function nameOf(node: Node): string {
  const key = Object.keys(node).find(candidate => candidate !== ':@') ?? '';
  return key.slice(key.indexOf(':') + 1).toLowerCase();
}

function childrenOf(node: Node): Node[] {
  const key = Object.keys(node).find(candidate => candidate !== ':@') ?? '';
  const value = node[key];
  return Array.isArray(value) ? (value as Node[]) : [];
}

function attribute(node: Node, name: string): string {
  const attributes = (node[':@'] ?? {}) as Record<string, string>;
  return attributes[name] ?? '';
}

/** Podcastfy: `<Person1>hi</Person1><Person2>…`. */
export function importPodcastfy(source: string): string {
  return writeScript(walk(readMarkup(source), /^person(\d{1,3})$/));
}

/** SSML: each `<voice name="…">` is a speaker; `<break time="…"/>` is a pause. */
export function importSsml(source: string): string {
  return writeScript(walk(readMarkup(source), /^voice$/));
}

function walk(nodes: Node[], speakerTag: RegExp): ImportedPart[] {
  const parts: ImportedPart[] = [];
  const visit = (node: Node, speaker: string): void => {
    if ('#text' in node) {
      say(parts, speaker, String(node['#text']));
      return;
    }
    const name = nameOf(node);
    if (name === 'break') {
      say(parts, speaker, pauseOf(node));
      return;
    }
    const found = speakerTag.exec(name);
    const inner = found ? (found[1] ?? attribute(node, 'name')) : speaker;
    if (found) {
      parts.push({ kind: 'turn', speaker: inner || '1', text: '' });
    }
    childrenOf(node).forEach(child => visit(child, inner));
    if (found) {
      parts.push({ kind: 'turn', speaker: speaker || '1', text: '' });
    }
  };
  nodes.forEach(node => visit(node, ''));
  return parts;
}

function say(parts: ImportedPart[], speaker: string, text: string): void {
  const last = parts.at(-1);
  if (last) {
    last.text += text;
  } else {
    parts.push({ kind: 'turn', speaker: speaker || '1', text });
  }
}

const STRENGTHS: Record<string, string> = {
  none: '',
  'x-weak': '',
  weak: '250ms',
  medium: '500ms',
  strong: '1s',
  'x-strong': '1.5s'
};

function pauseOf(node: Node): string {
  const time = /^\+?(\d+(?:\.\d+)?)(ms|s)$/.exec(attribute(node, 'time').trim());
  const length = time
    ? `${time[1]}${time[2]}`
    : (STRENGTHS[attribute(node, 'strength')] ?? '500ms');
  return length ? ` [pause:${length}] ` : ' ';
}
