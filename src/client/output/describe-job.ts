import {
  type Job,
  type JobOutput,
  type TurnState,
  type TurnSummary
} from '../../contract/index.ts';

/** What may be said with a description. */
export interface IDescribeOptions {
  /** Audio file that was saved, relative to the notebook. */
  path?: string;
  /** When the job was like this; now, unless said. */
  at?: Date;
}

/** Bytes that a description may weigh; with its page and its text a notebook file then holds some 30 kB of a job. */
const limit = 13_500;
/** What a turn weighs beside its JSON: a notebook file writes each value on a line of its own, and the page has marks. */
const lineBytes = 22;
/** How many turns, and how many signs of each, tried in this order until the whole is small enough. */
const sizes = [
  [200, 200],
  [200, 100],
  [200, 60],
  [150, 60],
  [120, 60],
  [100, 60],
  [100, 45],
  [80, 45],
  [60, 40],
  [40, 40],
  [20, 30],
  [10, 16],
  [0, 0]
] as const;

/** What a notebook keeps of a job: some 13 kB at most, without any sound; of a long dialogue the first turns. */
export function describeJob(job: Job, { path, at = new Date() }: IDescribeOptions = {}): JobOutput {
  const bytes = new TextEncoder();
  const descriptions = sizes.map(
    ([turns, signs]) =>
      () =>
        describe(job, { path, at }, turns, signs)
  );
  const isSmall = (output: JobOutput) =>
    bytes.encode(JSON.stringify(output)).length + output.turns.length * lineBytes < limit;
  for (const make of descriptions.slice(0, -1)) {
    const output = make();
    if (isSmall(output)) {
      return output;
    }
  }
  return descriptions.at(-1)!();
}

function describe(
  job: Job,
  { path, at }: { path?: string; at: Date },
  turns: number,
  signs: number
): JobOutput {
  const states = new Map(job.turns.map(turn => [turn.id, turn]));
  return {
    v: 1,
    job_id: job.id,
    state: job.state,
    ...(job.title !== undefined && { title: job.title }),
    ...(job.dialogue.language !== undefined && { language: job.dialogue.language }),
    ...(path !== undefined && { path }),
    seconds: rounded(job.audio.seconds),
    fraction: job.state === 'done' ? 1 : rounded(job.progress.fraction),
    cast: job.settings.cast,
    turns: job.dialogue.turns
      .slice(0, turns)
      .map(({ id, speaker, text }) => summary(speaker, shortened(text, signs), states.get(id))),
    turn_count: job.dialogue.turns.length,
    turns_made: job.turns.filter(({ state }) => state === 'done' || state === 'stale').length,
    at: at.toISOString(),
    ...(job.problem && { problem: { code: job.problem.code, message: job.problem.message } })
  };
}

function summary(speaker: string, text: string, state: TurnState | undefined): TurnSummary {
  const isTimed = state?.start !== undefined && state.end !== undefined;
  return {
    speaker,
    text,
    ...(isTimed && { start: rounded(state.start!), end: rounded(state.end!) })
  };
}

/** At most `signs` code points, the last of them … where some were left out. */
function shortened(text: string, signs: number): string {
  const all = [...text];
  return all.length <= signs ? text : `${all.slice(0, Math.max(0, signs - 1)).join('')}…`;
}

/** To hundredths, halves up: the same in Python. */
function rounded(value: number): number {
  return Math.floor(value * 100 + 0.5) / 100;
}
