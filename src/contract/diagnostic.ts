import * as z from 'zod/mini';
import type { Data } from './data.ts';
import { rangeSchema } from './problem.ts';

/** One replacement in a script's text, by UTF-16 offsets. */
export const editSchema = z
  .looseObject({
    from: z.int().check(z.gte(0), z.describe('First UTF-16 offset that is replaced')),
    to: z.int().check(z.gte(0), z.describe('First UTF-16 offset after what is replaced')),
    insert: z.string().check(z.describe('What stands there afterwards'))
  })
  .check(z.describe('One replacement in a text'));

/** A way to mend what a diagnostic complains of: by edits, or by an importer. */
export const fixSchema = z
  .looseObject({
    title: z.string().check(z.describe('What the fix does, in English')),
    edits: z
      .array(editSchema)
      .check(z.describe('Replacements, by rising offset; none for an import')),
    importer: z.optional(z.string()).check(z.describe('Name of the importer that reads the text'))
  })
  .check(z.describe('A way to mend a script'));

/** What is wrong or doubtful in a dialogue script; its message is localised by code and parameters. */
export const diagnosticSchema = z
  .looseObject({
    severity: z.enum(['error', 'warning', 'info']).check(z.describe('Errors prevent a job')),
    code: z.string().check(z.regex(/^[EWI]_[A-Z0-9_]+$/), z.describe('Name of the diagnostic')),
    message: z.string().check(z.describe('What is wrong and what to do, in English')),
    parameters: z
      .optional(z.record(z.string(), z.union([z.string(), z.number(), z.array(z.string())])))
      .check(z.describe('Values that stand in the message, by name')),
    range: rangeSchema,
    fixes: z.array(fixSchema).check(z.describe('Ways to mend it, the best first'))
  })
  .check(z.describe('What is wrong or doubtful in a dialogue script'));

/** One replacement in a text. @interface */
export type Edit = Data<typeof editSchema>;
/** A way to mend a script. @interface */
export type Fix = Data<typeof fixSchema>;
/** What is wrong or doubtful in a dialogue script. @interface */
export type Diagnostic = Data<typeof diagnosticSchema>;
