import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dialogueSchema, diagnosticSchema } from '../../contract/index.ts';
import { applyFix, format, parse, print, toVibeVoice, type Dialogue } from '../index.ts';

interface ICase {
  case: string;
  title: string;
  input: string;
  dialogue: Dialogue;
  diagnostics: { code: string; line: number; column: number; offset: number; fixes: string[] }[];
  dense: string;
  formatted: string;
}

const cases = JSON.parse(
  readFileSync(join(__dirname, '../../contract/fixtures/dialogue/cases.json'), 'utf8')
) as ICase[];

describe('The cases of docs/dialogue.md', () => {
  it.each(cases.map(entry => [`${entry.case}: ${entry.title}`, entry] as const))(
    '%s',
    (_, entry) => {
      const result = parse(entry.input);
      expect(result.dialogue).toEqual(entry.dialogue);
      const found = result.diagnostics.map(({ code, range: { start }, fixes }) => ({
        code,
        ...start,
        fixes: fixes.map(fix => fix.importer ?? applyFix(entry.input, fix))
      }));
      expect(found).toEqual(entry.diagnostics);
      expect(print(result)).toBe(entry.input);
      expect(format(entry.input)).toBe(entry.formatted);
      expect(toVibeVoice(result.dialogue).text).toBe(entry.dense);
      expect(dialogueSchema.parse(result.dialogue)).toEqual(result.dialogue);
      result.diagnostics.forEach(each => expect(diagnosticSchema.parse(each)).toEqual(each));
    }
  );
});
