import { type Document, parseAllDocuments, YAMLParseError } from 'yaml';
import { ImportFormatError, type ImportedPart, writeScript } from './script-writer.ts';

const SPEAKER_KEYS = [
  'speaker',
  'name',
  'role',
  'character',
  'who',
  'voice',
  'voice_id',
  'voiceId',
  'speaker_id'
];
const TEXT_KEYS = ['text', 'content', 'line', 'utterance', 'sentence', 'message', 'dialogue'];
const LIST_KEYS = [
  'turns',
  'dialogue',
  'script',
  'conversation',
  'segments',
  'messages',
  'lines',
  'inputs',
  'transcript'
];

/** Turns as JSON, JSON lines or YAML: `[{"speaker": "Ana", "text": "Hi"}]`, `{turns: […]}`, or a list of `- Ana: Hi`. */
export function importData(source: string): string {
  const read = readAll(source);
  const root = read.length === 1 ? read[0] : read;
  const title = isRecord(root) && typeof root.title === 'string' ? root.title : '';
  return writeScript(turnsOf(root), title);
}

/** Every scalar is read as text (YAML's failsafe schema), so that `1` and `yes` stay what they are. */
function readAll(source: string): unknown[] {
  const lines = source.split(/\r\n|\r|\n/).filter(line => line.trim());
  if (lines.length > 1 && lines.every(line => /^\s*\{.*\}\s*$/.test(line))) {
    return lines.flatMap((line, index) => readDocuments(line, index));
  }
  return readDocuments(source, 0);
}

function readDocuments(source: string, firstLine: number): unknown[] {
  const documents = parseAllDocuments(source, {
    schema: 'failsafe',
    uniqueKeys: false,
    logLevel: 'silent'
  });
  return [...documents].map(document => {
    const error = document.errors[0];
    if (error) {
      const line = error instanceof YAMLParseError ? error.linePos?.[0].line : undefined;
      throw new ImportFormatError('malformed', line === undefined ? undefined : line + firstLine);
    }
    return withoutAliases(document);
  });
}

/** Aliases are refused, since they could blow a small file up. */
function withoutAliases(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: 0 }) as unknown;
  } catch (error) {
    throw error instanceof ReferenceError ? new ImportFormatError('malformed') : error;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function turnsOf(root: unknown): ImportedPart[] {
  if (isRecord(root)) {
    const key = LIST_KEYS.find(candidate => Array.isArray(root[candidate]));
    return key ? turnsOf(root[key]) : turnsOf([root]);
  }
  return Array.isArray(root) ? root.flatMap(turnOf) : [];
}

function turnOf(entry: unknown): ImportedPart[] {
  if (!isRecord(entry)) {
    return [];
  }
  const textKey = TEXT_KEYS.find(key => typeof entry[key] === 'string');
  if (textKey) {
    const speakerKey = SPEAKER_KEYS.find(key => typeof entry[key] === 'string');
    return [
      {
        kind: 'turn',
        speaker: speakerKey ? String(entry[speakerKey]) : '1',
        text: String(entry[textKey])
      }
    ];
  }
  const pairs = Object.entries(entry);
  const [name, text] = pairs[0] ?? [];
  return pairs.length === 1 && name !== undefined && typeof text === 'string'
    ? [{ kind: 'turn', speaker: name, text }]
    : [];
}
