import { nullTranslator } from '@jupyterlab/translation';
import { type ITurnView } from '../../studio/model.ts';
import { neighbourTake } from '../transcript/acts.ts';
import { momentOf, otherTake } from '../transcript/take-switch.ts';
import { clock } from '../../dialogue/clock.ts';
import { turnButton, turnNote, turnTime } from '../transcript/turn-words.ts';

const trans = nullTranslator.load('jupyterlab_vibevoice');
const draft: ITurnView = {
  id: 't1',
  index: 0,
  speaker: 1,
  name: 'Nora',
  text: 'Hello',
  state: 'draft',
  isAudible: false,
  takes: [],
  locked: false
};
const takes = [1, 2, 3].map(n => ({ id: `a${n}`, seed: n, seconds: n * 2 }));
const done: ITurnView = {
  ...draft,
  state: 'done',
  isAudible: true,
  start: 72.9,
  take: 'a2',
  takes
};

describe("A turn's state button", () => {
  it.each([
    ['draft', draft, 'play', 'generate'],
    ['typed a moment ago', undefined, 'play', 'generate'],
    ['waiting', { ...draft, state: 'waiting' }, 'circle', 'none'],
    ['speaking', { ...draft, state: 'speaking' }, 'arc', 'none'],
    [
      'speaking, its beginning made',
      { ...draft, state: 'speaking', isAudible: true },
      'arc',
      'play'
    ],
    ['done', done, 'play', 'play'],
    ['changed', { ...done, state: 'stale' }, 'play', 'play'],
    ['failed', { ...draft, state: 'failed' }, 'error', 'generate']
  ] as const)('of a turn that is %s', (_, turn, icon, act) => {
    expect(turnButton(turn, false, trans)).toMatchObject({ icon, act });
  });

  it('pauses the turn that is heard, whatever its state', () => {
    expect(turnButton({ ...done, state: 'stale' }, true, trans)).toMatchObject({
      icon: 'pause',
      act: 'pause'
    });
  });
});

describe('Beside a turn stands', () => {
  it('when it begins, with a tilde where that is an estimate', () => {
    expect(turnTime(done)).toBe('1:12');
    expect(turnTime({ ...done, precision: 'estimated' })).toBe('~1:12');
    expect(turnTime(draft)).toBe('');
    expect(clock(3725)).toBe('1:02:05');
  });

  it('a note only where something is to be known', () => {
    expect(turnNote(done, trans)).toBeNull();
    expect(turnNote({ ...done, state: 'stale' }, trans)).toBe('Text changed');
    const other = { ...done, state: 'stale', change: 'voice' } as const;
    expect(turnNote(other, trans)).toBe('Voice changed');
    expect(turnNote({ ...draft, state: 'failed' }, trans)).toBe('Not spoken');
    expect(turnNote({ ...draft, state: 'speaking' }, trans)).toBe('Speaking');
  });
});

describe('The takes of a turn', () => {
  it('go round', () => {
    expect(neighbourTake(done, 1)).toBe('a3');
    expect(neighbourTake({ ...done, take: 'a3' }, 1)).toBe('a1');
    expect(neighbourTake({ ...done, take: 'a1' }, -1)).toBe('a3');
    expect(neighbourTake({ ...done, takes: takes.slice(0, 1) }, 1)).toBeUndefined();
  });

  it('are compared with the one before, the first with the one after', () => {
    expect(otherTake(done)).toBe('a1');
    expect(otherTake({ ...done, take: 'a1' })).toBe('a2');
    expect(otherTake({ ...done, takes: [takes[1]!] })).toBeUndefined();
  });

  it('play from the same moment', () => {
    const player = {
      playing: true,
      waiting: false,
      position_s: 75,
      duration_s: 100,
      rate: 1,
      volume: 1,
      follow: true,
      turnId: 't1',
      said: 0.5
    };
    expect(momentOf(done, player)).toBe(2);
    expect(momentOf(done, { ...player, takeId: 'a3' })).toBe(3);
    expect(momentOf(done, { ...player, turnId: 'other' })).toBe(0);
  });
});
