import {
  follow,
  isFollowing,
  restingFollow,
  type FollowEvent
} from '../transcript/follow-state.ts';
import { chapterStarts, isListMove, moveInList } from '../transcript/list-moves.ts';
import { readScript } from '../transcript/script-rows.ts';

const script = readScript('A: one\nB: two\n# Next\nA: three\nB: four\n# Empty\n# Last\nA: five');

describe('Keys in the list of turns', () => {
  it('go up and down and stop at the ends', () => {
    expect(moveInList(script, 0, 'ArrowUp')).toBe(0);
    expect(moveInList(script, 0, 'ArrowDown')).toBe(1);
    expect(moveInList(script, 4, 'ArrowDown')).toBe(4);
    expect(moveInList(script, 2, 'Home')).toBe(0);
    expect(moveInList(script, 2, 'End')).toBe(4);
  });

  it('jump from chapter to chapter', () => {
    expect(chapterStarts(script)).toEqual([0, 2, 4]);
    expect(moveInList(script, 0, ']')).toBe(2);
    expect(moveInList(script, 3, ']')).toBe(4);
    expect(moveInList(script, 4, ']')).toBe(4);
    expect(moveInList(script, 3, '[')).toBe(2);
    expect(moveInList(script, 2, '[')).toBe(0);
  });

  it('are no others', () => {
    expect(['ArrowUp', 'ArrowDown', 'Home', 'End', '[', ']'].every(isListMove)).toBe(true);
    expect(['a', 'Enter', 'PageDown'].some(isListMove)).toBe(false);
  });
});

describe('The text follows what is heard', () => {
  const playing: FollowEvent = { type: 'player', isPlaying: true, isWanted: true };
  const after = (...events: FollowEvent[]) => events.reduce(follow, restingFollow);

  it('while it plays and is wanted', () => {
    expect(isFollowing(restingFollow)).toBe(false);
    expect(isFollowing(after(playing))).toBe(true);
    expect(isFollowing(after({ ...playing, isWanted: false }))).toBe(false);
  });

  it('until the person scrolls or types, and again when they ask to come back', () => {
    expect(isFollowing(after(playing, { type: 'moved-away' }))).toBe(false);
    expect(isFollowing(after(playing, { type: 'moved-away' }, playing))).toBe(false);
    expect(isFollowing(after(playing, { type: 'moved-away' }, { type: 'back' }))).toBe(true);
  });

  it('again when it is turned on again, or played again', () => {
    const held = [playing, { type: 'moved-away' }] as const;
    expect(isFollowing(after(...held, { ...playing, isWanted: false }, playing))).toBe(true);
    expect(isFollowing(after(...held, { ...playing, isPlaying: false }, playing))).toBe(true);
  });

  it('and nothing holds it while nothing plays', () => {
    expect(after({ type: 'moved-away' })).toBe(restingFollow);
  });
});
