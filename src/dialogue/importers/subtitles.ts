import { type ImportedPart, writeScript } from './script-writer.ts';

const TIMING = /^\s*(?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3}\s*-->/;
const VOICE = /^<v(?:\.[^\s<>]*)?\s+([^<>]+)>(.*)$/;
const NAMED = /^(?:-\s*)?([^\s:：<>][^:：<>]{0,30})[:：]\s+(\S.*)$/;
const TAG = /<[^<>]*>/g;
const BLOCK = /^(?:NOTE|STYLE|REGION)(?:\s|$)/;

/** SRT and WebVTT: `<v Name>` or `Name: ` says who speaks; cues of the same speaker become one turn. */
export function importSubtitles(source: string): string {
  const parts: ImportedPart[] = [];
  const text = source.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n');
  for (const block of text.split(/\n[ \t]*\n\s*/)) {
    const lines = block.split('\n');
    const timing = lines.findIndex(line => TIMING.test(line));
    if (timing >= 0 && !BLOCK.test(lines[0] ?? '')) {
      lines.slice(timing + 1).forEach(line => addLine(parts, line.trim()));
    }
  }
  return writeScript(parts);
}

function addLine(parts: ImportedPart[], line: string): void {
  const voice = VOICE.exec(line);
  const named = voice ?? NAMED.exec(line.replace(TAG, ''));
  const text = entities((named ? (named[2] ?? '') : line).replace(TAG, ''));
  const last = parts.at(-1);
  const speaker = named ? entities((named[1] ?? '').trim()) : undefined;
  if (last?.kind === 'turn' && (speaker === undefined || speaker === last.speaker)) {
    last.text += ` ${text}`;
  } else {
    parts.push({ kind: 'turn', speaker: speaker ?? '1', text });
  }
}

const NAMED_ENTITIES: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  nbsp: ' ',
  lrm: '',
  rlm: ''
};

function entities(text: string): string {
  return text.replace(
    /&(amp|lt|gt|nbsp|lrm|rlm);/g,
    (_, name: string) => NAMED_ENTITIES[name] ?? ''
  );
}
