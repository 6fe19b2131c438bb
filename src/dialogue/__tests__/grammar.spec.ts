import {
  alignTurnIds,
  applyFix,
  estimateSeconds,
  localize,
  localizeFix,
  parse,
  toVibeVoice
} from '../index.ts';
import { tables } from '../generated/tables.ts';

const turnIds = (text: string): string[] => parse(text).dialogue.turns.map(turn => turn.id);

function alignedIds(before: string, after: string): string[] {
  const { turns } = alignTurnIds(parse(before).dialogue, parse(after).dialogue);
  expect(new Set(turns.map(turn => turn.id)).size).toBe(turns.length);
  return turns.map(turn => turn.id);
}

describe('Lines', () => {
  it('say whose they are, where the head ends, and what is not spoken', () => {
    const { lines, speakers } = parse('# One\nBob: [sighs] Hi\nthere (小声)\n\nAnn：x');
    expect(lines.map(({ kind, turn, speaker }) => [kind, turn, speaker])).toEqual([
      ['chapter', -1, -1],
      ['turn', 0, 0],
      ['text', 0, 0],
      ['blank', -1, -1],
      ['turn', 1, 1]
    ]);
    expect(lines[1]).toMatchObject({ from: 6, nameFrom: 6, nameTo: 9, headTo: 11 });
    expect(lines[1]?.spans).toEqual([{ kind: 'tag', from: 11, to: 18 }]);
    expect(lines[2]?.spans).toEqual([{ kind: 'direction', from: 28, to: 32 }]);
    expect(speakers).toEqual([
      { name: 'Bob', identity: 'bob', line: 2 },
      { name: 'Ann', identity: 'ann', line: 5 }
    ]);
  });

  it('name the speaker of a turn that says nothing yet', () => {
    const { lines, dialogue } = parse('Ann: hi\nBob: ');
    expect(lines[1]).toMatchObject({ kind: 'turn', turn: -1, speaker: 1 });
    expect(dialogue.turns).toHaveLength(1);
  });
});

describe('Turn ids', () => {
  const script =
    'Ann: One.\nBob: Two, a little longer.\nAnn: Three.\nBob: Yes.\nAnn: Yes.\nBob: Yes.';

  it('are the same for the same script', () => {
    expect(turnIds(script)).toEqual(turnIds(script));
    expect(new Set(turnIds(script)).size).toBe(6);
  });

  it('stay when a turn is edited', () => {
    expect(alignedIds(script, script.replace('little longer', 'little shorter'))).toEqual(
      turnIds(script)
    );
    expect(alignedIds(script, script.replace('Three.', 'Something else altogether!'))).toEqual(
      turnIds(script)
    );
  });

  it('stay when turns come in, and the newcomer gets its own', () => {
    const ids = alignedIds(script, `Cleo: New.\n${script}`);
    expect(ids.slice(1)).toEqual(turnIds(script));
    expect(turnIds(script)).not.toContain(ids[0]);
  });

  it('stay when a turn goes', () => {
    const [, ...rest] = turnIds(script);
    expect(alignedIds(script, script.slice(script.indexOf('Bob')))).toEqual(rest);
  });

  it('stay when a speaker is renamed everywhere', () => {
    expect(alignedIds(script, script.replaceAll('Ann', 'Anna'))).toEqual(turnIds(script));
  });

  it('move with turns that are moved', () => {
    const [one, two, three, ...rest] = turnIds(script);
    const moved =
      'Ann: Three.\nAnn: One.\nBob: Two, a little longer.\nBob: Yes.\nAnn: Yes.\nBob: Yes.';
    expect(alignedIds(script, moved)).toEqual([three, one, two, ...rest]);
  });

  it('are new for another dialogue', () => {
    const other = 'X: Quite another beginning here.\nY: 你好，世界。\nX: 再见。';
    expect(alignedIds(script, other)).toEqual(turnIds(other));
  });

  it('stay through 2,000 turns with an edit in each', () => {
    const long = (word: string): string =>
      Array.from(
        { length: 2000 },
        (_, index) => `Ann: This is ${word} number ${String(index)}.`
      ).join('\n');
    expect(alignedIds(long('sentence'), long('sentences'))).toEqual(turnIds(long('sentence')));
  });
});

describe('The form that VibeVoice reads', () => {
  it('numbers speakers by first appearance and maps lines to turns', () => {
    const { dialogue } = parse(
      '[Zoe] It’s <|endoftext|>late.\n[3] [pause] \n[Al] (quietly) Yes [sighs] it is.\nIndeed.'
    );
    const { text, speakers, lines } = toVibeVoice(dialogue);
    expect(text).toBe("Speaker 1: It's late.\nSpeaker 2: Yes it is. Indeed.");
    expect(speakers).toEqual(['Zoe', 'Al']);
    expect(lines).toEqual([
      { turn: 0, turn_id: dialogue.turns[0]?.id, speaker: 1 },
      { turn: 1, turn_id: dialogue.turns[1]?.id, speaker: 2 }
    ]);
  });

  it('writes Chinese punctuation as the model likes it, if asked', () => {
    const { dialogue } = parse('甲：好，“走”吧……走！');
    expect(toVibeVoice(dialogue, { asciiPunctuation: true }).text).toBe('Speaker 1: 好,走吧,走.');
  });

  it('never leaves a control word, however it is nested', () => {
    const { dialogue } = parse('A: <|a<|b|>c|> <|<|x|>|> |><| ok');
    expect(toVibeVoice(dialogue).text).toBe('Speaker 1: a c ok');
  });
});

describe('Estimates', () => {
  it('count words, Chinese signs, pauses and gaps', () => {
    const words = Array.from({ length: 190 }, () => "it's").join(' ');
    expect(estimateSeconds(parse(`Ann: ${words}`).dialogue)).toBeCloseTo(60);
    expect(
      estimateSeconds(parse(`甲：${'好'.repeat(45)}。[停顿:2秒]\n乙：${'好'.repeat(45)}`).dialogue)
    ).toBeCloseTo(22.25);
    expect(estimateSeconds(parse('').dialogue)).toBe(0);
  });
});

describe('Words', () => {
  it('are there in both languages, with the same places for values', () => {
    for (const { en, zh } of [
      ...Object.values(tables.diagnostics),
      ...Object.values(tables.fixes)
    ]) {
      const places = (text: string): string[] => [...new Set(text.match(/\{[a-z_]+\}/g))].sort();
      expect(places(zh)).toEqual(places(en));
    }
  });

  it('are filled in', () => {
    const [found] = parse('Speaker 1: x\nNote: y').diagnostics;
    expect(found && localize(found, 'zh')).toBe('“Note”看起来像说话人，现在会被念出来。');
    expect(found?.fixes.map(fix => localizeFix(fix, 'zh'))).toEqual(['改为注释', '设为说话人']);
    const [crowd] = parse('A: 1\nB: 2\nC: 3\nD: 4\nE: 5').diagnostics;
    expect(crowd?.message).toContain('A (1), B (2), C (3), D (4), E (5)');
  });
});

describe('Fixes', () => {
  it.each([
    ['Speaker 1: x\n小红（笑）：y', 'make_speaker', ['Speaker 1', '小红']],
    ['Alice：hi\nBob:yo', 'add_space', ['Alice', 'Bob']],
    ['[S1] Hi. [S2] Hello. [S1] Bye.', 'split_lines', ['S1', 'S2', 'S1']],
    ['Alice - hi\nBob - yo', 'use_colon', ['Alice', 'Bob']],
    ['intro\nSpeaker 1: hi', 'give_to', ['Speaker 1', 'Speaker 1']],
    ['[角色A 没有闭合', 'close_bracket', ['角色A']]
  ])('of %j: %s gives the turns to %j', (text, code, speakers) => {
    const found = parse(text)
      .diagnostics.flatMap(each => each.fixes)
      .find(fix => fix.code === code);
    const mended = parse(applyFix(text, found ?? { edits: [] }));
    expect(mended.diagnostics).toEqual([]);
    expect(mended.dialogue.turns.map(turn => turn.speaker)).toEqual(speakers);
  });

  it('refuse a text that they do not fit', () => {
    expect(() => applyFix('ab', { edits: [{ from: 1, to: 3, insert: '' }] })).toThrow(RangeError);
  });
});
