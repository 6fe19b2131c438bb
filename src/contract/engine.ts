import * as z from 'zod/mini';
import type { Data } from './data.ts';
import { fractionSchema } from './primitives.ts';

/** What an engine is able to do. */
export const abilitiesSchema = z
  .looseObject({
    stream: z.boolean().check(z.describe('Gives audio while it is made')),
    resume: z.boolean().check(z.describe('Goes on from a checkpoint')),
    seed: z.boolean().check(z.describe('Same seed, same audio')),
    clone: z.boolean().check(z.describe('Speaks with an uploaded voice')),
    exact_turns: z.boolean().check(z.describe('Tells exactly where turns begin and end')),
    steps: z.boolean().check(z.describe('Takes a number of diffusion steps')),
    guidance: z.boolean().check(z.describe('Takes a guidance scale'))
  })
  .check(z.describe('What an engine is able to do'));

const engineShape = {
  name: z
    .string()
    .check(z.minLength(1), z.describe('Name of the engine, such as vibevoice or draft')),
  kind: z
    .enum(['native', 'gradio', 'openai', 'page'])
    .check(z.describe('How the instance speaks to it')),
  model: z.optional(z.string()).check(z.describe('Name of the model')),
  revision: z.optional(z.string()).check(z.describe('Revision of the model')),
  device: z.string().check(z.describe('Where it computes, such as cpu or cuda:0')),
  languages: z.array(z.string()).check(z.describe('BCP 47 tags it speaks; empty where unknown')),
  sample_rate: z.int().check(z.gte(1), z.describe('Samples a second')),
  max_speakers: z.int().check(z.gte(1), z.describe('Most speakers in one dialogue')),
  max_seconds: z.number().check(z.gte(0), z.describe('Longest dialogue in seconds')),
  can: abilitiesSchema
};

/** The program that makes sound. */
export const engineSchema = z
  .looseObject(engineShape)
  .check(z.describe('The program that makes sound'));

/** Answer of a native engine to `GET /engine`. */
export const engineDescriptionSchema = z
  .looseObject({
    ...engineShape,
    state: z.enum(['loading', 'ready']).check(z.describe('Whether it can render yet')),
    fraction: z.optional(fractionSchema).check(z.describe('Part loaded, 0 to 1')),
    message: z.optional(z.string()).check(z.describe('What it is doing'))
  })
  .check(z.describe('What a native engine says of itself'));

/** The program that makes sound. @interface */
export type Engine = Data<typeof engineSchema>;
/** What a native engine says of itself. @interface */
export type EngineDescription = Data<typeof engineDescriptionSchema>;
