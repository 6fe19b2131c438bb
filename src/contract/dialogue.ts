import { z } from 'zod';
import type { Data } from './data.ts';
import { diagnosticSchema } from './diagnostic.ts';
import { countSchema, idSchema, speakerSchema, voiceIdSchema } from './primitives.ts';

const pauseShape = {
  at: countSchema.describe('Code points of the text that are spoken before the pause'),
  seconds: z.number().min(0).max(10).describe('Length of the pause in seconds')
};
const turnShape = {
  id: idSchema.describe('Stays with the turn when the dialogue is edited'),
  speaker: speakerSchema,
  text: z.string().describe('What is spoken, without directions and pauses'),
  directions: z.array(z.string()).optional().describe('How it is spoken; shown, not spoken')
};
const chapterShape = {
  title: z.string().describe('Title of the chapter'),
  before_turn: countSchema.describe('Number of turns before the chapter begins')
};
const dialogueShape = {
  version: z.literal(1).describe('Version of this form'),
  title: z.string().optional().describe('Title of the dialogue'),
  language: z.string().optional().describe('BCP 47 tag of the main language'),
  cast: z
    .record(speakerSchema, voiceIdSchema.nullable())
    .describe('Speaker to voice; null where nobody has chosen one')
};

/** Silence inside a turn. */
export const pauseSchema = z.looseObject(pauseShape).describe('Silence inside a turn');

/** One speaker's text. */
export const turnSchema = z
  .looseObject({
    ...turnShape,
    pauses: z.array(pauseSchema).optional().describe('Silences, by rising place')
  })
  .describe("One speaker's text");

/** A heading between turns. */
export const chapterSchema = z.looseObject(chapterShape).describe('A heading between turns');

/** Cast and turns. */
export const dialogueSchema = z
  .looseObject({
    ...dialogueShape,
    turns: z.array(turnSchema).describe('Turns, in order'),
    chapters: z.array(chapterSchema).describe('Chapters, in order')
  })
  .describe('Cast and turns');

/** Silence inside a turn, in a request: unknown keys are refused. */
export const pauseInputSchema = z
  .strictObject(pauseShape)
  .describe('Silence inside a turn, in a request');

/** A turn in a request: unknown keys are refused. */
export const turnInputSchema = z
  .strictObject({
    ...turnShape,
    pauses: z.array(pauseInputSchema).optional().describe('Silences, by rising place')
  })
  .describe("One speaker's text, in a request");

/** A chapter in a request: unknown keys are refused. */
export const chapterInputSchema = z
  .strictObject(chapterShape)
  .describe('A heading between turns, in a request');

/** A dialogue in a request: unknown keys are refused. */
export const dialogueInputSchema = z
  .strictObject({
    ...dialogueShape,
    turns: z.array(turnInputSchema).describe('Turns, in order'),
    chapters: z.array(chapterInputSchema).describe('Chapters, in order')
  })
  .describe('Cast and turns, in a request');

/** Body of `POST api/dialogues/parse`. */
export const parseRequestSchema = z
  .strictObject({ script: z.string().describe('Text of the dialogue script') })
  .describe('A dialogue script to read');

/** Answer of `POST api/dialogues/parse`: whatever could be read, and what is doubtful in it. */
export const parseAnswerSchema = z
  .looseObject({
    dialogue: dialogueSchema,
    diagnostics: z.array(diagnosticSchema).describe('In order of their place')
  })
  .describe('What a dialogue script says');

export type Pause = Data<typeof pauseSchema>;
export type Turn = Data<typeof turnSchema>;
export type Chapter = Data<typeof chapterSchema>;
export type Dialogue = Data<typeof dialogueSchema>;
export type ParseAnswer = Data<typeof parseAnswerSchema>;
