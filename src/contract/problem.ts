import { z } from 'zod';
import type { Data } from './data.ts';
import { problemCodeNames } from './problems.ts';

/** A place in a text: 1-based line, 1-based column in code points, 0-based offset in UTF-16 units. */
export const positionSchema = z
  .looseObject({
    line: z.int().min(1).describe('Line, from 1'),
    column: z.int().min(1).describe('Column in code points, from 1'),
    offset: z.int().min(0).describe('Offset in UTF-16 code units, from 0')
  })
  .describe('A place in a text');

/** A stretch of a text: `start` belongs to it, `end` does not. */
export const rangeSchema = z
  .looseObject({ start: positionSchema, end: positionSchema })
  .describe('A stretch of a text, end excluded');

/** One thing that is wrong with a request: where (a path into the JSON, or a range of the script) and what. */
export const issueSchema = z
  .looseObject({
    path: z
      .array(z.union([z.string(), z.int()]))
      .optional()
      .describe('Keys and indexes that lead to the value; empty for the whole body'),
    range: rangeSchema.optional().describe('Place in a dialogue script'),
    code: z.string().min(1).describe('Code of the issue, or of the diagnostic'),
    message: z.string().describe('What is wrong, in English')
  })
  .describe('One thing that is wrong with a request');

/** The body of every 4xx and 5xx answer. */
export const problemSchema = z
  .looseObject({
    code: z.enum(problemCodeNames).describe('Name of the problem, for programs and translators'),
    message: z.string().describe('What happened, in English'),
    hint: z.string().optional().describe('What to do next, in English'),
    retryable: z.boolean().describe('Whether the same request may succeed later'),
    request_id: z.string().describe('Finds the request in the log; may be empty inside a job'),
    issues: z.array(issueSchema).optional().describe('What is wrong, one by one'),
    available: z.array(z.string()).optional().describe('The nearest voices (voice_not_found)'),
    limit_seconds: z.number().optional().describe('Longest dialogue (dialogue_too_long)'),
    expected_seconds: z.number().optional().describe('Its length (dialogue_too_long)'),
    phase: z.string().optional().describe('What is being waited for (engine_starting)')
  })
  .describe('What went wrong');

export type Position = Data<typeof positionSchema>;
export type Range = Data<typeof rangeSchema>;
export type Issue = Data<typeof issueSchema>;
export type Problem = Data<typeof problemSchema>;
