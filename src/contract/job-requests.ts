import { z } from 'zod';
import type { Data } from './data.ts';
import { dialogueInputSchema } from './dialogue.ts';
import { idSchema, laneSchema, seedSchema, speakerSchema, voiceIdSchema } from './primitives.ts';

/** How a dialogue is cut for rendering. */
export const modeSchema = z
  .enum(['turns', 'scenes', 'whole'])
  .describe('What is rendered in one pass: a turn, a scene, or everything');

/** What becomes of an option that the engine lacks. */
export const unsupportedSchema = z
  .enum(['warn', 'error'])
  .describe('What becomes of an option that the engine lacks');

export const stepsSchema = z.int().min(1).max(200).describe('Diffusion steps');
export const guidanceSchema = z.number().min(0).max(20).describe('Guidance scale');
export const gapSchema = z
  .int()
  .min(0)
  .max(10000)
  .describe('Silence between turns in milliseconds');
export const refSchema = z.string().max(1000).describe("The caller's own reference");
export const titleSchema = z.string().min(1).max(500).describe('Title that people see');

/** Body of `POST api/jobs`: exactly one of `script` and `dialogue`. */
export const jobCreateSchema = z
  .strictObject({
    script: z.string().optional().describe('Text of a dialogue script'),
    dialogue: dialogueInputSchema.optional().describe('Cast and turns'),
    engine: laneSchema.optional(),
    cast: z
      .record(speakerSchema, voiceIdSchema)
      .optional()
      .describe("Speaker to voice; stronger than the dialogue's own cast"),
    seed: seedSchema.optional(),
    steps: stepsSchema.optional(),
    guidance: guidanceSchema.optional(),
    gap_ms: gapSchema.optional(),
    title: titleSchema.optional(),
    ref: refSchema.optional(),
    mode: modeSchema.optional(),
    unsupported: unsupportedSchema.optional()
  })
  .refine(body => (body.script === undefined) !== (body.dialogue === undefined), {
    message: 'Give exactly one of script and dialogue'
  })
  .meta({
    description: 'A dialogue to render; exactly one of script and dialogue',
    oneOf: [{ required: ['script'] }, { required: ['dialogue'] }]
  });

/** Body of `PATCH api/jobs/{id}`. */
export const jobUpdateSchema = z
  .strictObject({
    title: titleSchema.optional(),
    pinned: z.boolean().optional().describe('Whether the job is kept from retention'),
    ref: refSchema.optional()
  })
  .describe('What to change of a job');

/** Body of `POST api/jobs/{id}/turns/{turn_id}/takes`. */
export const takeCreateSchema = z
  .strictObject({
    seed: seedSchema.optional(),
    voice: voiceIdSchema.optional(),
    text: z.string().min(1).optional().describe('What is spoken, where it differs from the turn'),
    steps: stepsSchema.optional(),
    guidance: guidanceSchema.optional()
  })
  .describe('How to render a turn again');

/** Body of `PUT api/jobs/{id}/turns/{turn_id}/take`. */
export const takeChoiceSchema = z
  .strictObject({ take_id: idSchema.describe('The take to choose') })
  .describe('Which take of a turn counts');

export type Mode = Data<typeof modeSchema>;
export type JobCreate = z.input<typeof jobCreateSchema>;
export type JobUpdate = Data<typeof jobUpdateSchema>;
export type TakeCreate = Data<typeof takeCreateSchema>;
export type TakeChoice = Data<typeof takeChoiceSchema>;
