import { type Instance, instanceSchema } from '../../contract/index.ts';
import type { Call } from '../call.ts';
import type { Exchange } from '../exchange.ts';
import type { ICallOptions } from '../options.ts';

/** The engine of the instance: the program that makes sound. */
export class EngineResource {
  readonly #exchange: Exchange;

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
  }

  /** Wakes the engine, or joins its start. */
  wake(options: ICallOptions = {}): Call<Instance> {
    return this.#exchange.json(instanceSchema, { ...options, method: 'POST', path: 'api/engine' });
  }

  /** Puts the engine to sleep and frees its GPU; jobs and audio stay. */
  sleep(options: ICallOptions = {}): Call<Instance> {
    return this.#exchange.json(instanceSchema, {
      ...options,
      method: 'DELETE',
      path: 'api/engine'
    });
  }
}
