import type * as z from 'zod/mini';
import { type Issue, problemSchema } from '../contract/index.ts';
import {
  AuthError,
  ConnectionError,
  type IErrorFacts,
  ProtocolError,
  type VibeVoiceError
} from './errors.ts';
import { errorOf, ownProblem } from './problem-errors.ts';
import { type IAnswer, readable } from './transport.ts';

// A page of a proxy or hub may be long; its first part says all that is wanted.
const longestProblem = 256 * 1024;

/** Reads a body to its end, or to `limit` bytes. */
export async function readBytes(
  answer: IAnswer,
  signal?: AbortSignal,
  limit = Number.POSITIVE_INFINITY
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of readChunks(answer, signal)) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= limit) {
      break;
    }
  }
  const all = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

/** Gives the body piece by piece; leaving the loop closes the connection. */
export async function* readChunks(
  answer: IAnswer,
  signal?: AbortSignal
): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = answer.body?.getReader();
  if (!reader) {
    return;
  }
  let isOver = false;
  try {
    while (!isOver) {
      const { done, value } = await reader.read().catch((error: unknown) => {
        isOver = true;
        throw readable(error, signal);
      });
      isOver = done;
      if (value) {
        yield value;
      }
    }
  } finally {
    if (!isOver) {
      // Nobody waits for the far end to agree; a body that cannot be cancelled has already ended.
      reader.cancel().catch(() => {});
    }
  }
}

/** Reads a JSON body and checks it; what is no JSON, or not what the schema says, is an error in words. */
export async function readJson<S extends z.ZodMiniType>(
  schema: S,
  answer: IAnswer,
  signal?: AbortSignal
): Promise<z.output<S>> {
  const text = new TextDecoder().decode(await readBytes(answer, signal));
  if (isPage(answer, text)) {
    throw loginPage(answer);
  }
  const value = parseJson(text);
  if (value === undefined && /^\s*[[{]/.test(text)) {
    // JSON that begins and does not end was cut, where neither a length nor (in Node) a chunk tells.
    throw new ConnectionError('The answer broke off.');
  }
  return checkJson(schema, value, traceOf(answer));
}

/** Checks a value against a schema of answers. */
export function checkJson<S extends z.ZodMiniType>(
  schema: S,
  value: unknown,
  trace: { status?: number; request_id?: string } = {}
): z.output<S> {
  const result = schema.safeParse(value);
  if (!result.success) {
    throw new ProtocolError('The answer is not what contract 1 says.', issuesOf(result.error), {
      ...trace,
      hint: 'Another version may be running: bring both to the same version.'
    });
  }
  return result.data;
}

/** The contract's issues for what zod says. */
export function issuesOf(error: z.core.$ZodError): Issue[] {
  return error.issues.map(({ path, code, message }) => ({
    path: path.map(step => (typeof step === 'number' ? step : String(step))),
    code: code ?? 'invalid',
    message
  }));
}

/** The error that an answer of 400 and above stands for; whatever its body is, this does not throw. */
export async function readError(answer: IAnswer, signal?: AbortSignal): Promise<VibeVoiceError> {
  let text = '';
  try {
    text = new TextDecoder().decode(await readBytes(answer, signal, longestProblem));
  } catch (error) {
    if (signal?.aborted) {
      return error as VibeVoiceError;
    }
    // The connection broke inside the explanation: the status alone has to do.
  }
  const facts = { ...traceOf(answer), retry_after: retryAfter(answer) };
  const problem = problemSchema.safeParse(parseJson(text));
  return problem.success
    ? errorOf(problem.data, { ...facts, request_id: problem.data.request_id || facts.request_id })
    : byStatus(answer, facts);
}

/** What finds an answer again: its status, and the id in the log of whoever gave it. */
function traceOf(answer: IAnswer): { status: number; request_id?: string } {
  return { status: answer.status, request_id: answer.header('x-request-id') };
}

/** Whether an answer is a web page where data was wanted. */
export function isPage(answer: IAnswer, text = ''): boolean {
  const isHtml = answer.header('content-type')?.includes('text/html') ?? false;
  return isHtml || /^\s*<(!doctype|html)/i.test(text);
}

/** The error for a page, most likely of a login, that came instead of data. */
export function loginPage(answer: IAnswer): AuthError | ConnectionError {
  if (answer.header('x-jupyterhub-version') !== undefined) {
    // Not even the user's Jupyter server answered for the instance: the hub led to its own login.
    return hubStopped(traceOf(answer));
  }
  const problem = ownProblem(
    'login_required',
    'A web page came instead of an answer: the login is missing or has ended.',
    'Log in again, then reload.'
  );
  return new AuthError(problem, traceOf(answer));
}

/** The error for a hub that answers for a server which it has stopped. */
function hubStopped(facts: IErrorFacts): ConnectionError {
  return new ConnectionError('The hub runs no instance at this address.', {
    ...facts,
    hint: 'Start VibeVoice again: in JupyterLab, or on the page of the hub.'
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: the caller's schema says so in the contract's words.
    return undefined;
  }
}

function retryAfter(answer: IAnswer): number | undefined {
  const value = answer.header('retry-after');
  if (value === undefined) {
    return undefined;
  }
  // A date is by the server's clock, which need not be ours.
  const now = Date.parse(answer.header('date') ?? '') || Date.now();
  const seconds = /^\d+(\.\d+)?$/.test(value) ? Number(value) : (Date.parse(value) - now) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : undefined;
}

/** An answer that is no Problem comes from something in between: a proxy, a hub, Jupyter. */
function byStatus(
  answer: IAnswer,
  facts: { status: number; request_id?: string; retry_after?: number }
): VibeVoiceError {
  const { status } = answer;
  if (status === 401 || status === 403) {
    const code = status === 401 ? 'login_required' : 'not_yours';
    return errorOf(ownProblem(code, 'The server wants a login for this.', 'Log in again.'), facts);
  }
  if (status === 404 || status === 405 || status === 410) {
    return errorOf(ownProblem('not_found', 'Nothing answers at this address.'), facts);
  }
  if (status === 413) {
    return errorOf(ownProblem('too_large', 'The server between refuses that much data.'), facts);
  }
  if (status === 424) {
    return hubStopped(facts);
  }
  if (status === 408 || status === 429 || status > 500) {
    return new ConnectionError(`A server between answered ${status}.`, facts);
  }
  return status === 500
    ? errorOf(ownProblem('internal', 'The server broke.', 'Its log knows more.'), facts)
    : new ProtocolError(`An answer of status ${status} does not say why.`, [], facts);
}
