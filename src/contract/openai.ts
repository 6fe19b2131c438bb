import * as z from 'zod/mini';
import type { Data } from './data.ts';

/** A voice, as OpenAI's clients name a voice of one's own. */
export const speechVoiceSchema = z
  .looseObject({ id: z.string().check(z.minLength(1), z.describe('Identifier of the voice')) })
  .check(z.describe('A voice, named by an object'));

/**
 * Body of `POST v1/audio/speech`, as OpenAI's clients send it. Unknown keys are allowed here alone:
 * clients of that interface add keys of their own and are to work unchanged.
 */
export const speechRequestSchema = z
  .looseObject({
    model: z
      .string()
      .check(z.minLength(1), z.describe('Name of an engine; any name means the script engine')),
    input: z
      .string()
      .check(z.minLength(1), z.describe('Text, or a dialogue script that its cast speaks')),
    voice: z
      .optional(z.union([z.string(), speechVoiceSchema]))
      .check(z.describe('Voice of a text without speakers, and of the first speaker')),
    response_format: z
      .optional(z.enum(['mp3', 'opus', 'aac', 'flac', 'wav', 'pcm']))
      .check(z.describe('Format')),
    speed: z
      .optional(z.number().check(z.gte(0.25), z.lte(4)))
      .check(z.describe('Accepted for compatibility; 1 is spoken')),
    stream_format: z
      .optional(z.enum(['sse', 'audio']))
      .check(z.describe('Events, or the audio itself')),
    instructions: z.optional(z.string()).check(z.describe('Accepted for compatibility; not spoken'))
  })
  .check(z.describe("Speech as OpenAI's clients ask for it"));

/** An engine, as OpenAI's clients list models. */
export const modelEntrySchema = z
  .looseObject({
    id: z.string().check(z.describe('Name of the engine')),
    object: z.literal('model'),
    created: z.int().check(z.describe('Unix time in seconds')),
    owned_by: z.string().check(z.describe('Who made it'))
  })
  .check(z.describe('One engine'));

/** Answer of `GET v1/models`. */
export const modelListSchema = z
  .looseObject({
    object: z.literal('list'),
    data: z.array(modelEntrySchema).check(z.describe('The engines'))
  })
  .check(z.describe("The engines, as OpenAI's clients list models"));

/** Answer of `GET v1/audio/voices`. */
export const speechVoiceListSchema = z
  .looseObject({
    voices: z.array(z.string()).check(z.describe('Identifiers, the default voices first'))
  })
  .check(z.describe('The voices, as servers of that interface list them'));

/** More audio of a speech stream. */
export const speechDeltaSchema = z
  .looseObject({
    type: z.literal('speech.audio.delta'),
    audio: z.string().check(z.describe('Base64 of the next bytes of the file'))
  })
  .check(z.describe('More audio'));

/** The end of a speech stream. */
export const speechDoneSchema = z
  .looseObject({ type: z.literal('speech.audio.done') })
  .check(z.describe('All of it was sent'));

/** An event of a speech stream in the format `sse`. */
export const speechEventSchema = z
  .discriminatedUnion('type', [speechDeltaSchema, speechDoneSchema])
  .check(z.describe('An event of a speech stream'));

export type SpeechRequest = Data<typeof speechRequestSchema>;
export type ModelList = Data<typeof modelListSchema>;
export type SpeechEvent = Data<typeof speechEventSchema>;
