import { z } from 'zod';
import type { Data } from './data.ts';
import { fractionSchema } from './primitives.ts';

/** What an engine is able to do. */
export const abilitiesSchema = z
  .looseObject({
    stream: z.boolean().describe('Gives audio while it is made'),
    resume: z.boolean().describe('Goes on from a checkpoint'),
    seed: z.boolean().describe('Same seed, same audio'),
    clone: z.boolean().describe('Speaks with an uploaded voice'),
    exact_turns: z.boolean().describe('Tells exactly where turns begin and end'),
    steps: z.boolean().describe('Takes a number of diffusion steps'),
    guidance: z.boolean().describe('Takes a guidance scale')
  })
  .describe('What an engine is able to do');

const engineShape = {
  name: z.string().min(1).describe('Name of the engine, such as vibevoice or draft'),
  kind: z.enum(['native', 'gradio', 'openai', 'page']).describe('How the instance speaks to it'),
  model: z.string().optional().describe('Name of the model'),
  revision: z.string().optional().describe('Revision of the model'),
  device: z.string().describe('Where it computes, such as cpu or cuda:0'),
  languages: z.array(z.string()).describe('BCP 47 tags it speaks; empty where unknown'),
  sample_rate: z.int().min(1).describe('Samples a second'),
  max_speakers: z.int().min(1).describe('Most speakers in one dialogue'),
  max_seconds: z.number().min(0).describe('Longest dialogue in seconds'),
  can: abilitiesSchema
};

/** The program that makes sound. */
export const engineSchema = z.looseObject(engineShape).describe('The program that makes sound');

/** Answer of a native engine to `GET /engine`. */
export const engineDescriptionSchema = z
  .looseObject({
    ...engineShape,
    state: z.enum(['loading', 'ready']).describe('Whether it can render yet'),
    fraction: fractionSchema.optional().describe('Part loaded, 0 to 1'),
    message: z.string().optional().describe('What it is doing')
  })
  .describe('What a native engine says of itself');

export type Engine = Data<typeof engineSchema>;
export type EngineDescription = Data<typeof engineDescriptionSchema>;
