/** @jest-environment node */
/* eslint-disable jupyter/no-untranslated-string -- titles of chapters are data here */
import { type JobEvent } from '../../contract/index.ts';
import { castViews, withVoice } from '../cast.ts';
import { foldEvent } from '../fold-event.ts';
import { difference, titleEdit } from '../front-matter.ts';
import { readMemory } from '../memory.ts';
import { type ITextEdit } from '../model.ts';
import { nameBeside } from '../saving.ts';
import { bars, chapterMarks, stretches } from '../timeline.ts';
import { isRearranged, turnAt, turnViews } from '../turn-views.ts';
import { jobOf, turnOf } from './facts.ts';

const job = jobOf(['done', 'done', 'waiting']);
const facts = {
  dialogue: job.dialogue,
  speakers: ['Nora', 'Tom'],
  job,
  voices: {},
  locked: new Set<string>()
};
const at = '2026-11-22T12:00:05Z';

describe('turns', () => {
  it('keep their objects as long as nothing about them changes', () => {
    const before = turnViews(facts);
    const turns = job.dialogue.turns.map((turn, index) =>
      index === 1 ? { ...turn, text: 'New.' } : turn
    );
    const after = turnViews({ ...facts, dialogue: { ...job.dialogue, turns } }, before);
    expect(after.map((view, index) => view === before[index])).toEqual([true, false, true]);
    expect(after[1]?.state).toBe('stale');
  });

  it('are stale when the voice of their speaker is another one', () => {
    const views = turnViews({ ...facts, voices: { Nora: 'z' } });
    expect(views.map(view => view.state)).toEqual(['stale', 'done', 'stale']);
  });

  it('are stale when a pause has changed, and that takes a new job', () => {
    const turns = job.dialogue.turns.map(turn => ({ ...turn, pauses: [{ at: 2, seconds: 1 }] }));
    const dialogue = { ...job.dialogue, turns };
    expect(turnViews({ ...facts, dialogue })[0]?.state).toBe('stale');
    expect(isRearranged(job, dialogue)).toBe(true);
    expect(isRearranged(job, job.dialogue)).toBe(false);
  });

  it('compare with what the chosen take says', () => {
    const [first, ...rest] = job.turns;
    const takes = [{ ...first!.takes[0]!, text: 'New.', voice: 'q' }];
    const retaken = { ...job, turns: [{ ...first!, takes }, ...rest] };
    const turns = job.dialogue.turns.map((turn, index) =>
      index === 0 ? { ...turn, text: 'New.' } : turn
    );
    const views = turnViews({
      ...facts,
      job: retaken,
      dialogue: { ...job.dialogue, turns },
      voices: { Nora: 'q' }
    });
    expect(views[0]?.state).toBe('done');
  });

  it('are found by the moment, the last that has begun', () => {
    const views = turnViews(facts);
    expect([0, 1.9, 2, 3.9, 99].map(moment => turnAt(views, moment)?.index)).toEqual([
      0, 0, 1, 1, 1
    ]);
    expect(turnAt([turnOf('draft')], 1)).toBeUndefined();
  });
});

describe('a job after its events', () => {
  const fold = (...events: Omit<JobEvent, 'id' | 'at'>[]) =>
    events.reduce(
      (now, event, index) => foldEvent(now, { id: index + 1, at, ...event } as JobEvent),
      job
    );
  const segment = {
    type: 'segment',
    revision: 0,
    n: 3,
    start_sample: 108_000,
    samples: 48_000
  } as const;

  it('has the segments that were told, in any order and twice', () => {
    const { audio } = fold(segment, { ...segment, n: 2, start_sample: 60_000 } as never, segment);
    expect(audio).toMatchObject({ segments: 4, seconds: 6.5 });
  });

  it('ignores segments of another revision', () => {
    expect(fold({ ...segment, revision: 7 } as never).audio).toEqual(job.audio);
  });

  it('replaces one turn and leaves the others', () => {
    const turn = { ...job.turns[2]!, state: 'speaking' as const };
    const after = fold({ type: 'turn', turn } as never);
    expect(after.turns[2]?.state).toBe('speaking');
    expect(after.turns[0]).toBe(job.turns[0]);
  });

  it('passes what it does not know', () => {
    expect(fold({ type: 'unknown', name: 'applause' } as never)).toBe(job);
  });

  it('forgets an old failure when it begins again', () => {
    const failed = foldEvent(job, { id: 1, at, type: 'failed', problem: {} } as JobEvent);
    expect(foldEvent(failed, { id: 2, at, type: 'started' })).toMatchObject({
      state: 'running',
      problem: undefined
    });
  });
});

describe('the cast', () => {
  const voices = ['a', 'b', 'c', 'd'].map(id => ({ id, name: id.toUpperCase(), languages: [] }));
  const base = {
    speakers: ['Nora', 'Tom'],
    dialogue: job.dialogue,
    chosen: {},
    job: null,
    usual: [],
    voices
  };
  const ids = (change: Partial<Parameters<typeof castViews>[0]>) =>
    castViews({ ...base, ...change }).map(role => role.voiceId);

  it('takes the defaults in order, leaving out those that are chosen', () => {
    expect(ids({})).toEqual(['a', 'b']);
    expect(ids({ chosen: { Tom: 'a' } })).toEqual(['b', 'a']);
  });

  it("prefers the panel's choice to the file's, and that to the last job's", () => {
    const dialogue = { ...job.dialogue, cast: { Nora: 'c', Tom: 'd' } };
    expect(ids({ dialogue, job, chosen: { Nora: 'd' } })).toEqual(['d', 'd']);
    expect(ids({ dialogue, job })).toEqual(['c', 'd']);
  });

  it('begins with the usual voices, where they exist and nobody has them, and asks for them', () => {
    const usual = ['d', 'b'];
    const views = castViews({ ...base, usual });
    expect(views.map(role => [role.voiceId, role.isChosen])).toEqual([
      ['d', true],
      ['b', true]
    ]);
    expect(ids({ usual: ['', 'a'] })).toEqual(['b', 'a']);
    expect(ids({ usual: ['gone', 'gone'] })).toEqual(['a', 'b']);
    expect(ids({ usual, chosen: { Tom: 'd' } })).toEqual(['a', 'd']);
    expect(ids({ usual, job })).toEqual(ids({ job }));
    expect(ids({ usual, voices: [] })).toEqual([undefined, undefined]);
  });

  it('remembers the last choice as the usual one, once', () => {
    expect(withVoice([], 2, 'b')).toEqual(['', 'b']);
    expect(withVoice(['a', 'b', 'c'], 1, 'b')).toEqual(['b', '', 'c']);
  });

  it('does not believe in voices that are gone', () => {
    expect(ids({ chosen: { Nora: 'gone' } })).toEqual(['a', 'b']);
  });

  it('gives nobody a recording by itself', () => {
    const own = voices.map(voice => ({ ...voice, uploaded: true }));
    expect(ids({ voices: own })).toEqual([undefined, undefined]);
  });
});

describe('the timeline', () => {
  it('puts what is not made yet behind what is, by length of text', () => {
    const line = stretches(turnViews(facts), 4, 6);
    expect(line.map(each => [each.from, each.to, each.isMade])).toEqual([
      [0, 2, true],
      [2, 4, true],
      [4, 6, false]
    ]);
  });

  it('ends each chapter where the next begins', () => {
    const chapters = [
      { title: 'One', before_turn: 0 },
      { title: 'Two', before_turn: 2 }
    ];
    const marks = chapterMarks({ ...job.dialogue, chapters }, stretches(turnViews(facts), 4, 6), 6);
    expect(marks).toEqual([
      { title: 'One', from: 0, to: 4 },
      { title: 'Two', from: 4, to: 6 }
    ]);
  });

  it('draws the loudest of each stretch, and nothing where there is no sound', () => {
    const heights = bars(Int8Array.from([10, 127, 0, 64]), 2, 0, 3, 3);
    expect([...heights].map(height => Math.round(height * 127))).toEqual([127, 64, Number.NaN]);
  });
});

describe('the front matter', () => {
  const apply = (text: string, edit: ITextEdit | null) =>
    edit ? text.slice(0, edit.from) + edit.insert + text.slice(edit.to) : text;

  it.each([
    ['Nora: Hi.', '---\ntitle: Sea\n---\nNora: Hi.'],
    [
      '---\ntitle: Old\nlanguage: en\n---\nNora: Hi.',
      '---\ntitle: Sea\nlanguage: en\n---\nNora: Hi.'
    ],
    ['---\nlanguage: en\n---\nNora: Hi.', '---\ntitle: Sea\nlanguage: en\n---\nNora: Hi.'],
    ['---\ntitle: Sea\n---\n', '---\ntitle: Sea\n---\n']
  ])('%j gets a title', (before, after) => {
    expect(apply(before, titleEdit(before, 'Sea'))).toBe(after);
  });

  it('says the smallest change between two texts', () => {
    expect(difference('abcd', 'abXd')).toEqual({ from: 2, to: 3, insert: 'X' });
    expect(difference('aa', 'aaa')).toEqual({ from: 2, to: 2, insert: 'a' });
    expect(difference('a', 'a')).toBeNull();
  });
});

it('names files after the dialogue', () => {
  expect(nameBeside('talks/sea.dialogue.txt', 'mp3')).toBe('talks/sea.mp3');
  expect(nameBeside('notes.md', 'vtt')).toBe('notes.vtt');
});

it('reads a memory whatever it is', () => {
  expect(readMemory(undefined)).toMatchObject({ cast: {}, locked: [] });
  expect(
    readMemory({ cast: { Nora: 'a', Tom: 3 }, locked: ['t1', 2], refs: 'x', isExample: 1 })
  ).toEqual({
    cast: { Nora: 'a' },
    locked: ['t1'],
    refs: [],
    isExample: false
  });
});
