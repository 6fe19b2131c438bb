import { z } from 'zod';
import type { Data } from './data.ts';

/** A voice, as OpenAI's clients name a voice of one's own. */
export const speechVoiceSchema = z
  .looseObject({ id: z.string().min(1).describe('Identifier of the voice') })
  .describe('A voice, named by an object');

/**
 * Body of `POST v1/audio/speech`, as OpenAI's clients send it. Unknown keys are allowed here alone:
 * clients of that interface add keys of their own and are to work unchanged.
 */
export const speechRequestSchema = z
  .looseObject({
    model: z.string().min(1).describe('Name of an engine; any name means the script engine'),
    input: z.string().min(1).describe('Text, or a dialogue script that its cast speaks'),
    voice: z
      .union([z.string(), speechVoiceSchema])
      .optional()
      .describe('Voice of a text without speakers, and of the first speaker'),
    response_format: z
      .enum(['mp3', 'opus', 'aac', 'flac', 'wav', 'pcm'])
      .optional()
      .describe('Format'),
    speed: z
      .number()
      .min(0.25)
      .max(4)
      .optional()
      .describe('Accepted for compatibility; 1 is spoken'),
    stream_format: z.enum(['sse', 'audio']).optional().describe('Events, or the audio itself'),
    instructions: z.string().optional().describe('Accepted for compatibility; not spoken')
  })
  .describe("Speech as OpenAI's clients ask for it");

/** An engine, as OpenAI's clients list models. */
export const modelEntrySchema = z
  .looseObject({
    id: z.string().describe('Name of the engine'),
    object: z.literal('model'),
    created: z.int().describe('Unix time in seconds'),
    owned_by: z.string().describe('Who made it')
  })
  .describe('One engine');

/** Answer of `GET v1/models`. */
export const modelListSchema = z
  .looseObject({
    object: z.literal('list'),
    data: z.array(modelEntrySchema).describe('The engines')
  })
  .describe("The engines, as OpenAI's clients list models");

/** Answer of `GET v1/audio/voices`. */
export const speechVoiceListSchema = z
  .looseObject({ voices: z.array(z.string()).describe('Identifiers, the default voices first') })
  .describe('The voices, as servers of that interface list them');

/** More audio of a speech stream. */
export const speechDeltaSchema = z
  .looseObject({
    type: z.literal('speech.audio.delta'),
    audio: z.string().describe('Base64 of the next bytes of the file')
  })
  .describe('More audio');

/** The end of a speech stream. */
export const speechDoneSchema = z
  .looseObject({ type: z.literal('speech.audio.done') })
  .describe('All of it was sent');

/** An event of a speech stream in the format `sse`. */
export const speechEventSchema = z
  .discriminatedUnion('type', [speechDeltaSchema, speechDoneSchema])
  .describe('An event of a speech stream');

export type SpeechRequest = Data<typeof speechRequestSchema>;
export type ModelList = Data<typeof modelListSchema>;
export type SpeechEvent = Data<typeof speechEventSchema>;
