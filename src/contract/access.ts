import * as z from 'zod/mini';
import type { Data } from './data.ts';
import { dateSchema, slugSchema } from './primitives.ts';

/** The number of the contract that this source describes; clients refuse another. */
export const contractNumber = 1;

/** Answer of `GET api`: at once, without a login. */
export const apiAnswerSchema = z
  .looseObject({
    version: z.string().check(z.describe('Version of the program')),
    contract: z.int().check(z.gte(1), z.describe('Number of the contract it keeps'))
  })
  .check(z.describe('What answers here'));

/** Answer of `POST api/tokens`. */
export const tokenAnswerSchema = z
  .looseObject({
    token: z.string().check(z.minLength(1), z.describe('Opens this instance alone')),
    expires_at: dateSchema.check(z.describe('When it stops working'))
  })
  .check(z.describe('A token for this instance'));

/** Answer of `POST api/session`. */
export const sessionAnswerSchema = z
  .looseObject({
    url: z
      .string()
      .check(
        z.minLength(1),
        z.describe('Works once, within 60 seconds; sets the cookie of the instance')
      )
  })
  .check(z.describe('A link that logs a browser tab in'));

/** The file in which an instance tells its own user where it listens (mode 0600). */
export const runtimeFileSchema = z
  .looseObject({
    contract: z.int().check(z.gte(1), z.describe('Number of the contract it keeps')),
    version: z.string().check(z.describe('Version of the program')),
    pid: z.int().check(z.gte(1), z.describe('Process id')),
    port: z.int().check(z.gte(1), z.lte(65535), z.describe('Port on loopback')),
    started_at: dateSchema.check(z.describe('When the instance started')),
    slug: slugSchema,
    user: z.string().check(z.describe('Whose instance it is')),
    secret: z.string().check(z.minLength(1), z.describe('Opens the instance to its owner'))
  })
  .check(z.describe('Where an instance of this user listens'));

export type ApiAnswer = Data<typeof apiAnswerSchema>;
export type TokenAnswer = Data<typeof tokenAnswerSchema>;
export type SessionAnswer = Data<typeof sessionAnswerSchema>;
export type RuntimeFile = Data<typeof runtimeFileSchema>;
