import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ImportFormat, importScript } from '../importers/index.ts';
import { parse } from '../index.ts';

interface ICase {
  name: string;
  format: ImportFormat;
  source?: string;
  source_base64?: string;
  script?: string;
  turns?: number;
  error?: string;
}

const cases = JSON.parse(
  readFileSync(join(__dirname, '../../contract/fixtures/dialogue-importers/cases.json'), 'utf8')
) as ICase[];

describe('importers', () => {
  it.each(cases.map(entry => [entry.name, entry] as const))('%s', async (_, entry) => {
    const source = entry.source ?? new Uint8Array(Buffer.from(entry.source_base64 ?? '', 'base64'));
    const imported = importScript(entry.format, source);
    if (entry.error) {
      await expect(imported).rejects.toMatchObject({
        name: 'ImportFormatError',
        code: entry.error
      });
      return;
    }
    const script = await imported;
    expect(script).toBe(entry.script);
    const result = parse(script);
    expect(result.dialogue.turns).toHaveLength(entry.turns ?? 0);
    expect(result.diagnostics.filter(found => found.severity === 'error')).toEqual([]);
  });

  it('refuses what is too large before reading it', async () => {
    await expect(importScript('json', ' '.repeat(8_000_001))).rejects.toMatchObject({
      code: 'too_large'
    });
  });
});
