import * as z from 'zod/mini';
import type { Data } from './data.ts';
import { dialogueInputSchema } from './dialogue.ts';
import { idSchema, laneSchema, seedSchema, speakerSchema, voiceIdSchema } from './primitives.ts';

/** How a dialogue is cut for rendering. */
export const modeSchema = z
  .enum(['turns', 'scenes', 'whole'])
  .check(z.describe('What is rendered in one pass: a turn, a scene, or everything'));

/** What becomes of an option that the engine lacks. */
export const unsupportedSchema = z
  .enum(['warn', 'error'])
  .check(z.describe('What becomes of an option that the engine lacks'));

export const stepsSchema = z.int().check(z.gte(1), z.lte(200), z.describe('Diffusion steps'));
export const guidanceSchema = z.number().check(z.gte(0), z.lte(20), z.describe('Guidance scale'));
export const gapSchema = z
  .int()
  .check(z.gte(0), z.lte(10000), z.describe('Silence between turns in milliseconds'));
export const refSchema = z
  .string()
  .check(z.maxLength(1000), z.describe("The caller's own reference"));
export const titleSchema = z
  .string()
  .check(z.minLength(1), z.maxLength(500), z.describe('Title that people see'));

/** Body of `POST api/jobs`: exactly one of `script` and `dialogue`. */
export const jobCreateSchema = z
  .strictObject({
    script: z.optional(z.string()).check(z.describe('Text of a dialogue script')),
    dialogue: z.optional(dialogueInputSchema).check(z.describe('Cast and turns')),
    engine: z.optional(laneSchema),
    cast: z
      .optional(z.record(speakerSchema, voiceIdSchema))
      .check(z.describe("Speaker to voice; stronger than the dialogue's own cast")),
    seed: z.optional(seedSchema),
    steps: z.optional(stepsSchema),
    guidance: z.optional(guidanceSchema),
    gap_ms: z.optional(gapSchema),
    title: z.optional(titleSchema),
    ref: z.optional(refSchema),
    mode: z.optional(modeSchema),
    unsupported: z.optional(unsupportedSchema)
  })
  .check(
    z.refine(body => (body.script === undefined) !== (body.dialogue === undefined), {
      message: 'Give exactly one of script and dialogue'
    }),
    z.meta({
      description: 'A dialogue to render; exactly one of script and dialogue',
      oneOf: [{ required: ['script'] }, { required: ['dialogue'] }]
    })
  );

/** Body of `PATCH api/jobs/{id}`. */
export const jobUpdateSchema = z
  .strictObject({
    title: z.optional(titleSchema),
    pinned: z.optional(z.boolean()).check(z.describe('Whether the job is kept from retention')),
    ref: z.optional(refSchema)
  })
  .check(z.describe('What to change of a job'));

/** Body of `POST api/jobs/{id}/turns/{turn_id}/takes`. */
export const takeCreateSchema = z
  .strictObject({
    seed: z.optional(seedSchema),
    voice: z.optional(voiceIdSchema),
    text: z
      .optional(z.string().check(z.minLength(1)))
      .check(z.describe('What is spoken, where it differs from the turn')),
    steps: z.optional(stepsSchema),
    guidance: z.optional(guidanceSchema)
  })
  .check(z.describe('How to render a turn again'));

/** Body of `PUT api/jobs/{id}/turns/{turn_id}/take`. */
export const takeChoiceSchema = z
  .strictObject({ take_id: idSchema.check(z.describe('The take to choose')) })
  .check(z.describe('Which take of a turn counts'));

/** What is rendered in one pass: a turn, a scene, or everything. @useDeclaredType */
export type Mode = Data<typeof modeSchema>;
/** A dialogue to render; exactly one of script and dialogue. @interface */
export type JobCreate = z.input<typeof jobCreateSchema>;
/** What to change of a job. @interface */
export type JobUpdate = Data<typeof jobUpdateSchema>;
/** How to render a turn again. @interface */
export type TakeCreate = Data<typeof takeCreateSchema>;
/** Which take of a turn counts. @interface */
export type TakeChoice = Data<typeof takeChoiceSchema>;
