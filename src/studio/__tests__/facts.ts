import { type Instance, type Job, type Problem, type TurnState } from '../../contract/index.ts';
import { type IStudioFacts } from '../facts.ts';
import { type ITurnView } from '../model.ts';

/** A job of `states.length` turns of two seconds each. */
export function jobOf(states: readonly TurnState['state'][], change: Partial<Job> = {}): Job {
  const ids = states.map((_, index) => `t${index}`);
  const speaker = (index: number) => (index % 2 ? 'Tom' : 'Nora');
  const made = states.filter(state => state === 'done').length * 2;
  return {
    id: 'j1',
    pinned: false,
    state: 'done',
    created_at: '2026-11-22T12:00:00Z',
    dialogue: {
      version: 1,
      cast: {},
      turns: ids.map((id, index) => ({ id, speaker: speaker(index), text: `Line ${index}.` })),
      chapters: []
    },
    settings: {
      engine: 'script',
      cast: { Nora: 'a', Tom: 'b' },
      seed: 1,
      gap_ms: 250,
      mode: 'turns',
      unsupported: 'warn'
    },
    progress: {
      audio_seconds: made,
      expected_seconds: states.length * 2,
      fraction: made / states.length / 2
    },
    turns: states.map((state, index) => ({
      id: ids[index]!,
      index,
      speaker: speaker(index),
      state,
      precision: 'exact',
      takes:
        state === 'done'
          ? [{ id: `k${index}`, seed: 1, seconds: 2, created_at: '2026-11-22T12:00:01Z' }]
          : [],
      ...(state === 'done' && { start: index * 2, end: index * 2 + 2, take: `k${index}` })
    })),
    audio: { revision: 0, seconds: made, sample_rate: 24_000, segments: 1 },
    usage: { queue_seconds: 0, engine_seconds: 1, audio_seconds: made },
    ...change
  };
}

export function instanceOf(state: Instance['state'], change: Partial<Instance> = {}): Instance {
  return { state, message: '', user: 'me', slug: 'me', place: 'jupyter', url: '/i/', ...change };
}

export const broken: Problem = {
  code: 'engine_failed',
  message: 'torch.OutOfMemoryError: out of memory',
  retryable: true,
  request_id: 'r-1'
};

export function turnOf(state: ITurnView['state'], change: Partial<ITurnView> = {}): ITurnView {
  return {
    id: 't0',
    index: 0,
    speaker: 1,
    name: 'Nora',
    text: 'Hello.',
    state,
    isAudible: state === 'done',
    takes: [],
    locked: false,
    ...change
  };
}

/** A studio in which nothing has happened yet, but for `change`. */
export function factsOf(change: Partial<IStudioFacts> = {}): IStudioFacts {
  return {
    instance: instanceOf('ready'),
    job: null,
    turns: [turnOf('draft')],
    diagnostics: [],
    problem: null,
    isConnected: true,
    isExample: false,
    isAsking: false,
    isRearranged: false,
    loading: null,
    duration: { seconds: 75, isEstimate: true, limit_s: 5400 },
    voices: [{ id: 'a', name: 'Alice', languages: ['en'] }],
    areVoicesKnown: true,
    dismissed: new Set(),
    ...change
  };
}

/** A dialogue that takes the draft engine some seconds. */
export const longText = Array.from(
  { length: 300 },
  (_, n) => `Nora: This is turn number ${n} of a long evening.`
).join('\n');
