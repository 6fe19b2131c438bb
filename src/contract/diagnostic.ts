import { z } from 'zod';
import type { Data } from './data.ts';
import { rangeSchema } from './problem.ts';

/** One replacement in a script's text, by UTF-16 offsets. */
export const editSchema = z
  .looseObject({
    from: z.int().min(0).describe('First UTF-16 offset that is replaced'),
    to: z.int().min(0).describe('First UTF-16 offset after what is replaced'),
    insert: z.string().describe('What stands there afterwards')
  })
  .describe('One replacement in a text');

/** A way to mend what a diagnostic complains of: by edits, or by an importer. */
export const fixSchema = z
  .looseObject({
    title: z.string().describe('What the fix does, in English'),
    edits: z.array(editSchema).describe('Replacements, by rising offset; none for an import'),
    importer: z.string().optional().describe('Name of the importer that reads the text')
  })
  .describe('A way to mend a script');

/** What is wrong or doubtful in a dialogue script; its message is localised by code and parameters. */
export const diagnosticSchema = z
  .looseObject({
    severity: z.enum(['error', 'warning', 'info']).describe('Errors prevent a job'),
    code: z
      .string()
      .regex(/^[EWI]_[A-Z0-9_]+$/)
      .describe('Name of the diagnostic'),
    message: z.string().describe('What is wrong and what to do, in English'),
    parameters: z
      .record(z.string(), z.union([z.string(), z.number(), z.array(z.string())]))
      .optional()
      .describe('Values that stand in the message, by name'),
    range: rangeSchema,
    fixes: z.array(fixSchema).describe('Ways to mend it, the best first')
  })
  .describe('What is wrong or doubtful in a dialogue script');

export type Edit = Data<typeof editSchema>;
export type Fix = Data<typeof fixSchema>;
export type Diagnostic = Data<typeof diagnosticSchema>;
