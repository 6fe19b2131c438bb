import { z } from 'zod';
import type { Data } from './data.ts';
import { dialogueSchema } from './dialogue.ts';
import {
  gapSchema,
  guidanceSchema,
  modeSchema,
  stepsSchema,
  unsupportedSchema
} from './job-requests.ts';
import {
  countSchema,
  dateSchema,
  fractionSchema,
  idSchema,
  laneSchema,
  secondsSchema,
  seedSchema,
  speakerSchema,
  voiceIdSchema
} from './primitives.ts';
import { problemSchema } from './problem.ts';

/** The states of a job. */
export const jobStateSchema = z
  .enum(['queued', 'running', 'done', 'failed', 'cancelled', 'interrupted'])
  .describe('State of the job');

/** One immutable rendering of one turn. */
export const takeSchema = z
  .looseObject({
    id: idSchema,
    seed: seedSchema,
    seconds: secondsSchema.describe('Length in seconds'),
    created_at: dateSchema.describe('When it was rendered'),
    voice: voiceIdSchema.optional().describe('Voice it was spoken with'),
    text: z.string().optional().describe("What it says, where that is not the turn's text")
  })
  .describe('One immutable rendering of one turn');

/** How far a turn is. */
export const turnStateSchema = z
  .looseObject({
    id: idSchema.describe('Identifier of the turn'),
    index: countSchema.describe('Place of the turn in the dialogue, from 0'),
    speaker: speakerSchema,
    state: z.enum(['waiting', 'speaking', 'done', 'stale', 'failed']).describe('State of the turn'),
    start: secondsSchema.optional().describe('Where it begins in the audio, in seconds'),
    end: secondsSchema.optional().describe('Where it ends in the audio, in seconds'),
    precision: z
      .enum(['exact', 'aligned', 'estimated'])
      .describe('How well start and end are known'),
    take: idSchema.optional().describe('The take that counts'),
    takes: z.array(takeSchema).describe('All takes, the oldest first')
  })
  .describe('How far a turn is');

/** The fields of a progress, shared with the event of that name. */
export const progressShape = {
  audio_seconds: secondsSchema.describe('Seconds of audio there are'),
  expected_seconds: secondsSchema.describe('Seconds of audio expected in the end'),
  fraction: fractionSchema,
  realtime_factor: z.number().min(0).optional().describe('Seconds of audio made in a second'),
  eta_seconds: secondsSchema.optional().describe('Seconds until the job ends'),
  queue_position: countSchema.optional().describe('Jobs before this one')
};

/** How far a job is. */
export const progressSchema = z.looseObject(progressShape).describe('How far a job is');

/** What there is to hear of a job. */
export const jobAudioSchema = z
  .looseObject({
    revision: countSchema.describe('Rises when another take is chosen'),
    seconds: secondsSchema.describe('Length so far in seconds'),
    sample_rate: z.int().min(1).describe('Samples a second'),
    segments: countSchema.describe('Segments there are of this revision'),
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .optional()
      .describe('Of the samples of this revision, once complete')
  })
  .describe('What there is to hear of a job');

/** What a job was rendered with, all defaults filled in. */
export const jobSettingsSchema = z
  .looseObject({
    engine: laneSchema,
    cast: z.record(speakerSchema, voiceIdSchema).describe('Speaker to voice'),
    seed: seedSchema,
    steps: stepsSchema.optional().describe('Diffusion steps; absent where the engine has none'),
    guidance: guidanceSchema.optional().describe('Guidance; absent where the engine has none'),
    gap_ms: gapSchema,
    mode: modeSchema,
    unsupported: unsupportedSchema
  })
  .describe('What a job is rendered with');

/** What a job cost. */
export const usageSchema = z
  .looseObject({
    queue_seconds: secondsSchema.describe('Seconds it waited'),
    engine_seconds: secondsSchema.describe('Seconds an engine worked for it'),
    audio_seconds: secondsSchema.describe('Seconds of audio made'),
    realtime_factor: z.number().min(0).optional().describe('Seconds of audio made in a second')
  })
  .describe('What a job cost');

/** Which engine rendered a job. */
export const jobEngineSchema = z
  .looseObject({
    name: z.string().describe('Name of the engine'),
    model: z.string().optional().describe('Name of the model'),
    revision: z.string().optional().describe('Revision of the model')
  })
  .describe('Which engine rendered a job');

/** One request to render a dialogue, and what became of it. */
export const jobSchema = z
  .looseObject({
    id: idSchema,
    title: z.string().optional().describe('Title that people see'),
    ref: z.string().optional().describe("The caller's own reference"),
    pinned: z.boolean().describe('Whether it is kept from retention'),
    state: jobStateSchema,
    created_at: dateSchema.describe('When it was accepted'),
    started_at: dateSchema.optional().describe('When an engine began'),
    finished_at: dateSchema.optional().describe('When it came to its present end'),
    dialogue: dialogueSchema,
    settings: jobSettingsSchema,
    progress: progressSchema,
    turns: z.array(turnStateSchema).describe('How far each turn is, in order'),
    audio: jobAudioSchema,
    usage: usageSchema,
    engine: jobEngineSchema.optional().describe('Absent until an engine began'),
    problem: problemSchema.optional().describe('Why it failed'),
    last_event: countSchema
      .optional()
      .describe('Id of the newest event that it says already; an older answer has a lower one')
  })
  .describe('One request to render a dialogue, and what became of it');

/** Answer of `GET api/jobs`: the newest first. */
export const jobListSchema = z
  .looseObject({
    jobs: z.array(jobSchema).describe('The newest first'),
    next: z.string().optional().describe('What to give as `before` for the jobs that follow')
  })
  .describe('Some jobs');

export type JobState = Data<typeof jobStateSchema>;
export type Take = Data<typeof takeSchema>;
export type TurnState = Data<typeof turnStateSchema>;
export type Progress = Data<typeof progressSchema>;
export type JobAudio = Data<typeof jobAudioSchema>;
export type JobSettings = Data<typeof jobSettingsSchema>;
export type Usage = Data<typeof usageSchema>;
export type JobEngine = Data<typeof jobEngineSchema>;
export type Job = Data<typeof jobSchema>;
export type JobList = Data<typeof jobListSchema>;
