import * as z from 'zod/mini';

/** A moment: ISO 8601 in UTC, to the second or finer, ending in Z. */
export const dateSchema = z
  .string()
  .check(
    z.regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?Z$/),
    z.describe('ISO 8601 date and time in UTC, ending in Z')
  );

/** A length or a place in time, in seconds. */
export const secondsSchema = z.number().check(z.gte(0), z.describe('Seconds'));

/** How much of something is done. */
export const fractionSchema = z.number().check(z.gte(0), z.lte(1), z.describe('Part done, 0 to 1'));

/** A number of things. */
export const countSchema = z.int().check(z.gte(0), z.describe('A count'));

/** An identifier that may stand in a path: jobs, turns, takes. */
export const idSchema = z
  .string()
  .check(
    z.regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/),
    z.describe('Identifier: letters, digits, _ and -')
  );

/** The name of a role in a dialogue, as its author spelled it. */
export const speakerSchema = z
  .string()
  .check(z.minLength(1), z.maxLength(200), z.describe('Name of a speaker'));

/** The identifier of a voice, percent-encoded where it stands in a path. */
export const voiceIdSchema = z
  .string()
  .check(z.minLength(1), z.maxLength(200), z.describe('Identifier of a voice'));

/** The number random choices are drawn from. */
export const seedSchema = z
  .int()
  .check(z.gte(0), z.lte(4294967295), z.describe('Seed, 0 to 2^32 - 1'));

/** Part of a route's path. */
export const slugSchema = z
  .string()
  .check(z.regex(/^[a-z0-9-]{1,40}$/), z.describe('Path part of a route'));

/** Whether a name stands for what the one-click script runs, or for the built-in engine. */
export const laneSchema = z
  .enum(['script', 'draft'])
  .check(z.describe('script: what the one-click script runs; draft: the built-in table read'));
