import { z } from 'zod';
import type { Data } from './data.ts';
import { dateSchema, laneSchema, secondsSchema, voiceIdSchema } from './primitives.ts';

/** A timbre. */
export const voiceSchema = z
  .looseObject({
    id: voiceIdSchema,
    name: z.string().describe('Name that people see'),
    languages: z.array(z.string()).describe('BCP 47 tags it is made for; empty for any'),
    gender: z.enum(['female', 'male', 'neutral']).optional().describe('How it sounds'),
    description: z.string().optional().describe('Dialect, age, manner, in a few words'),
    engine: laneSchema.optional().describe('The one engine that has it; absent for any'),
    uploaded: z.boolean().optional().describe('Whether its sample was uploaded here'),
    seconds: secondsSchema.optional().describe('Length of its sample in seconds'),
    created_at: dateSchema.optional().describe('When its sample was uploaded')
  })
  .describe('A timbre');

/** Answer of `GET api/voices`, and of a native engine to `GET /voices`. */
export const voiceListSchema = z
  .looseObject({ voices: z.array(voiceSchema).describe('The default voices first') })
  .describe('The voices there are');

/** The fields of the multipart body of `POST api/voices`, without the file. */
export const voiceCreateSchema = z
  .strictObject({
    name: z.string().min(1).max(100).describe('Name that people see'),
    consent: z.literal('true').describe('That whose voice it is has agreed')
  })
  .describe('A voice to add');

export type Voice = Data<typeof voiceSchema>;
export type VoiceList = Data<typeof voiceListSchema>;
export type VoiceCreate = Data<typeof voiceCreateSchema>;
