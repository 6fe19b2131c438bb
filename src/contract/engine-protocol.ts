import { z } from 'zod';
import type { Data } from './data.ts';
import { guidanceSchema, stepsSchema } from './job-requests.ts';
import { idSchema, secondsSchema, seedSchema, voiceIdSchema } from './primitives.ts';
import { problemSchema } from './problem.ts';

/** A turn as an engine is sent it. */
export const renderTurnSchema = z
  .strictObject({
    id: idSchema.describe('Identifier of the turn'),
    text: z.string().describe('What is spoken'),
    voice: voiceIdSchema,
    sample_path: z.string().optional().describe('Absolute path of the WAV sample of the voice')
  })
  .describe('A turn as an engine is sent it');

/** Body of a native engine's `POST /render`. */
export const renderRequestSchema = z
  .strictObject({
    turns: z.array(renderTurnSchema).min(1).describe('Turns to render in one pass'),
    seed: seedSchema,
    steps: stepsSchema.optional(),
    guidance: guidanceSchema.optional(),
    state: z.string().optional().describe('Base64 of the checkpoint to go on from')
  })
  .describe('What an engine is to render');

/** Audio follows what was sent before: base64 of s16le mono at the engine's sample rate. */
export const audioLineSchema = z
  .looseObject({ audio: z.string().describe('Base64 of s16le mono samples') })
  .describe('More audio');

/** A turn begins or ends. */
export const turnLineSchema = z
  .looseObject({
    turn: idSchema.describe('Identifier of the turn'),
    at: secondsSchema.describe('Seconds of audio since the render began'),
    edge: z.enum(['start', 'end']).describe('Whether it begins or ends there')
  })
  .describe('A turn begins or ends');

/** Where a word begins. */
export const wordTimeSchema = z
  .looseObject({
    turn: idSchema.describe('Identifier of the turn'),
    text: z.string().describe('The word as it stands in the text'),
    at: secondsSchema.describe('Seconds of audio since the render began'),
    end: secondsSchema.optional().describe('Where it ends')
  })
  .describe('Where a word begins');

/** Times of words, from engines that know them. */
export const wordsLineSchema = z
  .looseObject({
    words: z.array(wordTimeSchema).describe('In order of time')
  })
  .describe('Times of words');

/** A checkpoint to go on from later. */
export const stateLineSchema = z
  .looseObject({ state: z.string().describe('Base64 of the checkpoint') })
  .describe('A checkpoint to go on from');

/** The last line of a render that succeeded. */
export const endLineSchema = z
  .looseObject({ end: z.enum(['complete', 'limit']).describe('Why it ended') })
  .describe('The render is over');

/** The last line of a render that failed. */
export const problemLineSchema = z
  .looseObject({ problem: problemSchema })
  .describe('The render failed');

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
  .describe('One line of what an engine renders');

export type RenderTurn = Data<typeof renderTurnSchema>;
export type RenderRequest = Data<typeof renderRequestSchema>;
export type RenderLine = Data<typeof renderLineSchema>;
