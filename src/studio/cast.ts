import { type Dialogue, type Job, type Voice } from '../contract/index.ts';
import { type ICastView } from './model.ts';

/** What a cast is decided from. */
export interface ICastFacts {
  /** Names in the order of their numbers. */
  readonly speakers: readonly string[];
  readonly dialogue: Dialogue;
  /** Chosen in the panel. */
  readonly chosen: Readonly<Record<string, string>>;
  readonly job: Job | null;
  /** The engine's voices, its defaults first. */
  readonly voices: readonly Voice[];
}

/** Who speaks with what: the panel's choice, the file's, the last job's, else the engine's defaults in order of appearance. */
export function castViews(facts: ICastFacts): ICastView[] {
  const { voices } = facts;
  const has = (id: string | null | undefined): id is string =>
    typeof id === 'string' && (voices.length === 0 || voices.some(voice => voice.id === id));
  const wishes = facts.speakers.map(name =>
    [facts.chosen[name], facts.dialogue.cast[name], facts.job?.settings.cast[name]].find(has)
  );
  const free = defaults(voices).filter(voice => !wishes.includes(voice.id));
  return facts.speakers.map((name, index) => {
    const voiceId = wishes[index] ?? free.shift()?.id;
    return {
      speaker: index + 1,
      name,
      voiceId,
      voice: voices.find(voice => voice.id === voiceId),
      isChosen: has(facts.chosen[name]) || has(facts.dialogue.cast[name])
    };
  });
}

/** Voices that are given to speakers without a choice: not somebody's recordings. */
function defaults(voices: readonly Voice[]): Voice[] {
  return voices.filter(voice => !voice.uploaded);
}
