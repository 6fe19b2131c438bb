import { EditorState } from '@codemirror/state';
import { fixChange } from '../transcript/fixes.ts';
import {
  headOf,
  readAgain,
  rowsOfTurn,
  scriptField,
  turnAt,
  turnBeginningAt
} from '../transcript/script-field.ts';
import { readScript } from '../transcript/script-rows.ts';

const text = [
  '# Opening',
  '[Tom] Hello',
  'and more',
  '',
  '[角色A] 你好 [pause:500ms]',
  '// a note',
  '[Tom] [pause:5] Bye'
].join('\n');

function stateOf(doc: string): EditorState {
  return EditorState.create({ doc, extensions: [scriptField] });
}

function compose(state: EditorState, at: number, insert: string): EditorState {
  return state.update({ changes: { from: at, insert }, userEvent: 'input.type.compose' }).state;
}

describe('The rows of a dialogue', () => {
  it('are one a line, each with its turn', () => {
    const script = readScript(text);
    expect(script.rows.map(row => [row.kind, row.turn])).toEqual([
      ['chapter', -1],
      ['turn', 0],
      ['text', 0],
      ['blank', -1],
      ['turn', 1],
      ['comment', -1],
      ['turn', 2]
    ]);
    expect(script.heads).toEqual([1, 4, 6]);
    expect(script.names).toEqual(['Tom', '角色A']);
  });

  it('say where a name and its head end', () => {
    const { rows } = readScript(text);
    const named = rows.filter(row => row.kind === 'turn');
    expect(named.map(row => text.slice(row.nameFrom, row.nameTo))).toEqual(['Tom', '角色A', 'Tom']);
    expect(named.map(row => text.slice(row.headTo, row.to))).toEqual([
      'Hello',
      '你好 [pause:500ms]',
      '[pause:5] Bye'
    ]);
  });

  it('begin a monologue with its first line', () => {
    const script = readScript('Hello.\nNo labels.');
    expect(script.heads).toEqual([0]);
  });

  it('carry the place of each problem', () => {
    const { diagnostics } = readScript(text);
    expect(
      diagnostics.map(({ from, to, diagnostic }) => [diagnostic.code, text.slice(from, to)])
    ).toEqual([['E_PAUSE_UNIT', '[pause:5]']]);
  });
});

describe('While an input method composes', () => {
  it('the rows stay the old ones and move along', () => {
    const at = text.indexOf('Hello');
    const state = compose(stateOf(text), at, 'ni');
    const script = state.field(scriptField);
    expect(script.isCarried).toBe(true);
    const row = script.rows[1];
    expect(state.sliceDoc(row?.nameFrom, row?.nameTo)).toBe('Tom');
    expect(state.sliceDoc(row?.headTo, row?.to)).toBe('niHello');
    expect(state.sliceDoc(script.diagnostics[0]?.from, script.diagnostics[0]?.to)).toBe(
      '[pause:5]'
    );
  });

  it('a colon makes no new head before it has ended', () => {
    const begun = compose(stateOf('Tom: hi\nAna'), 11, ':');
    expect(begun.field(scriptField).heads).toHaveLength(1);
    const ended = begun.update({ effects: readAgain.of(null) }).state;
    expect(ended.field(scriptField).isCarried).toBe(false);
    expect(ended.field(scriptField).rows[1]?.kind).toBe('turn');
  });

  it('text before a bracket stays out of the head', () => {
    const at = text.indexOf('[角色A]');
    const state = compose(stateOf(text), at, 'ni');
    const row = state.field(scriptField).rows[4];
    expect(state.sliceDoc(row?.headFrom, row?.nameFrom)).toBe('[');
    expect(row?.from).toBe(at);
  });

  it('a line break is read at once', () => {
    const state = compose(stateOf('Tom: hi'), 7, '\nAna: yo');
    expect(state.field(scriptField).isCarried).toBe(false);
    expect(state.field(scriptField).heads).toHaveLength(2);
  });
});

describe('While a person types words into a turn', () => {
  const type = (state: EditorState, from: number, insert: string, to = from): EditorState =>
    state.update({ changes: { from, to, insert }, userEvent: 'input.type' }).state;
  const isReadAtOnce = (doc: string, from: number, insert: string, to = from): boolean =>
    !type(stateOf(doc), from, insert, to).field(scriptField).isCarried;

  it('the rows move along, and are what the text says once it is read', () => {
    const at = text.indexOf('Hello') + 5;
    let state = type(stateOf(text), at, ' there');
    state = type(state, text.indexOf('more'), 'much ');
    state = type(state, at, '!');
    const carried = state.field(scriptField);
    expect(carried.isCarried).toBe(true);
    const now = state.doc.toString();
    const read = readScript(now);
    const places = (rows: typeof read.rows) =>
      rows.map(({ from, to, end, nameFrom, nameTo, headTo, turn, kind, spans }) => {
        return { from, to, end, nameFrom, nameTo, headTo, turn, kind, spans };
      });
    // Of the last row only its line end may differ: there is none.
    expect(places(carried.rows)).toEqual(places(read.rows));
    expect(carried.heads).toEqual(read.heads);
    expect(carried.diagnostics.map(({ from, to }) => [from, to])).toEqual(
      read.diagnostics.map(({ from, to }) => [from, to])
    );
    const again = state.update({ effects: readAgain.of(null) }).state.field(scriptField);
    expect(again.rows).toEqual(read.rows);
    expect(again.isCarried).toBe(false);
  });

  it('words that are taken away are no other matter, as long as some stay', () => {
    expect(isReadAtOnce('Tom: hello you', 9, '', 14)).toBe(false);
    expect(isReadAtOnce('Tom: hello', 5, '', 10)).toBe(true);
  });

  it.each([':', '：', '[', ']', '(', ')', '#', '/', '-', '*', '"', '\n', '\t'])(
    'a sign that may mean something, such as %j, is read at once',
    sign => {
      expect(isReadAtOnce('Tom: hello', 7, sign)).toBe(true);
      expect(isReadAtOnce(`Tom: he${sign}llo`, 7, '', 8)).toBe(true);
    }
  );

  it('what stands before the words, or before a colon, is read at once', () => {
    expect(isReadAtOnce('Tom: hello', 2, 'm')).toBe(true);
    expect(isReadAtOnce('Tom: hello', 5, 'm')).toBe(true);
    expect(isReadAtOnce('Tom: hello\nand so: on', 14, 'm')).toBe(true);
    expect(isReadAtOnce('Tom: hello\nand so on', 14, 'm')).toBe(false);
    expect(isReadAtOnce('# A chapter\nTom: hello', 6, 'm')).toBe(true);
  });

  it('two changes at once are read at once', () => {
    const changes = [
      { from: 7, insert: 'a' },
      { from: 9, insert: 'b' }
    ];
    const { state } = stateOf('Tom: hello').update({ changes });
    expect(state.field(scriptField).isCarried).toBe(false);
  });

  it('a fix goes where its text has moved', () => {
    const state = type(stateOf('Tom: Wait here.\nTom: [pause:5] Go on'), 14, ' for me');
    const { fixes } = state.field(scriptField).diagnostics[0]!.diagnostic;
    const change = fixChange(state, fixes[0]!);
    expect(state.update(change!).state.doc.toString()).toBe(
      'Tom: Wait here for me.\nTom: [pause:5s] Go on'
    );
  });
});

describe('A place in the text', () => {
  it('belongs to the turn before it', () => {
    const state = stateOf(text);
    expect(turnAt(state, 2)).toBe(-1);
    expect(turnAt(state, text.indexOf('more'))).toBe(0);
    expect(turnAt(state, text.indexOf('note'))).toBe(1);
  });

  it('is the beginning of a turn on its first line only', () => {
    const state = stateOf(text);
    expect(turnBeginningAt(state, text.indexOf('Hello'))).toBe(0);
    expect(turnBeginningAt(state, text.indexOf('more'))).toBe(-1);
  });

  it('is found from the turn', () => {
    const script = readScript(text);
    expect(headOf(script, 2)).toBe(text.lastIndexOf('[Tom]'));
    expect(headOf(script, 9)).toBe(-1);
    expect(rowsOfTurn(script, 0).map(row => text.slice(row.from, row.to))).toEqual([
      '[Tom] Hello',
      'and more'
    ]);
  });
});
