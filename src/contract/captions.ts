import * as z from 'zod/mini';
import type { Data } from './data.ts';
import { countSchema, idSchema, secondsSchema, speakerSchema } from './primitives.ts';

/** One word and its time. */
export const wordSchema = z
  .looseObject({
    text: z.string().check(z.describe('The word as it stands in the text')),
    start: secondsSchema.check(z.describe('Where it begins, in seconds')),
    end: secondsSchema.check(z.describe('Where it ends, in seconds'))
  })
  .check(z.describe('One word and its time'));

/** One turn as a caption. */
export const cueSchema = z
  .looseObject({
    turn_id: idSchema,
    index: countSchema.check(z.describe('Place of the turn in the dialogue, from 0')),
    speaker: speakerSchema,
    text: z.string().check(z.describe('What is spoken')),
    start: secondsSchema.check(z.describe('Where it begins, in seconds')),
    end: secondsSchema.check(z.describe('Where it ends, in seconds')),
    precision: z
      .enum(['exact', 'aligned', 'estimated'])
      .check(z.describe('How well the times are known')),
    words: z
      .optional(z.array(wordSchema))
      .check(z.describe('Times of its words, where the engine tells'))
  })
  .check(z.describe('One turn as a caption'));

/** Answer of `captions.json`. */
export const captionsSchema = z
  .looseObject({
    job_id: idSchema,
    revision: countSchema.check(z.describe('Revision of the audio that the times are of')),
    language: z.optional(z.string()).check(z.describe('BCP 47 tag of the main language')),
    cues: z.array(cueSchema).check(z.describe('In order of time'))
  })
  .check(z.describe('Captions of a job'));

/** Answer of `peaks.json`. */
export const peaksSchema = z
  .looseObject({
    revision: countSchema.check(z.describe('Revision of the audio they are of')),
    per_second: z.number().check(z.gte(0.1), z.lte(200), z.describe('Peaks a second')),
    seconds: secondsSchema.check(z.describe('Length that they cover')),
    peaks: z
      .array(z.int().check(z.gte(0), z.lte(127)))
      .check(z.describe('Loudest sample of each stretch, 127 = full'))
  })
  .check(z.describe('The waveform of a job'));

/** One word and its time. @interface */
export type Word = Data<typeof wordSchema>;
/** One turn as a caption. @interface */
export type Cue = Data<typeof cueSchema>;
/** Captions of a job. @interface */
export type Captions = Data<typeof captionsSchema>;
/** The waveform of a job. @interface */
export type Peaks = Data<typeof peaksSchema>;
