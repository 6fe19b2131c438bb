import * as z from 'zod/mini';
import type { Data } from './data.ts';
import { engineSchema } from './engine.ts';
import { countSchema, dateSchema, fractionSchema, idSchema, slugSchema } from './primitives.ts';
import { problemSchema } from './problem.ts';

/** The states of an instance. */
export const instanceStateSchema = z
  .enum(['stopped', 'queued', 'starting', 'ready', 'busy', 'asleep', 'stopping', 'failed'])
  .check(z.describe('State of the instance'));

/** What somebody should know of the instance, or will happen unless somebody acts. */
export const instanceNoticeSchema = z
  .looseObject({
    code: z
      .string()
      .check(
        z.minLength(1),
        z.describe(
          'Name of the notice; `retention`: old jobs will be deleted; `hub_rights`: the hub starts no instances'
        )
      ),
    message: z.string().check(z.describe('What it is, in English')),
    hint: z
      .optional(z.string())
      .check(z.describe('What to do about it (hub_rights: what the hub lacks)')),
    jobs: z.optional(z.array(idSchema)).check(z.describe('The jobs it is about, the oldest first')),
    at: z.optional(dateSchema).check(z.describe('When the first of them goes'))
  })
  .check(
    z.describe('What somebody should know of the instance, or will happen unless somebody acts')
  );

/** One user's process that owns an engine, a queue and a library of jobs. */
export const instanceSchema = z
  .looseObject({
    state: instanceStateSchema,
    phase: z.optional(z.string()).check(z.describe('What is being waited for, as a word')),
    message: z.string().check(z.describe('The state in words, in English; may be empty')),
    fraction: z
      .optional(fractionSchema)
      .check(z.describe('Part of the phase that is done, 0 to 1')),
    url: z
      .optional(z.string())
      .check(z.describe("How browsers reach it: a path on the page's own origin")),
    kernel_url: z
      .optional(z.string())
      .check(z.describe('How programs beside the Jupyter server reach it')),
    token: z.optional(z.string()).check(z.describe('Opens this instance alone')),
    token_expires_at: z.optional(dateSchema).check(z.describe('When the token stops working')),
    user: z.string().check(z.describe('Whose instance it is')),
    slug: slugSchema,
    place: z.enum(['jupyter', 'traefik', 'hub']).check(z.describe('Who leads requests to it')),
    script: z.optional(z.string()).check(z.describe('File name of the one-click script')),
    engine: z.optional(engineSchema).check(z.describe('What the one-click script runs')),
    table_read: z.optional(engineSchema).check(z.describe('The built-in draft engine')),
    started_at: z.optional(dateSchema).check(z.describe('When the instance started')),
    sleeps_at: z
      .optional(dateSchema)
      .check(z.describe('When its engine is put to sleep unless it is used')),
    jobs_ended: z
      .optional(countSchema)
      .check(z.describe('Jobs that came to an end since it started')),
    notice: z.optional(instanceNoticeSchema).check(z.describe('What somebody should know')),
    problem: z.optional(problemSchema).check(z.describe('Why it failed'))
  })
  .check(z.describe("One user's process that owns an engine, a queue and a library of jobs"));

/** Body of the launcher's `POST api/instance`: what is absent is as the server's owner set it. */
export const instanceStartSchema = z
  .strictObject({
    script: z
      .optional(z.string().check(z.minLength(1)))
      .check(z.describe('Path of the one-click script to run')),
    profile: z
      .optional(z.string().check(z.minLength(1)))
      .check(z.describe("Name of one of the hub's profiles")),
    engine_start: z
      .optional(z.enum(['open', 'generate']))
      .check(z.describe("When the script's engine wakes: with the studio, or with the first job")),
    idle_minutes: z
      .optional(z.number().check(z.gte(0.1), z.lte(10_080)))
      .check(z.describe('Minutes without use before the engine sleeps')),
    library_gigabytes: z
      .optional(z.number().check(z.gte(0.01), z.lte(100_000)))
      .check(z.describe('Size of the library before the oldest unpinned jobs go'))
  })
  .check(z.describe('How to start an instance'));

/** State of the instance. @useDeclaredType */
export type InstanceState = Data<typeof instanceStateSchema>;
/** What somebody should know of the instance, or will happen unless somebody acts. @interface */
export type InstanceNotice = Data<typeof instanceNoticeSchema>;
/** One user's process that owns an engine, a queue and a library of jobs. @interface */
export type Instance = Data<typeof instanceSchema>;
/** How to start an instance. @interface */
export type InstanceStart = Data<typeof instanceStartSchema>;
