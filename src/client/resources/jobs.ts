import {
  type Captions,
  captionsSchema,
  type Job,
  type JobCreate,
  jobCreateSchema,
  type JobEvent,
  type JobList,
  jobListSchema,
  jobSchema,
  type JobUpdate,
  jobUpdateSchema,
  type Peaks,
  peaksSchema
} from '../../contract/index.ts';
import { readChunks } from '../answers.ts';
import { Call } from '../call.ts';
import { checkRequest, type Exchange } from '../exchange.ts';
import { followJob, type IJobEventOptions } from '../job-events.ts';
import { AttachedJob, type JobHandle, withMethods } from '../job-handle.ts';
import { freshKey, type Path, pathOf } from '../keys.ts';
import type { ICallOptions, IKeyedOptions } from '../options.ts';
import { samplesOf } from '../wav.ts';
import { Takes } from './takes.ts';

/** Formats of whole files. */
export type AudioFormat = 'wav' | 'flac' | 'mp3' | 'opus' | 'm4a';

/** Which jobs to list. */
export interface IJobQuery {
  /** Most jobs in one answer. */
  limit?: number;
  /** `next` of the answer before. */
  before?: string;
  /** The caller's own reference. */
  ref?: string;
}

/** Which segment: `n` of a revision, whole in itself, sample-exact when joined. */
export interface ISegmentPlace {
  /** Revision of the audio, as events and `job.audio` name it. */
  revision: number;
  /** Number of the segment, from 0. */
  n: number;
  /** Kind of file (flac). */
  format?: 'flac' | 'wav';
}

/** Jobs: requests to render a dialogue, which outlive their callers. */
export class Jobs {
  /** The takes of their turns. */
  readonly takes: Takes;
  readonly #exchange: Exchange;

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
    this.takes = new Takes(exchange);
  }

  /** Hands a dialogue in; the same key gives the same job, and without one a lost answer still makes one job. */
  create(
    body: JobCreate,
    { idempotencyKey = freshKey(), ...options }: IKeyedOptions = {}
  ): Call<JobHandle> {
    return Call.begin(() => {
      const json = checkRequest(jobCreateSchema, body);
      return this.#job({ ...options, method: 'POST', path: 'api/jobs', json, idempotencyKey });
    });
  }

  /** Some jobs, the newest first. */
  list(query: IJobQuery = {}, options: ICallOptions = {}): Call<JobList> {
    return this.#exchange.json(jobListSchema, {
      ...options,
      path: 'api/jobs',
      query: { ...query }
    });
  }

  /** A job as it is now. */
  get(id: string, options: ICallOptions = {}): Call<JobHandle> {
    return this.#job({ ...options, path: pathOf`api/jobs/${id}` });
  }

  /** Renames a job, or keeps it from retention. */
  update(id: string, body: JobUpdate, options: ICallOptions = {}): Call<JobHandle> {
    return Call.begin(() => {
      const json = checkRequest(jobUpdateSchema, body);
      return this.#job({ ...options, method: 'PATCH', path: pathOf`api/jobs/${id}`, json });
    });
  }

  /** Forgets a job and its audio. */
  delete(id: string, options: ICallOptions = {}): Call<void> {
    return this.#exchange.nothing({ ...options, method: 'DELETE', path: pathOf`api/jobs/${id}` });
  }

  /** Stops a job; the audio so far stays. */
  cancel(id: string, options: ICallOptions = {}): Call<JobHandle> {
    return this.#job({ ...options, method: 'POST', path: pathOf`api/jobs/${id}/cancel` });
  }

  /** Goes on with a cancelled, failed or interrupted job where its audio ends. */
  resume(id: string, options: ICallOptions = {}): Call<JobHandle> {
    return this.#job({ ...options, method: 'POST', path: pathOf`api/jobs/${id}/resume` });
  }

  /** What happens in a job, each event once, over as many connections as it takes, until it has ended. */
  events(id: string, options: IJobEventOptions = {}): AsyncGenerator<JobEvent, void, undefined> {
    return followJob(this.#exchange, pathOf`api/jobs/${id}/events`, options);
  }

  /** A job's methods by its id alone; asks nothing. */
  attach(id: string): AttachedJob {
    return new AttachedJob(this, id);
  }

  /** A segment as a file of its own (FLAC unless said otherwise). */
  segment(id: string, place: ISegmentPlace, options: ICallOptions = {}): Call<Uint8Array> {
    const path = segmentPath(id, place);
    // Whether a FLAC is whole its decoder says.
    const check = place.format === 'wav' ? samplesOf : undefined;
    return this.#exchange.bytes({ ...options, path, isImmutable: true, check });
  }

  /** Address of a segment. */
  segmentUrl(id: string, place: ISegmentPlace, options: ICallOptions = {}): Promise<string> {
    return this.#exchange.address(segmentPath(id, place), options.signal);
  }

  /** Address of the whole file, for an audio element or a link; opened by the cookie of `instance.logIn`. */
  audioUrl(id: string, format: AudioFormat, options: ICallOptions = {}): Promise<string> {
    return this.#exchange.address(pathOf`api/jobs/${id}/audio.${format}`, options.signal);
  }

  /** Address of the captions, for a link; opened by the cookie of `instance.logIn`. */
  captionsUrl(
    id: string,
    format: 'vtt' | 'srt' | 'json',
    options: ICallOptions = {}
  ): Promise<string> {
    return this.#exchange.address(pathOf`api/jobs/${id}/captions.${format}`, options.signal);
  }

  /** The whole file, piece by piece as it arrives. */
  async *audio(
    id: string,
    format: AudioFormat,
    options: ICallOptions = {}
  ): AsyncGenerator<Uint8Array, void, undefined> {
    const path = pathOf`api/jobs/${id}/audio.${format}`;
    yield* readChunks(
      await this.#exchange.open({ ...options, path, accept: '*/*' }),
      options.signal
    );
  }

  /** Captions as text, with the speakers' names. */
  captions(id: string, format: 'vtt' | 'srt', options: ICallOptions = {}): Call<string> {
    const path = pathOf`api/jobs/${id}/captions.${format}`;
    return this.#exchange.text({ ...options, path, accept: '*/*' });
  }

  /** Captions as data, with the times of words where the engine tells them. */
  cues(id: string, options: ICallOptions = {}): Call<Captions> {
    const path = pathOf`api/jobs/${id}/captions.json`;
    return this.#exchange.json(captionsSchema, { ...options, path });
  }

  /** The waveform, 20 peaks a second unless said otherwise. */
  peaks(id: string, perSecond = 20, options: ICallOptions = {}): Call<Peaks> {
    const path = pathOf`api/jobs/${id}/peaks.json`;
    return this.#exchange.json(peaksSchema, { ...options, path, query: { per_second: perSecond } });
  }

  #job(call: Parameters<Exchange['nothing']>[0]): Call<JobHandle> {
    return this.#exchange.json(jobSchema, call).map((job: Job) => withMethods(this, job));
  }
}

function segmentPath(id: string, { revision, n, format = 'flac' }: ISegmentPlace): Path {
  return pathOf`api/jobs/${id}/revisions/${revision}/segments/${n}.${format}`;
}
