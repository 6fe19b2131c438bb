/** Every word that crosses a process boundary (docs/contract.md), as zod schemas and their types. */
export * from './access.ts';
export type * from './call.ts';
export * from './calls.ts';
export * from './captions.ts';
export * from './data.ts';
export * from './diagnostic.ts';
export * from './dialogue.ts';
export * from './engine-protocol.ts';
export * from './engine.ts';
export * from './events.ts';
export * from './instance.ts';
export * from './job-requests.ts';
export * from './job.ts';
export * from './openai.ts';
export * from './primitives.ts';
export * from './problem.ts';
export * from './problems.ts';
export * from './voice.ts';
