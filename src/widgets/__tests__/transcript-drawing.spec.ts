import { EditorState } from '@codemirror/state';
import { type ITurnView } from '../../studio/model.ts';
import { decorateBlocks } from '../transcript/blocks.ts';
import { DiagnosticBlock } from '../transcript/diagnostic-block.ts';
import { ExampleOffer } from '../transcript/example-offer.ts';
import { diagnosticsOfLine, firstFix, fixChange, nextDiagnostic } from '../transcript/fixes.ts';
import { lineAttributes, rowMarks } from '../transcript/line-decorations.ts';
import { overlayField, playingTurn, setOverlay, type IOverlay } from '../transcript/overlay.ts';
import { saidOf } from '../transcript/said.ts';
import { rowsOfTurn, scriptField } from '../transcript/script-field.ts';
import { TakesBlock } from '../transcript/takes-block.ts';
import { drawWave } from '../transcript/wave.ts';

const text = 'Nora: Hello world\nTom (laughing): Wait. [pause:500] Go\nand on\nNora: Bye';

function stateOf(doc: string): EditorState {
  return EditorState.create({ doc, extensions: [scriptField, overlayField] });
}

function turnsOf(state: EditorState, change: Partial<ITurnView> = {}): ITurnView[] {
  return state.field(scriptField).heads.map((_, index) => ({
    id: `t${index}`,
    index,
    speaker: (index % 2) + 1,
    name: 'Nora',
    text: '',
    state: 'draft',
    isAudible: false,
    takes: [],
    locked: false,
    ...change
  }));
}

function withOverlay(state: EditorState, change: Partial<IOverlay>): EditorState {
  return state.update({ effects: setOverlay.of(change) }).state;
}

function attributesOf(state: EditorState, row: number): Record<string, string> {
  const overlay = state.field(overlayField);
  const line = state.field(scriptField).rows[row];
  return lineAttributes(line!, overlay, { playing: playingTurn(overlay), active: -1 });
}

function blocksOf(state: EditorState): unknown[] {
  const widgets: unknown[] = [];
  decorateBlocks(state).between(0, state.doc.length, (_from, _to, each) => {
    widgets.push((each.spec as { widget: unknown }).widget);
  });
  return widgets;
}

describe('A line is drawn', () => {
  it('in the colour and state of its turn, all its rows alike', () => {
    const state = stateOf(text);
    const turns = turnsOf(state, { state: 'speaking', fraction: 0.551 });
    const drawn = withOverlay(state, { turns });
    const expected = { 'data-speaker': '2', 'data-state': 'speaking', style: '--vv-made: 55%' };
    expect(attributesOf(drawn, 1)).toEqual({ class: 'vv-turn', ...expected });
    expect(attributesOf(drawn, 2)).toEqual({ class: 'vv-more', ...expected });
  });

  it('as a draft before anything is known of it', () => {
    expect(attributesOf(stateOf(text), 0)).toEqual({
      class: 'vv-turn',
      'data-speaker': '1',
      'data-state': 'draft'
    });
  });

  it('without a colour for a fifth speaker, which is an error', () => {
    const state = stateOf('A: 1\nB: 2\nC: 3\nD: 4\nE: 5');
    expect(attributesOf(state, 3)['data-speaker']).toBe('4');
    expect(attributesOf(state, 4)['data-speaker']).toBeUndefined();
  });

  it('as a heading where a chapter begins', () => {
    expect(attributesOf(stateOf('# Opening\nA: hi'), 0)).toEqual({
      class: 'vv-chapter',
      role: 'heading',
      'aria-level': '3'
    });
  });

  it('tinted where the player is', () => {
    const state = stateOf(text);
    const player = { playing: true, follow: true, position_s: 3, turnId: 't1' };
    const drawn = withOverlay(state, { turns: turnsOf(state), player });
    expect(attributesOf(drawn, 0).class).toBe('vv-turn');
    expect(attributesOf(drawn, 2).class).toBe('vv-more vv-playing');
  });

  it('with its name, its direction and its pause marked', () => {
    const state = stateOf(text);
    const row = state.field(scriptField).rows[1]!;
    const marks = rowMarks(row, '').map(({ from, to, value }) => [
      state.sliceDoc(from, to),
      (value.spec as { class?: string }).class
    ]);
    expect(marks).toContainEqual(['Tom (laughing): ', 'vv-head vv-mod-wide']);
    expect(marks).toContainEqual(['Tom', 'vv-name-text']);
    expect(marks).toContainEqual(['(laughing)', 'vv-unspoken']);
    expect(marks).toContainEqual([': ', 'vv-sep']);
  });
});

describe('What lies over the text', () => {
  it('stays with its turns when one comes in above', () => {
    const state = stateOf(text);
    const drawn = withOverlay(state, { turns: turnsOf(state), current: 2 });
    const after = drawn
      .update({ changes: { from: 0, insert: 'Zoe: first\n' } })
      .state.field(overlayField);
    expect(after.turns.map(turn => turn?.id)).toEqual([undefined, 't0', 't1', 't2']);
    expect(after.current).toBe(3);
  });

  it('stays with its turns when one is taken away', () => {
    const state = stateOf(text);
    const drawn = withOverlay(state, { turns: turnsOf(state), current: 2 });
    const to = text.indexOf('Tom');
    const after = drawn.update({ changes: { from: 0, to } }).state.field(overlayField);
    expect(after.turns.map(turn => turn?.id)).toEqual(['t1', 't2']);
    expect(after.current).toBe(1);
  });
});

describe('Below the lines stand', () => {
  it('diagnostics, under the line they are about', () => {
    const state = stateOf(text);
    const [block] = blocksOf(state);
    expect(block).toBeInstanceOf(DiagnosticBlock);
    expect((block as DiagnosticBlock).placed.diagnostic.code).toBe('E_PAUSE_UNIT');
    expect((block as DiagnosticBlock).look).toMatchObject({
      turn: 1,
      speaker: 2,
      isPlaying: false
    });
  });

  it('the takes of the turn that is open', () => {
    const state = stateOf('Nora: Hello');
    const takes = [{ id: 'a1', seed: 1, seconds: 2 }];
    const turns = turnsOf(state, { state: 'done', takes, take: 'a1' });
    expect(blocksOf(withOverlay(state, { turns }))).toEqual([]);
    expect(blocksOf(withOverlay(state, { turns, open: 't0' }))).toEqual([expect.any(TakesBlock)]);
  });

  it('an example and no reproach where there is no text', () => {
    expect(blocksOf(stateOf(''))).toEqual([expect.any(ExampleOffer)]);
  });
});

describe('The waveform of a take', () => {
  it('is as dense as that of a longer one, and as tall as its loudest sound', () => {
    const path = drawWave(Int8Array.from([0, 127, 64, 0]), 0.1).querySelector('path')!;
    const bars = path.getAttribute('d')!.split('M').slice(1);
    expect(bars).toHaveLength(6);
    expect(bars[2]).toBe('417 1.0V39.0');
    expect(bars[0]).toBe('83 18.5V21.5');
    expect(path.getAttribute('stroke-width')).toBe('66.7');
  });
});

describe('A fix', () => {
  const state = stateOf(text);

  it('is one change that mends the text', () => {
    const caret = state.update({ selection: { anchor: text.indexOf('Go') } }).state;
    const found = firstFix(caret);
    expect(found?.diagnostic.code).toBe('E_PAUSE_UNIT');
    const mended = caret.update(fixChange(caret, found!.fix)!).state;
    expect(mended.doc.line(2).text).toBe('Tom (laughing): Wait. [pause:500ms] Go');
    expect(mended.field(scriptField).diagnostics).toEqual([]);
  });

  it('is looked for on the line of the caret only', () => {
    expect(firstFix(state)).toBeNull();
    expect(diagnosticsOfLine(state, 2)).toHaveLength(1);
    expect(diagnosticsOfLine(state, 1)).toHaveLength(0);
  });

  it('of the next problem is found round the end', () => {
    const at = text.indexOf('[pause');
    expect(nextDiagnostic(state, 0, 1)?.from).toBe(at);
    expect(nextDiagnostic(state, text.length, 1)?.from).toBe(at);
    expect(nextDiagnostic(state, 0, -1)?.from).toBe(at);
    expect(nextDiagnostic(stateOf('A: hi\nB: yo'), 0, 1)).toBeUndefined();
  });

  it('that no longer fits the text is not applied', () => {
    const fix = state.field(scriptField).diagnostics[0]!.diagnostic.fixes[0]!;
    expect(fixChange(stateOf('A: hi'), fix)).toBeNull();
  });
});

describe('What has been said', () => {
  const doc = 'Nora: Hello big world\nand more\nTom: 你好世界';
  const state = stateOf(doc);
  const said = (turn: number, part: number, word?: string): string =>
    saidOf(
      rowsOfTurn(state.field(scriptField), turn),
      (from, to) => doc.slice(from, to),
      part,
      word
    )
      .map(({ from, to }) => doc.slice(from, to))
      .join('|');

  it('ends with a word', () => {
    expect(said(0, 0.1)).toBe('Hello');
    expect(said(0, 0.3)).toBe('Hello big');
    expect(said(0, 1)).toBe('Hello big world|and more');
  });

  it('ends with the word the engine tells, the nearest one of its kind', () => {
    expect(said(0, 0.5, 'big')).toBe('Hello big');
    expect(said(0, 0.5, 'nowhere')).toBe('Hello big world');
  });

  it('goes by characters in Chinese', () => {
    expect(said(1, 0.5)).toBe('你好世');
  });
});
