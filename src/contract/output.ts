import * as z from 'zod/mini';
import type { Data } from './data.ts';
import { jobStateSchema } from './job.ts';
import {
  countSchema,
  dateSchema,
  fractionSchema,
  idSchema,
  secondsSchema,
  speakerSchema,
  voiceIdSchema
} from './primitives.ts';

/** The media type under which a notebook keeps what it shows of a job. */
export const jobOutputMimeType = 'application/vnd.vibevoice.job.v1+json';

/** One turn as a notebook keeps it. */
export const turnSummarySchema = z
  .looseObject({
    speaker: speakerSchema,
    text: z.string().check(z.describe('What is said, perhaps shortened; then it ends in …')),
    start: z.optional(secondsSchema).check(z.describe('Where it begins in the audio, in seconds')),
    end: z.optional(secondsSchema).check(z.describe('Where it ends in the audio, in seconds'))
  })
  .check(z.describe('One turn as a notebook keeps it'));

/** Why a job failed or stopped, as a notebook keeps it. */
export const problemSummarySchema = z
  .looseObject({
    code: z.string().check(z.describe('One of the problem codes')),
    message: z.string().check(z.describe('What happened'))
  })
  .check(z.describe('Why a job failed or stopped, as a notebook keeps it'));

/**
 * What a cell's output keeps of a job: enough to read it anywhere, and its id to find it again. Below 20 kB as JSON in
 * UTF-8, however long the dialogue is, and never audio.
 */
export const jobOutputSchema = z
  .looseObject({
    v: z.literal(1).check(z.describe('Version of this form')),
    job_id: idSchema.check(z.describe('Which job of the instance')),
    state: jobStateSchema,
    title: z.optional(z.string()).check(z.describe('Title that people see')),
    language: z.optional(z.string()).check(z.describe('Language of the dialogue, as BCP 47')),
    path: z
      .optional(z.string())
      .check(
        z.describe('Audio file that was saved, relative to the notebook, with / between folders')
      ),
    seconds: secondsSchema.check(z.describe('Length of the audio so far, in seconds')),
    fraction: fractionSchema,
    cast: z.record(speakerSchema, voiceIdSchema).check(z.describe('Speaker to voice')),
    turns: z
      .array(turnSummarySchema)
      .check(z.maxLength(200), z.describe('The first turns, at most 200')),
    turn_count: countSchema.check(z.describe('Turns there are in all')),
    turns_made: countSchema.check(z.describe('Turns that are spoken')),
    at: dateSchema.check(z.describe('When the job was like this')),
    problem: z.optional(problemSummarySchema)
  })
  .check(z.describe("What a cell's output keeps of a job"));

/** Why a job failed or stopped, as a notebook keeps it. @interface */
export type ProblemSummary = Data<typeof problemSummarySchema>;
/** One turn as a notebook keeps it. @interface */
export type TurnSummary = Data<typeof turnSummarySchema>;
/** What a cell's output keeps of a job. @interface */
export type JobOutput = Data<typeof jobOutputSchema>;
