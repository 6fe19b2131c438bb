import { type Dialogue, type Instance, type Job, type Voice } from '../contract/index.ts';
import { type ICastView } from './model.ts';

/** What a cast is decided from. */
export interface ICastFacts {
  /** Names in the order of their numbers. */
  readonly speakers: readonly string[];
  readonly dialogue: Dialogue;
  /** Chosen in the panel. */
  readonly chosen: Readonly<Record<string, string>>;
  readonly job: Job | null;
  /** Voices that a person's dialogues begin with: of the first speaker, the second, ...; empty where there is none. */
  readonly usual: readonly string[];
  /** The engine's voices, its defaults first. */
  readonly voices: readonly Voice[];
}

/** Who speaks with what: the panel's choice, the file's, the last job's, else the usual one, else the engine's defaults in order of appearance. */
export function castViews(facts: ICastFacts): ICastView[] {
  const { voices } = facts;
  const has = (id: string | null | undefined): id is string =>
    typeof id === 'string' && (voices.length === 0 || voices.some(voice => voice.id === id));
  const wishes = facts.speakers.map(name =>
    [facts.chosen[name], facts.dialogue.cast[name], facts.job?.settings.cast[name]].find(has)
  );
  const usual = usualVoices(facts, wishes);
  const free = defaults(voices).filter(
    voice => !wishes.includes(voice.id) && !usual.includes(voice.id)
  );
  return facts.speakers.map((name, index) => {
    const voiceId = wishes[index] ?? usual[index] ?? free.shift()?.id;
    return {
      speaker: index + 1,
      name,
      voiceId,
      voice: voices.find(voice => voice.id === voiceId),
      isChosen:
        has(facts.chosen[name]) || has(facts.dialogue.cast[name]) || usual[index] !== undefined
    };
  });
}

/** The usual voice of each speaker without another wish; a voice that is unknown here, or taken, is nobody's. */
function usualVoices(
  { speakers, usual, voices }: ICastFacts,
  wishes: readonly (string | null | undefined)[]
): (string | undefined)[] {
  const taken = new Set(wishes);
  return speakers.map((_, index) => {
    const id = usual[index];
    const isFree =
      wishes[index] === undefined && !taken.has(id) && voices.some(voice => voice.id === id);
    taken.add(isFree ? id : undefined);
    return isFree ? id : undefined;
  });
}

/** Voices of the engine that makes dialogues; where the one-click script has one, robot voices are for drafts only. */
export function mainVoices(voices: readonly Voice[], instance: Instance | null): readonly Voice[] {
  const { script, engine } = instance ?? {};
  // Before an instance has told, the voices that are remembered tell whether a script spoke.
  const hasScript = script !== undefined || voices.some(voice => voice.engine === 'script');
  // Where the script itself runs the draft engine, its voices are the main ones.
  const isDraftApart = hasScript && engine?.name !== 'draft';
  return isDraftApart ? voices.filter(voice => voice.engine !== 'draft') : voices;
}

/** Voices that are given to speakers without a choice: not somebody's recordings. */
function defaults(voices: readonly Voice[]): Voice[] {
  return voices.filter(voice => !voice.uploaded);
}

/** The usual voices after a speaker, counted from 1, was given another one; nobody else keeps it. */
export function withVoice(
  usual: readonly string[],
  speaker: number,
  voiceId: string
): readonly string[] {
  return Array.from({ length: Math.max(usual.length, speaker) }, (_, index) =>
    index === speaker - 1 ? voiceId : usual[index] === voiceId ? '' : (usual[index] ?? '')
  );
}
