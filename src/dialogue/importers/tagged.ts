import { type ImportedPart, writeScript } from './script-writer.ts';

const DIA_SPEAKER = /\[S(\d{1,3})\]/gi;

/** Dia: `[S1] Hi. (laughs) [S2] Hello`, several speakers on a line. */
export function importDia(source: string): string {
  const parts: ImportedPart[] = [];
  let speaker = '1';
  let from = 0;
  const close = (to: number): void => {
    parts.push({ kind: 'turn', speaker, text: source.slice(from, to) });
  };
  for (const found of source.matchAll(DIA_SPEAKER)) {
    close(found.index);
    speaker = found[1] ?? '1';
    from = found.index + found[0].length;
  }
  close(source.length);
  return writeScript(parts);
}

const V3_HEAD = /^\s*(?:[-*]\s+)?\**([^:：[\]]{1,40}?)\**\s*[:：]\s*(.*)$/;
const V3_BREAK = /<break\s+time="(\d+(?:\.\d+)?)(ms|s)"\s*\/?>/gi;
const TAG = /<[^<>]*>/g;

/** ElevenLabs v3: `Speaker 1: [curious] …`; `<break time="1.5s"/>` becomes a pause, other markup goes. */
export function importElevenLabs(source: string): string {
  const parts: ImportedPart[] = [];
  for (const line of source.split(/\r\n|\r|\n/)) {
    const text = line.replace(V3_BREAK, ' [pause:$1$2] ').replace(TAG, ' ');
    const head = V3_HEAD.exec(text);
    const last = parts.at(-1);
    if (head) {
      parts.push({ kind: 'turn', speaker: head[1] ?? '', text: lowerTags(head[2] ?? '') });
    } else if (last) {
      last.text += ` ${lowerTags(text)}`;
    } else {
      parts.push({ kind: 'turn', speaker: '1', text: lowerTags(text) });
    }
  }
  return writeScript(parts);
}

function lowerTags(text: string): string {
  return text.replace(/\[[A-Za-z ]+\]/g, tag => tag.toLowerCase());
}
