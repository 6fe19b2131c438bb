import { type JobOutput } from '../contract/index.ts';
import { type ITurnView } from '../studio/model.ts';

/** The turns that a notebook kept, as those of a studio: nothing of them can be played. */
export function savedTurns({ turns, turns_made }: JobOutput): readonly ITurnView[] {
  const speakers = [...new Set(turns.map(turn => turn.speaker))];
  return turns.map(({ speaker, text, start, end }, index) => ({
    id: `saved-${index}`,
    index,
    speaker: speakers.indexOf(speaker) + 1,
    name: speaker,
    text,
    state: start === undefined && index >= turns_made ? 'waiting' : 'done',
    ...(start !== undefined && { start }),
    ...(end !== undefined && { end }),
    isAudible: false,
    takes: [],
    locked: false
  }));
}
