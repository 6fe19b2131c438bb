import { type Job, jobSchema, type TakeCreate, takeCreateSchema } from '../../contract/index.ts';
import { Call } from '../call.ts';
import { checkRequest, type Exchange } from '../exchange.ts';
import { freshKey, pathOf } from '../keys.ts';
import type { ICallOptions, IKeyedOptions } from '../options.ts';

/** The takes of a job's turns. */
export class Takes {
  readonly #exchange: Exchange;

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
  }

  /** Renders a turn again; the new take is chosen when it is done. */
  create(
    jobId: string,
    turnId: string,
    how: TakeCreate = {},
    { idempotencyKey = freshKey(), ...options }: IKeyedOptions = {}
  ): Call<Job> {
    return Call.begin(() =>
      this.#exchange.json(jobSchema, {
        ...options,
        method: 'POST',
        path: pathOf`api/jobs/${jobId}/turns/${turnId}/takes`,
        json: checkRequest(takeCreateSchema, how),
        idempotencyKey
      })
    );
  }

  /** Chooses a take; the job's audio gets a new revision. */
  choose(jobId: string, turnId: string, takeId: string, options: ICallOptions = {}): Call<Job> {
    return this.#exchange.json(jobSchema, {
      ...options,
      method: 'PUT',
      path: pathOf`api/jobs/${jobId}/turns/${turnId}/take`,
      json: { take_id: takeId }
    });
  }

  /** One take alone, as a file. */
  audio(
    jobId: string,
    takeId: string,
    format: 'flac' | 'wav' = 'flac',
    options: ICallOptions = {}
  ): Call<Uint8Array> {
    const path = pathOf`api/jobs/${jobId}/takes/${takeId}.${format}`;
    return this.#exchange.bytes({ ...options, path, isImmutable: true });
  }
}
