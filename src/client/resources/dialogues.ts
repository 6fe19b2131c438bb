import { parseAnswerSchema, type ParseAnswer } from '../../contract/index.ts';
import type { Call } from '../call.ts';
import type { Exchange } from '../exchange.ts';
import type { ICallOptions } from '../options.ts';

/** Dialogue scripts, as the instance reads them. */
export class Dialogues {
  readonly #exchange: Exchange;

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
  }

  /** Reads a dialogue script; bad text gives diagnostics, not an error. */
  parse(script: string, options: ICallOptions = {}): Call<ParseAnswer> {
    return this.#exchange.json(parseAnswerSchema, {
      ...options,
      method: 'POST',
      path: 'api/dialogues/parse',
      json: { script },
      isIdempotent: true
    });
  }
}
