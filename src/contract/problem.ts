import * as z from 'zod/mini';
import type { Data } from './data.ts';
import { problemCodeNames } from './problems.ts';

/** A place in a text: 1-based line, 1-based column in code points, 0-based offset in UTF-16 units. */
export const positionSchema = z
  .looseObject({
    line: z.int().check(z.gte(1), z.describe('Line, from 1')),
    column: z.int().check(z.gte(1), z.describe('Column in code points, from 1')),
    offset: z.int().check(z.gte(0), z.describe('Offset in UTF-16 code units, from 0'))
  })
  .check(z.describe('A place in a text'));

/** A stretch of a text: `start` belongs to it, `end` does not. */
export const rangeSchema = z
  .looseObject({ start: positionSchema, end: positionSchema })
  .check(z.describe('A stretch of a text, end excluded'));

/** One thing that is wrong with a request: where (a path into the JSON, or a range of the script) and what. */
export const issueSchema = z
  .looseObject({
    path: z
      .optional(z.array(z.union([z.string(), z.int()])))
      .check(z.describe('Keys and indexes that lead to the value; empty for the whole body')),
    range: z.optional(rangeSchema).check(z.describe('Place in a dialogue script')),
    code: z.string().check(z.minLength(1), z.describe('Code of the issue, or of the diagnostic')),
    message: z.string().check(z.describe('What is wrong, in English'))
  })
  .check(z.describe('One thing that is wrong with a request'));

/** The body of every 4xx and 5xx answer. */
export const problemSchema = z
  .looseObject({
    code: z
      .enum(problemCodeNames)
      .check(z.describe('Name of the problem, for programs and translators')),
    message: z.string().check(z.describe('What happened, in English')),
    hint: z.optional(z.string()).check(z.describe('What to do next, in English')),
    retryable: z.boolean().check(z.describe('Whether the same request may succeed later')),
    request_id: z
      .string()
      .check(z.describe('Finds the request in the log; may be empty inside a job')),
    issues: z.optional(z.array(issueSchema)).check(z.describe('What is wrong, one by one')),
    available: z
      .optional(z.array(z.string()))
      .check(z.describe('The nearest voices (voice_not_found)')),
    limit_seconds: z.optional(z.number()).check(z.describe('Longest dialogue (dialogue_too_long)')),
    expected_seconds: z.optional(z.number()).check(z.describe('Its length (dialogue_too_long)')),
    phase: z.optional(z.string()).check(z.describe('What is being waited for (engine_starting)'))
  })
  .check(z.describe('What went wrong'));

/** A place in a text. @interface */
export type Position = Data<typeof positionSchema>;
/** A stretch of a text, end excluded. @interface */
export type Range = Data<typeof rangeSchema>;
/** One thing that is wrong with a request. @interface */
export type Issue = Data<typeof issueSchema>;
/** What went wrong. @interface */
export type Problem = Data<typeof problemSchema>;
