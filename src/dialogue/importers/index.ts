import { ImportFormatError, maxImportLength } from './script-writer.ts';

export { ImportFormatError, maxImportLength } from './script-writer.ts';

/** Formats that can be imported. */
export type ImportFormat =
  | 'dia'
  | 'podcastfy'
  | 'ssml'
  | 'srt'
  | 'vtt'
  | 'json'
  | 'yaml'
  | 'fountain'
  | 'elevenlabs'
  | 'markdown'
  | 'docx';

/** Names of the formats, as people know them; the same in every language. */
export const importLabels: Record<ImportFormat, string> = {
  dia: 'Dia',
  podcastfy: 'Podcastfy',
  ssml: 'SSML',
  srt: 'SRT',
  vtt: 'WebVTT',
  json: 'JSON',
  yaml: 'YAML',
  fountain: 'Fountain',
  elevenlabs: 'ElevenLabs v3',
  markdown: 'Markdown',
  docx: 'Word (.docx)'
};

/**
 * Turns a foreign text (for `docx` its bytes) into a dialogue script. Each format's reader is loaded when it is first used.
 * Throws `ImportFormatError`.
 */
export async function importScript(
  format: ImportFormat,
  source: string | Uint8Array
): Promise<string> {
  if (source.length > maxImportLength) {
    throw new ImportFormatError('too_large');
  }
  if (format === 'docx') {
    const { importDocx } = await import('./transcript.ts');
    return importDocx(typeof source === 'string' ? new TextEncoder().encode(source) : source);
  }
  const text = typeof source === 'string' ? source : new TextDecoder().decode(source);
  const read = await readers[format]();
  return read(text);
}

const readers: Record<Exclude<ImportFormat, 'docx'>, () => Promise<(source: string) => string>> = {
  dia: async () => (await import('./tagged.ts')).importDia,
  elevenlabs: async () => (await import('./tagged.ts')).importElevenLabs,
  podcastfy: async () => (await import('./markup.ts')).importPodcastfy,
  ssml: async () => (await import('./markup.ts')).importSsml,
  srt: async () => (await import('./subtitles.ts')).importSubtitles,
  vtt: async () => (await import('./subtitles.ts')).importSubtitles,
  json: async () => (await import('./data.ts')).importData,
  yaml: async () => (await import('./data.ts')).importData,
  fountain: async () => (await import('./fountain.ts')).importFountain,
  markdown: async () => (await import('./transcript.ts')).importMarkdown
};
