import * as z from 'zod/mini';
import type { Data } from './data.ts';
import { guidanceSchema, stepsSchema } from './job-requests.ts';
import { idSchema, secondsSchema, seedSchema, voiceIdSchema } from './primitives.ts';
import { problemSchema } from './problem.ts';

/** A turn as an engine is sent it. */
export const renderTurnSchema = z
  .strictObject({
    id: idSchema.check(z.describe('Identifier of the turn')),
    text: z.string().check(z.describe('What is spoken')),
    voice: voiceIdSchema,
    sample_path: z
      .optional(z.string())
      .check(z.describe('Absolute path of the WAV sample of the voice'))
  })
  .check(z.describe('A turn as an engine is sent it'));

/** Body of a native engine's `POST /render`. */
export const renderRequestSchema = z
  .strictObject({
    turns: z
      .array(renderTurnSchema)
      .check(z.minLength(1), z.describe('Turns to render in one pass')),
    seed: seedSchema,
    steps: z.optional(stepsSchema),
    guidance: z.optional(guidanceSchema),
    state: z.optional(z.string()).check(z.describe('Base64 of the checkpoint to go on from'))
  })
  .check(z.describe('What an engine is to render'));

/** Audio follows what was sent before: base64 of s16le mono at the engine's sample rate. */
export const audioLineSchema = z
  .looseObject({ audio: z.string().check(z.describe('Base64 of s16le mono samples')) })
  .check(z.describe('More audio'));

/** A turn begins or ends. */
export const turnLineSchema = z
  .looseObject({
    turn: idSchema.check(z.describe('Identifier of the turn')),
    at: secondsSchema.check(z.describe('Seconds of audio since the render began')),
    edge: z.enum(['start', 'end']).check(z.describe('Whether it begins or ends there'))
  })
  .check(z.describe('A turn begins or ends'));

/** Where a word begins. */
export const wordTimeSchema = z
  .looseObject({
    turn: idSchema.check(z.describe('Identifier of the turn')),
    text: z.string().check(z.describe('The word as it stands in the text')),
    at: secondsSchema.check(z.describe('Seconds of audio since the render began')),
    end: z.optional(secondsSchema).check(z.describe('Where it ends'))
  })
  .check(z.describe('Where a word begins'));

/** Times of words, from engines that know them. */
export const wordsLineSchema = z
  .looseObject({
    words: z.array(wordTimeSchema).check(z.describe('In order of time'))
  })
  .check(z.describe('Times of words'));

/** A checkpoint to go on from later. */
export const stateLineSchema = z
  .looseObject({ state: z.string().check(z.describe('Base64 of the checkpoint')) })
  .check(z.describe('A checkpoint to go on from'));

/** The last line of a render that succeeded. */
export const endLineSchema = z
  .looseObject({ end: z.enum(['complete', 'limit']).check(z.describe('Why it ended')) })
  .check(z.describe('The render is over'));

/** The last line of a render that failed. */
export const problemLineSchema = z
  .looseObject({ problem: problemSchema })
  .check(z.describe('The render failed'));

/** One line of a render's answer (NDJSON), told apart by its key. */
export const renderLineSchema = z
  .union([
    audioLineSchema,
    turnLineSchema,
    wordsLineSchema,
    stateLineSchema,
    endLineSchema,
    problemLineSchema
  ])
  .check(z.describe('One line of what an engine renders'));

export type RenderTurn = Data<typeof renderTurnSchema>;
export type RenderRequest = Data<typeof renderRequestSchema>;
export type RenderLine = Data<typeof renderLineSchema>;
