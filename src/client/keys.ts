import { OptionsError } from './errors.ts';

/** A key under which a call makes something once; random, also where a page has no secure context. */
export function freshKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
}

/** A path, made when a call is under way: what cannot be part of one is that call's failure, like any other. */
export type Path = string | (() => string);

/** The path itself; throws `OptionsError` where an identifier cannot be part of one. */
export function pathText(path: Path): string {
  return typeof path === 'string' ? path : path();
}

/** A path from its parts; what stands in braces in the contract is encoded, and never leaves its place. */
export function pathOf(parts: TemplateStringsArray, ...values: (string | number)[]): () => string {
  return () =>
    parts.reduce((path, part, index) => {
      const value = values[index];
      return path + part + (index < values.length ? stepOf(String(value ?? '')) : '');
    }, '');
}

function stepOf(value: string): string {
  // Dots alone would be taken for steps up, also when they are encoded.
  const isStep = value !== '' && !/^\.{1,2}$/.test(value) && !/\p{Surrogate}/u.test(value);
  if (!isStep) {
    throw new OptionsError('That cannot be an identifier.');
  }
  return encodeURIComponent(value);
}
