import { type Voice, voiceListSchema, voiceSchema } from '../../contract/index.ts';
import type { Call } from '../call.ts';
import type { Exchange } from '../exchange.ts';
import { pathOf } from '../keys.ts';
import type { ICallOptions } from '../options.ts';

/** A sample to make a voice of. */
export interface IVoiceSample {
  /** Name that people see. */
  name: string;
  /** The recording, in any common format. */
  file: Blob;
  /** That whose voice it is has agreed. */
  consent: true;
  /** Name of the file. */
  fileName?: string;
}

/** The voices that speakers can be given. */
export class Voices {
  readonly #exchange: Exchange;

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
  }

  /** All voices, the default ones first. */
  list(options: ICallOptions = {}): Call<Voice[]> {
    const call = { ...options, path: 'api/voices' };
    return this.#exchange.json(voiceListSchema, call).map(({ voices }) => voices);
  }

  /** Adds a voice from a sample. */
  create(sample: IVoiceSample, options: ICallOptions = {}): Call<Voice> {
    const form = new FormData();
    form.set('name', sample.name);
    form.set('consent', String(sample.consent));
    form.set('file', sample.file, sample.fileName ?? 'sample');
    return this.#exchange.json(voiceSchema, {
      ...options,
      method: 'POST',
      path: 'api/voices',
      form
    });
  }

  /** Deletes an uploaded voice. */
  delete(id: string, options: ICallOptions = {}): Call<void> {
    return this.#exchange.nothing({ ...options, method: 'DELETE', path: pathOf`api/voices/${id}` });
  }

  /** A spoken sentence in this voice, as a file that browsers play. */
  preview(id: string, options: ICallOptions = {}): Call<Uint8Array> {
    return this.#exchange.bytes({ ...options, path: pathOf`api/voices/${id}/preview` });
  }

  /** Address of the preview, for an audio element; opened by the cookie of `instance.logIn`. */
  previewUrl(id: string, options: ICallOptions = {}): Promise<string> {
    return this.#exchange.address(pathOf`api/voices/${id}/preview`, options.signal);
  }
}
