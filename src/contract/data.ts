import type * as z from 'zod/mini';

type Known<T> = {
  [K in keyof T as string extends K ? never : number extends K ? never : K]: T[K];
};

/**
 * What a schema reads, without the index signatures of tolerant objects: keys we know are typed,
 * keys we do not know are kept in the value but are no part of the type. Records stay records.
 */
export type Tidy<T> = T extends readonly (infer Item)[]
  ? Tidy<Item>[]
  : T extends object
    ? [keyof Known<T>] extends [never]
      ? T
      : { [K in keyof Known<T>]: Tidy<Known<T>[K]> }
    : T;

/** The TypeScript type of a schema's value. */
export type Data<S extends z.ZodMiniType> = Tidy<z.output<S>>;
