import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from '../../dialogue/index.ts';
import { examples, firstExample, isExampleText, nextExample } from '../examples.ts';

describe('The examples', () => {
  it.each(examples.map(each => [each.id, each] as const))(
    '%s is a dialogue without a remark',
    (_, each) => {
      const { diagnostics, dialogue } = parse(each.text);
      expect(diagnostics).toEqual([]);
      expect(dialogue.title).toBe(each.title);
    }
  );

  it('lie in the folder of examples, word for word', () => {
    const folder = join(__dirname, '..', '..', '..', 'examples');
    const files = readdirSync(folder).filter(name => name.endsWith('.dialogue.txt'));
    const texts = files.map(name => readFileSync(join(folder, name), 'utf8'));
    expect(texts.sort()).toEqual(examples.map(each => each.text).sort());
  });

  it('begin with four speakers in either language', () => {
    for (const language of ['en', 'zh'] as const) {
      expect(parse(firstExample(language).text).speakers).toHaveLength(4);
    }
  });

  it('come one after the other', () => {
    const first = firstExample('zh');
    const second = nextExample(first.text, 'zh');
    expect(second.language).toBe('zh');
    expect(second.id).not.toBe(first.id);
    expect(nextExample('anything else', 'zh')).toBe(first);
    expect(isExampleText(first.text)).toBe(true);
    expect(isExampleText(`${first.text}.`)).toBe(false);
  });
});
