import { z } from 'zod';
import type { Data } from './data.ts';
import { engineSchema } from './engine.ts';
import { countSchema, dateSchema, fractionSchema, idSchema, slugSchema } from './primitives.ts';
import { problemSchema } from './problem.ts';

/** The states of an instance. */
export const instanceStateSchema = z
  .enum(['stopped', 'queued', 'starting', 'ready', 'busy', 'asleep', 'stopping', 'failed'])
  .describe('State of the instance');

/** What somebody should know of the instance, or will happen unless somebody acts. */
export const instanceNoticeSchema = z
  .looseObject({
    code: z
      .string()
      .min(1)
      .describe(
        'Name of the notice; `retention`: old jobs will be deleted; `hub_rights`: the hub starts no instances'
      ),
    message: z.string().describe('What it is, in English'),
    hint: z.string().optional().describe('What to do about it (hub_rights: what the hub lacks)'),
    jobs: z.array(idSchema).optional().describe('The jobs it is about, the oldest first'),
    at: dateSchema.optional().describe('When the first of them goes')
  })
  .describe('What somebody should know of the instance, or will happen unless somebody acts');

/** One user's process that owns an engine, a queue and a library of jobs. */
export const instanceSchema = z
  .looseObject({
    state: instanceStateSchema,
    phase: z.string().optional().describe('What is being waited for, as a word'),
    message: z.string().describe('The state in words, in English; may be empty'),
    fraction: fractionSchema.optional().describe('Part of the phase that is done, 0 to 1'),
    url: z.string().optional().describe("How browsers reach it: a path on the page's own origin"),
    kernel_url: z.string().optional().describe('How programs beside the Jupyter server reach it'),
    token: z.string().optional().describe('Opens this instance alone'),
    token_expires_at: dateSchema.optional().describe('When the token stops working'),
    user: z.string().describe('Whose instance it is'),
    slug: slugSchema,
    place: z.enum(['jupyter', 'traefik', 'hub']).describe('Who leads requests to it'),
    script: z.string().optional().describe('File name of the one-click script'),
    engine: engineSchema.optional().describe('What the one-click script runs'),
    table_read: engineSchema.optional().describe('The built-in draft engine'),
    started_at: dateSchema.optional().describe('When the instance started'),
    sleeps_at: dateSchema.optional().describe('When its engine is put to sleep unless it is used'),
    jobs_ended: countSchema.optional().describe('Jobs that came to an end since it started'),
    notice: instanceNoticeSchema.optional().describe('What somebody should know'),
    problem: problemSchema.optional().describe('Why it failed')
  })
  .describe("One user's process that owns an engine, a queue and a library of jobs");

/** Body of the launcher's `POST api/instance`: what is absent is as the server's owner set it. */
export const instanceStartSchema = z
  .strictObject({
    script: z.string().min(1).optional().describe('Path of the one-click script to run'),
    profile: z.string().min(1).optional().describe("Name of one of the hub's profiles"),
    engine_start: z
      .enum(['open', 'generate'])
      .optional()
      .describe("When the script's engine wakes: with the studio, or with the first job"),
    idle_minutes: z
      .number()
      .min(0.1)
      .max(10_080)
      .optional()
      .describe('Minutes without use before the engine sleeps'),
    library_gigabytes: z
      .number()
      .min(0.01)
      .max(100_000)
      .optional()
      .describe('Size of the library before the oldest unpinned jobs go')
  })
  .describe('How to start an instance');

export type InstanceState = Data<typeof instanceStateSchema>;
export type InstanceNotice = Data<typeof instanceNoticeSchema>;
export type Instance = Data<typeof instanceSchema>;
export type InstanceStart = Data<typeof instanceStartSchema>;
