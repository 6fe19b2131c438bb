import { parse, type ParseResult } from '../dialogue/index.ts';

/** Texts whose meaning is kept: those of two studios side by side, each before and after a key. */
const most = 4;
const known = new Map<string, ParseResult>();

/** What a text says; read once, however many ask: the model, the transcript, another view of the file. */
export function readText(text: string): ParseResult {
  const found = known.get(text) ?? parse(text);
  // The map keeps its order: who was asked for last goes last.
  known.delete(text);
  known.set(text, found);
  for (const oldest of known.keys()) {
    if (known.size <= most) {
      break;
    }
    known.delete(oldest);
  }
  return found;
}
