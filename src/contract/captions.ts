import { z } from 'zod';
import type { Data } from './data.ts';
import { countSchema, idSchema, secondsSchema, speakerSchema } from './primitives.ts';

/** One word and its time. */
export const wordSchema = z
  .looseObject({
    text: z.string().describe('The word as it stands in the text'),
    start: secondsSchema.describe('Where it begins, in seconds'),
    end: secondsSchema.describe('Where it ends, in seconds')
  })
  .describe('One word and its time');

/** One turn as a caption. */
export const cueSchema = z
  .looseObject({
    turn_id: idSchema,
    index: countSchema.describe('Place of the turn in the dialogue, from 0'),
    speaker: speakerSchema,
    text: z.string().describe('What is spoken'),
    start: secondsSchema.describe('Where it begins, in seconds'),
    end: secondsSchema.describe('Where it ends, in seconds'),
    precision: z.enum(['exact', 'aligned', 'estimated']).describe('How well the times are known'),
    words: z.array(wordSchema).optional().describe('Times of its words, where the engine tells')
  })
  .describe('One turn as a caption');

/** Answer of `captions.json`. */
export const captionsSchema = z
  .looseObject({
    job_id: idSchema,
    revision: countSchema.describe('Revision of the audio that the times are of'),
    language: z.string().optional().describe('BCP 47 tag of the main language'),
    cues: z.array(cueSchema).describe('In order of time')
  })
  .describe('Captions of a job');

/** Answer of `peaks.json`. */
export const peaksSchema = z
  .looseObject({
    revision: countSchema.describe('Revision of the audio they are of'),
    per_second: z.number().min(0.1).max(200).describe('Peaks a second'),
    seconds: secondsSchema.describe('Length that they cover'),
    peaks: z.array(z.int().min(0).max(127)).describe('Loudest sample of each stretch, 127 = full')
  })
  .describe('The waveform of a job');

export type Word = Data<typeof wordSchema>;
export type Cue = Data<typeof cueSchema>;
export type Captions = Data<typeof captionsSchema>;
export type Peaks = Data<typeof peaksSchema>;
