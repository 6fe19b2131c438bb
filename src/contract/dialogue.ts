import * as z from 'zod/mini';
import type { Data } from './data.ts';
import { diagnosticSchema } from './diagnostic.ts';
import { countSchema, idSchema, speakerSchema, voiceIdSchema } from './primitives.ts';

const pauseShape = {
  at: countSchema.check(z.describe('Code points of the text that are spoken before the pause')),
  seconds: z.number().check(z.gte(0), z.lte(10), z.describe('Length of the pause in seconds'))
};
const turnShape = {
  id: idSchema.check(z.describe('Stays with the turn when the dialogue is edited')),
  speaker: speakerSchema,
  text: z.string().check(z.describe('What is spoken, without directions and pauses')),
  directions: z
    .optional(z.array(z.string()))
    .check(z.describe('How it is spoken; shown, not spoken'))
};
const chapterShape = {
  title: z.string().check(z.describe('Title of the chapter')),
  before_turn: countSchema.check(z.describe('Number of turns before the chapter begins'))
};
const dialogueShape = {
  version: z.literal(1).check(z.describe('Version of this form')),
  title: z.optional(z.string()).check(z.describe('Title of the dialogue')),
  language: z.optional(z.string()).check(z.describe('BCP 47 tag of the main language')),
  cast: z
    .record(speakerSchema, z.nullable(voiceIdSchema))
    .check(z.describe('Speaker to voice; null where nobody has chosen one'))
};

/** Silence inside a turn. */
export const pauseSchema = z.looseObject(pauseShape).check(z.describe('Silence inside a turn'));

/** One speaker's text. */
export const turnSchema = z
  .looseObject({
    ...turnShape,
    pauses: z.optional(z.array(pauseSchema)).check(z.describe('Silences, by rising place'))
  })
  .check(z.describe("One speaker's text"));

/** A heading between turns. */
export const chapterSchema = z
  .looseObject(chapterShape)
  .check(z.describe('A heading between turns'));

/** Cast and turns. */
export const dialogueSchema = z
  .looseObject({
    ...dialogueShape,
    turns: z.array(turnSchema).check(z.describe('Turns, in order')),
    chapters: z.array(chapterSchema).check(z.describe('Chapters, in order'))
  })
  .check(z.describe('Cast and turns'));

/** Silence inside a turn, in a request: unknown keys are refused. */
export const pauseInputSchema = z
  .strictObject(pauseShape)
  .check(z.describe('Silence inside a turn, in a request'));

/** A turn in a request: unknown keys are refused. */
export const turnInputSchema = z
  .strictObject({
    ...turnShape,
    pauses: z.optional(z.array(pauseInputSchema)).check(z.describe('Silences, by rising place'))
  })
  .check(z.describe("One speaker's text, in a request"));

/** A chapter in a request: unknown keys are refused. */
export const chapterInputSchema = z
  .strictObject(chapterShape)
  .check(z.describe('A heading between turns, in a request'));

/** A dialogue in a request: unknown keys are refused. */
export const dialogueInputSchema = z
  .strictObject({
    ...dialogueShape,
    turns: z.array(turnInputSchema).check(z.describe('Turns, in order')),
    chapters: z.array(chapterInputSchema).check(z.describe('Chapters, in order'))
  })
  .check(z.describe('Cast and turns, in a request'));

/** Body of `POST api/dialogues/parse`. */
export const parseRequestSchema = z
  .strictObject({ script: z.string().check(z.describe('Text of the dialogue script')) })
  .check(z.describe('A dialogue script to read'));

/** Answer of `POST api/dialogues/parse`: whatever could be read, and what is doubtful in it. */
export const parseAnswerSchema = z
  .looseObject({
    dialogue: dialogueSchema,
    diagnostics: z.array(diagnosticSchema).check(z.describe('In order of their place'))
  })
  .check(z.describe('What a dialogue script says'));

/** Silence inside a turn. @interface */
export type Pause = Data<typeof pauseSchema>;
/** One speaker's text. @interface */
export type Turn = Data<typeof turnSchema>;
/** A heading between turns. @interface */
export type Chapter = Data<typeof chapterSchema>;
/** Cast and turns. @interface */
export type Dialogue = Data<typeof dialogueSchema>;
/** What a dialogue script says. @interface */
export type ParseAnswer = Data<typeof parseAnswerSchema>;
