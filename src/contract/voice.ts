import * as z from 'zod/mini';
import type { Data } from './data.ts';
import { dateSchema, laneSchema, secondsSchema, voiceIdSchema } from './primitives.ts';

/** A timbre. */
export const voiceSchema = z
  .looseObject({
    id: voiceIdSchema,
    name: z.string().check(z.describe('Name that people see')),
    languages: z.array(z.string()).check(z.describe('BCP 47 tags it is made for; empty for any')),
    gender: z.optional(z.enum(['female', 'male', 'neutral'])).check(z.describe('How it sounds')),
    description: z.optional(z.string()).check(z.describe('Dialect, age, manner, in a few words')),
    engine: z.optional(laneSchema).check(z.describe('The one engine that has it; absent for any')),
    uploaded: z.optional(z.boolean()).check(z.describe('Whether its sample was uploaded here')),
    seconds: z.optional(secondsSchema).check(z.describe('Length of its sample in seconds')),
    created_at: z.optional(dateSchema).check(z.describe('When its sample was uploaded'))
  })
  .check(z.describe('A timbre'));

/** Answer of `GET api/voices`, and of a native engine to `GET /voices`. */
export const voiceListSchema = z
  .looseObject({ voices: z.array(voiceSchema).check(z.describe('The default voices first')) })
  .check(z.describe('The voices there are'));

/** The fields of the multipart body of `POST api/voices`, without the file. */
export const voiceCreateSchema = z
  .strictObject({
    name: z.string().check(z.minLength(1), z.maxLength(100), z.describe('Name that people see')),
    consent: z.literal('true').check(z.describe('That whose voice it is has agreed'))
  })
  .check(z.describe('A voice to add'));

/** A timbre. @interface */
export type Voice = Data<typeof voiceSchema>;
/** The voices there are. @interface */
export type VoiceList = Data<typeof voiceListSchema>;
/** A voice to add. @interface */
export type VoiceCreate = Data<typeof voiceCreateSchema>;
