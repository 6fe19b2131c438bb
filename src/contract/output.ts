import { z } from 'zod';
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
    text: z.string().describe('What is said, perhaps shortened; then it ends in …'),
    start: secondsSchema.optional().describe('Where it begins in the audio, in seconds'),
    end: secondsSchema.optional().describe('Where it ends in the audio, in seconds')
  })
  .describe('One turn as a notebook keeps it');

/** Why a job failed or stopped, as a notebook keeps it. */
export const problemSummarySchema = z
  .looseObject({
    code: z.string().describe('One of the problem codes'),
    message: z.string().describe('What happened')
  })
  .describe('Why a job failed or stopped, as a notebook keeps it');

/**
 * What a cell's output keeps of a job: enough to read it anywhere, and its id to find it again. Below 20 kB as JSON in
 * UTF-8, however long the dialogue is, and never audio.
 */
export const jobOutputSchema = z
  .looseObject({
    v: z.literal(1).describe('Version of this form'),
    job_id: idSchema.describe('Which job of the instance'),
    state: jobStateSchema,
    title: z.string().optional().describe('Title that people see'),
    language: z.string().optional().describe('Language of the dialogue, as BCP 47'),
    path: z
      .string()
      .optional()
      .describe('Audio file that was saved, relative to the notebook, with / between folders'),
    seconds: secondsSchema.describe('Length of the audio so far, in seconds'),
    fraction: fractionSchema,
    cast: z.record(speakerSchema, voiceIdSchema).describe('Speaker to voice'),
    turns: z.array(turnSummarySchema).max(200).describe('The first turns, at most 200'),
    turn_count: countSchema.describe('Turns there are in all'),
    turns_made: countSchema.describe('Turns that are spoken'),
    at: dateSchema.describe('When the job was like this'),
    problem: problemSummarySchema.optional()
  })
  .describe("What a cell's output keeps of a job");

export type ProblemSummary = Data<typeof problemSummarySchema>;
export type TurnSummary = Data<typeof turnSummarySchema>;
export type JobOutput = Data<typeof jobOutputSchema>;
