import * as z from 'zod/mini';
import type { Data } from './data.ts';
import {
  jobAudioSchema,
  progressShape,
  turnStateSchema,
  usageSchema,
  warningShape
} from './job.ts';
import { countSchema, dateSchema, fractionSchema, secondsSchema } from './primitives.ts';
import { problemSchema } from './problem.ts';

const head = {
  id: z.int().check(z.gte(1), z.describe('Rises by 1 within a job')),
  at: dateSchema.check(z.describe('When it happened'))
};

/** The job waits for its turn. */
export const queuedEventSchema = z
  .looseObject({
    ...head,
    type: z.literal('queued'),
    queue_position: countSchema.check(z.describe('Jobs before this one')),
    eta_seconds: z.optional(secondsSchema).check(z.describe('Seconds until it begins'))
  })
  .check(z.describe('The job waits for its turn'));

/** The engine is being woken. */
export const loadingEventSchema = z
  .looseObject({
    ...head,
    type: z.literal('loading'),
    phase: z.optional(z.string()).check(z.describe('What is being waited for, as a word')),
    fraction: z.optional(fractionSchema).check(z.describe('Part loaded, 0 to 1')),
    message: z.optional(z.string()).check(z.describe('What the engine is doing'))
  })
  .check(z.describe('The engine is being woken'));

/** An engine has begun. */
export const startedEventSchema = z
  .looseObject({ ...head, type: z.literal('started') })
  .check(z.describe('An engine has begun'));

/** A segment can be fetched. */
export const segmentEventSchema = z
  .looseObject({
    ...head,
    type: z.literal('segment'),
    revision: countSchema.check(z.describe('Revision of the audio it belongs to')),
    n: countSchema.check(z.describe('Number of the segment, from 0')),
    start_sample: countSchema.check(
      z.describe('First sample, counted from the beginning of the job')
    ),
    samples: countSchema.check(z.describe('Number of samples')),
    peaks: z
      .optional(z.array(z.int().check(z.gte(0), z.lte(127))))
      .check(z.describe('Loudest samples, 20 a second'))
  })
  .check(z.describe('A segment can be fetched'));

/** A turn changed; it carries all of the turn's state. */
export const turnEventSchema = z
  .looseObject({ ...head, type: z.literal('turn'), turn: turnStateSchema })
  .check(z.describe('A turn changed'));

/** How far the job is. */
export const progressEventSchema = z
  .looseObject({ ...head, type: z.literal('progress'), ...progressShape })
  .check(z.describe('How far the job is'));

/** A take was chosen: the audio is another one now. */
export const revisionEventSchema = z
  .looseObject({ ...head, type: z.literal('revision'), audio: jobAudioSchema })
  .check(z.describe('The audio is another one now'));

/** Something the listener may want to know. */
export const warningEventSchema = z
  .looseObject({
    ...head,
    type: z.literal('warning'),
    ...warningShape
  })
  .check(z.describe('Something the listener may want to know'));

/** All of it is there. */
export const doneEventSchema = z
  .looseObject({ ...head, type: z.literal('done'), audio: jobAudioSchema, usage: usageSchema })
  .check(z.describe('All of it is there'));

/** The job ended early; what was made stays. */
export const failedEventSchema = z
  .looseObject({ ...head, type: z.literal('failed'), problem: problemSchema })
  .check(z.describe('The job failed; what was made stays'));

/** Somebody stopped the job; what was made stays. */
export const cancelledEventSchema = z
  .looseObject({ ...head, type: z.literal('cancelled') })
  .check(z.describe('Somebody stopped the job; what was made stays'));

/** The instance stopped while the job ran; what was made stays. */
export const interruptedEventSchema = z
  .looseObject({
    ...head,
    type: z.literal('interrupted'),
    problem: z.optional(problemSchema).check(z.describe('What interrupted it'))
  })
  .check(z.describe('The instance stopped while the job ran; what was made stays'));

/** An event that this version does not know. */
export const unknownEventSchema = z
  .looseObject({
    ...head,
    type: z.literal('unknown'),
    name: z.string().check(z.describe('Its type, as it was sent'))
  })
  .check(z.describe('An event that this version does not know'));

const known = [
  queuedEventSchema,
  loadingEventSchema,
  startedEventSchema,
  segmentEventSchema,
  turnEventSchema,
  progressEventSchema,
  revisionEventSchema,
  warningEventSchema,
  doneEventSchema,
  failedEventSchema,
  cancelledEventSchema,
  interruptedEventSchema
] as const;

/** The types of events there are. */
export const jobEventTypes = known.map(schema => [...schema.shape.type.def.values][0]!);

/** What happened in a job, as it stands on the wire; told apart by `type`. */
export const jobEventSchema = z
  .discriminatedUnion('type', [...known, unknownEventSchema])
  .check(z.describe('What happened in a job'));

/** Reads an event; a type that this version does not know becomes `{type: 'unknown', name}`. */
export const jobEventReader = z.pipe(z.transform(nameUnknown), jobEventSchema);

function nameUnknown(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('type' in value)) {
    return value;
  }
  const { type } = value;
  const isStranger = typeof type === 'string' && !(jobEventTypes as string[]).includes(type);
  return isStranger && type !== 'unknown' ? { ...value, type: 'unknown', name: type } : value;
}

/** The event types after which a stream of events ends. */
export const terminalEventTypes = ['done', 'failed', 'cancelled', 'interrupted'] as const;

/** What happened in a job. @useDeclaredType */
export type JobEvent = Data<typeof jobEventSchema>;
