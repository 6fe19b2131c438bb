import type { Captions, Job, JobEvent, Peaks, Problem, TakeCreate } from '../contract/index.ts';
import type { Call } from './call.ts';
import { JobFailedError, OptionsError } from './errors.ts';
import type { IJobEventOptions } from './job-events.ts';
import { type IListenOptions, listen, streamOf } from './listen.ts';
import type { ICallOptions, IKeyedOptions } from './options.ts';
import { ownProblem } from './problem-errors.ts';
import type { AudioFormat, Jobs } from './resources/jobs.ts';
import { type IFileHandle, saveTo } from './save.ts';

/** A job as data, with methods that act on it; the data is what it was when it was asked for. */
export type JobHandle = Job & AttachedJob;

const formats: readonly string[] = ['wav', 'flac', 'mp3', 'opus', 'm4a'];

/** A job's methods. Aborting any of them leaves the job alone: only `cancel` stops it. */
export class AttachedJob {
  /** Names it for `jobs.attach`. */
  readonly id: string;
  readonly #jobs: Jobs;

  constructor(jobs: Jobs, id: string) {
    this.id = id;
    this.#jobs = jobs;
  }

  /** The job as it is now. */
  refresh(options: ICallOptions = {}): Call<JobHandle> {
    return this.#jobs.get(this.id, options);
  }

  /** What happens, each event once, until the job has ended. */
  events(options: IJobEventOptions = {}): AsyncGenerator<JobEvent, void, undefined> {
    return this.#jobs.events(this.id, options);
  }

  /** Waits for the end: the job when it is done or was cancelled, a `JobFailedError` when it ended otherwise. */
  async finished(options: IJobEventOptions = {}): Promise<JobHandle> {
    let job = await this.refresh(options);
    let after = options.after ?? 0;
    while (job.state === 'queued' || job.state === 'running') {
      for await (const event of this.events({ ...options, after })) {
        after = event.id;
      }
      job = await this.refresh(options);
    }
    if (job.state === 'failed' || job.state === 'interrupted') {
      throw new JobFailedError(job.problem ?? interruption(job), { job });
    }
    return job;
  }

  /** The sound as it is made, as s16le mono chunks; what is there already comes first. */
  listen(options: IListenOptions = {}): AsyncGenerator<Uint8Array, void, undefined> {
    return listen(this.#jobs, this.id, options);
  }

  /** The same as a web `ReadableStream`, which fetches only what is read. */
  stream(options: IListenOptions = {}): ReadableStream<Uint8Array> {
    return streamOf(signal => this.listen({ ...options, signal }), options.signal);
  }

  /** Writes the whole file, in the format that its name ends in, to a file that the user chose, or to a stream in a format that is named. */
  async save(
    to: string | IFileHandle | WritableStream<Uint8Array>,
    { format, ...options }: ICallOptions & { format?: AudioFormat } = {}
  ): Promise<void> {
    const name = typeof to === 'string' ? to : 'name' in to ? to.name : '';
    const ending = name.split('.').pop()?.toLowerCase();
    const chosen = format ?? ending;
    if (!chosen || !formats.includes(chosen)) {
      throw new OptionsError(
        'The format of the file is not known.',
        `One of ${formats.join(', ')}.`
      );
    }
    await saveTo(to, this.#jobs.audio(this.id, chosen as AudioFormat, options));
  }

  /** Captions as WebVTT. */
  vtt(options: ICallOptions = {}): Call<string> {
    return this.#jobs.captions(this.id, 'vtt', options);
  }

  /** Captions as SubRip. */
  srt(options: ICallOptions = {}): Call<string> {
    return this.#jobs.captions(this.id, 'srt', options);
  }

  /** Captions as data. */
  cues(options: ICallOptions = {}): Call<Captions> {
    return this.#jobs.cues(this.id, options);
  }

  /** The waveform. */
  peaks(perSecond = 20, options: ICallOptions = {}): Call<Peaks> {
    return this.#jobs.peaks(this.id, perSecond, options);
  }

  /** Stops the job; the audio so far stays. */
  cancel(options: ICallOptions = {}): Call<JobHandle> {
    return this.#jobs.cancel(this.id, options);
  }

  /** Goes on where the audio ends. */
  resume(options: ICallOptions = {}): Call<JobHandle> {
    return this.#jobs.resume(this.id, options);
  }

  /** Forgets the job and its audio. */
  delete(options: ICallOptions = {}): Call<void> {
    return this.#jobs.delete(this.id, options);
  }

  /** Renders a turn again. */
  retake(turnId: string, how: TakeCreate = {}, options: IKeyedOptions = {}): Call<Job> {
    return this.#jobs.takes.create(this.id, turnId, how, options);
  }

  /** Chooses a take of a turn. */
  chooseTake(turnId: string, takeId: string, options: ICallOptions = {}): Call<Job> {
    return this.#jobs.takes.choose(this.id, turnId, takeId, options);
  }
}

/** A job's data and methods in one; the methods do not show in JSON. */
export function withMethods(jobs: Jobs, job: Job): JobHandle {
  return Object.assign(new AttachedJob(jobs, job.id), job);
}

function interruption(job: Job): Problem {
  return job.state === 'interrupted'
    ? ownProblem('instance_stopped', 'The instance stopped while the job ran.', 'Resume the job.')
    : ownProblem('engine_failed', 'The job failed.', 'Resume the job to try again.');
}
