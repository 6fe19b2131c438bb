import { z } from 'zod';
import type { Data } from './data.ts';
import { dateSchema, slugSchema } from './primitives.ts';

/** The number of the contract that this source describes; clients refuse another. */
export const contractNumber = 1;

/** Answer of `GET api`: at once, without a login. */
export const apiAnswerSchema = z
  .looseObject({
    version: z.string().describe('Version of the program'),
    contract: z.int().min(1).describe('Number of the contract it keeps')
  })
  .describe('What answers here');

/** Answer of `POST api/tokens`. */
export const tokenAnswerSchema = z
  .looseObject({
    token: z.string().min(1).describe('Opens this instance alone'),
    expires_at: dateSchema.describe('When it stops working')
  })
  .describe('A token for this instance');

/** Answer of `POST api/session`. */
export const sessionAnswerSchema = z
  .looseObject({
    url: z
      .string()
      .min(1)
      .describe('Works once, within 60 seconds; sets the cookie of the instance')
  })
  .describe('A link that logs a browser tab in');

/** The file in which an instance tells its own user where it listens (mode 0600). */
export const runtimeFileSchema = z
  .looseObject({
    contract: z.int().min(1).describe('Number of the contract it keeps'),
    version: z.string().describe('Version of the program'),
    pid: z.int().min(1).describe('Process id'),
    port: z.int().min(1).max(65535).describe('Port on loopback'),
    started_at: dateSchema.describe('When the instance started'),
    slug: slugSchema,
    user: z.string().describe('Whose instance it is'),
    secret: z.string().min(1).describe('Opens the instance to its owner')
  })
  .describe('Where an instance of this user listens');

export type ApiAnswer = Data<typeof apiAnswerSchema>;
export type TokenAnswer = Data<typeof tokenAnswerSchema>;
export type SessionAnswer = Data<typeof sessionAnswerSchema>;
export type RuntimeFile = Data<typeof runtimeFileSchema>;
