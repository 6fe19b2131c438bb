import * as z from 'zod/mini';
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
import { problemSchema, rangeSchema } from './problem.ts';

/** The states of a job. */
export const jobStateSchema = z
  .enum(['queued', 'running', 'done', 'failed', 'cancelled', 'interrupted'])
  .check(z.describe('State of the job'));

/** One immutable rendering of one turn. */
export const takeSchema = z
  .looseObject({
    id: idSchema,
    seed: seedSchema,
    seconds: secondsSchema.check(z.describe('Length in seconds')),
    created_at: dateSchema.check(z.describe('When it was rendered')),
    voice: z.optional(voiceIdSchema).check(z.describe('Voice it was spoken with')),
    text: z
      .optional(z.string())
      .check(z.describe("What it says, where that is not the turn's text"))
  })
  .check(z.describe('One immutable rendering of one turn'));

/** How far a turn is. */
export const turnStateSchema = z
  .looseObject({
    id: idSchema.check(z.describe('Identifier of the turn')),
    index: countSchema.check(z.describe('Place of the turn in the dialogue, from 0')),
    speaker: speakerSchema,
    state: z
      .enum(['waiting', 'speaking', 'done', 'stale', 'failed'])
      .check(z.describe('State of the turn')),
    start: z.optional(secondsSchema).check(z.describe('Where it begins in the audio, in seconds')),
    end: z.optional(secondsSchema).check(z.describe('Where it ends in the audio, in seconds')),
    precision: z
      .enum(['exact', 'aligned', 'estimated'])
      .check(z.describe('How well start and end are known')),
    take: z.optional(idSchema).check(z.describe('The take that counts')),
    takes: z.array(takeSchema).check(z.describe('All takes, the oldest first'))
  })
  .check(z.describe('How far a turn is'));

/** The fields of a progress, shared with the event of that name. */
export const progressShape = {
  audio_seconds: secondsSchema.check(z.describe('Seconds of audio there are')),
  expected_seconds: secondsSchema.check(z.describe('Seconds of audio expected in the end')),
  fraction: fractionSchema,
  realtime_factor: z
    .optional(z.number().check(z.gte(0)))
    .check(z.describe('Seconds of audio made in a second')),
  eta_seconds: z.optional(secondsSchema).check(z.describe('Seconds until the job ends')),
  queue_position: z.optional(countSchema).check(z.describe('Jobs before this one'))
};

/** How far a job is. */
export const progressSchema = z.looseObject(progressShape).check(z.describe('How far a job is'));

/** What there is to hear of a job. */
export const jobAudioSchema = z
  .looseObject({
    revision: countSchema.check(z.describe('Rises when another take is chosen')),
    seconds: secondsSchema.check(z.describe('Length so far in seconds')),
    sample_rate: z.int().check(z.gte(1), z.describe('Samples a second')),
    segments: countSchema.check(z.describe('Segments there are of this revision')),
    sha256: z
      .optional(z.string().check(z.regex(/^[0-9a-f]{64}$/)))
      .check(z.describe('Of the samples of this revision, once complete'))
  })
  .check(z.describe('What there is to hear of a job'));

/** What a job was rendered with, all defaults filled in. */
export const jobSettingsSchema = z
  .looseObject({
    engine: laneSchema,
    cast: z.record(speakerSchema, voiceIdSchema).check(z.describe('Speaker to voice')),
    seed: seedSchema,
    steps: z
      .optional(stepsSchema)
      .check(z.describe('Diffusion steps; absent where the engine has none')),
    guidance: z
      .optional(guidanceSchema)
      .check(z.describe('Guidance; absent where the engine has none')),
    gap_ms: gapSchema,
    mode: modeSchema,
    unsupported: unsupportedSchema
  })
  .check(z.describe('What a job is rendered with'));

/** What a job cost. */
export const usageSchema = z
  .looseObject({
    queue_seconds: secondsSchema.check(z.describe('Seconds it waited')),
    engine_seconds: secondsSchema.check(z.describe('Seconds an engine worked for it')),
    audio_seconds: secondsSchema.check(z.describe('Seconds of audio made')),
    realtime_factor: z
      .optional(z.number().check(z.gte(0)))
      .check(z.describe('Seconds of audio made in a second'))
  })
  .check(z.describe('What a job cost'));

/** Which engine rendered a job. */
export const jobEngineSchema = z
  .looseObject({
    name: z.string().check(z.describe('Name of the engine')),
    model: z.optional(z.string()).check(z.describe('Name of the model')),
    revision: z.optional(z.string()).check(z.describe('Revision of the model'))
  })
  .check(z.describe('Which engine rendered a job'));

/** What a warning says; its event adds when it was said. */
export const warningShape = {
  code: z.string().check(z.minLength(1), z.describe('Name of the diagnostic or of the warning')),
  message: z.string().check(z.describe('What it is, in English')),
  turn_id: z.optional(idSchema).check(z.describe('The turn it is about')),
  range: z.optional(rangeSchema).check(z.describe('Place in the dialogue script'))
};

/** Something the listener may want to know of a job. */
export const jobWarningSchema = z
  .looseObject(warningShape)
  .check(z.describe('Something the listener may want to know of a job'));

/** One request to render a dialogue, and what became of it. */
export const jobSchema = z
  .looseObject({
    id: idSchema,
    title: z.optional(z.string()).check(z.describe('Title that people see')),
    ref: z.optional(z.string()).check(z.describe("The caller's own reference")),
    pinned: z.boolean().check(z.describe('Whether it is kept from retention')),
    state: jobStateSchema,
    created_at: dateSchema.check(z.describe('When it was accepted')),
    started_at: z.optional(dateSchema).check(z.describe('When an engine began')),
    finished_at: z.optional(dateSchema).check(z.describe('When it came to its present end')),
    dialogue: dialogueSchema,
    settings: jobSettingsSchema,
    progress: progressSchema,
    turns: z.array(turnStateSchema).check(z.describe('How far each turn is, in order')),
    audio: jobAudioSchema,
    usage: usageSchema,
    engine: z.optional(jobEngineSchema).check(z.describe('Absent until an engine began')),
    problem: z.optional(problemSchema).check(z.describe('Why it failed')),
    warnings: z
      .optional(z.array(jobWarningSchema))
      .check(z.describe('What its warnings said, each once, the first 50; absent where none came')),
    last_event: z
      .optional(countSchema)
      .check(
        z.describe('Id of the newest event that it says already; an older answer has a lower one')
      )
  })
  .check(z.describe('One request to render a dialogue, and what became of it'));

/** Answer of `GET api/jobs`: the newest first. */
export const jobListSchema = z
  .looseObject({
    jobs: z.array(jobSchema).check(z.describe('The newest first')),
    next: z
      .optional(z.string())
      .check(z.describe('What to give as `before` for the jobs that follow'))
  })
  .check(z.describe('Some jobs'));

/** State of the job. @useDeclaredType */
export type JobState = Data<typeof jobStateSchema>;
/** One immutable rendering of one turn. @interface */
export type Take = Data<typeof takeSchema>;
/** How far a turn is. @interface */
export type TurnState = Data<typeof turnStateSchema>;
/** How far a job is. @interface */
export type Progress = Data<typeof progressSchema>;
/** What there is to hear of a job. @interface */
export type JobAudio = Data<typeof jobAudioSchema>;
/** How a job is rendered, all defaults filled in. @interface */
export type JobSettings = Data<typeof jobSettingsSchema>;
/** What a job has taken. @interface */
export type Usage = Data<typeof usageSchema>;
/** Something the listener may want to know of a job. @interface */
export type JobWarning = Data<typeof jobWarningSchema>;
/** What rendered a job. @interface */
export type JobEngine = Data<typeof jobEngineSchema>;
/** One request to render a dialogue. @interface */
export type Job = Data<typeof jobSchema>;
/** Some jobs, the newest first. @interface */
export type JobList = Data<typeof jobListSchema>;
