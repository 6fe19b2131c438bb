import * as z from 'zod/mini';
import { apiAnswerSchema, contractNumber } from '../contract/index.ts';
import { abortable, throwIfAborted, withDeadline } from './abort.ts';
import type { IAccess, ITarget } from './access.ts';
import { isPage, issuesOf, loginPage, readBytes, readError, readJson } from './answers.ts';
import { isWorthRetrying, waitAfter } from './backoff.ts';
import { Call, type IWithResponse } from './call.ts';
import {
  AuthError,
  ConnectionError,
  InvalidRequestError,
  NotReadyError,
  ProtocolError,
  VibeVoiceError
} from './errors.ts';
import { type Path, pathText } from './keys.ts';
import { loggable } from './log.ts';
import type { ICallOptions, Patience } from './options.ts';
import { ownProblem } from './problem-errors.ts';
import { type IAnswer, type IRequest, send } from './transport.ts';

/** One call of an API, below the target's URL. */
export interface ICall extends ICallOptions {
  method?: IRequest['method'];
  /** Below the target's URL, its parameters encoded. */
  path: Path;
  query?: Record<string, string | number | undefined>;
  /** Sent as JSON. */
  json?: unknown;
  form?: FormData;
  accept?: string;
  /** Makes a POST safe to repeat. */
  idempotencyKey?: string;
  /** Says that the answer never changes, and may come from the browser's cache. */
  isImmutable?: boolean;
  redirect?: IRequest['redirect'];
  /** Says that a POST may be repeated as it is. */
  isIdempotent?: boolean;
  /** Throws where the bytes that came cannot be the whole; a `ConnectionError` is tried again. */
  check?: (bytes: Uint8Array) => void;
}

type IReadyCall = ICall & { path: string };

/** The call with its path as text: before anything is sent, or an instance started for it. */
function ready(call: ICall): IReadyCall {
  return { ...call, path: pathText(call.path) };
}

/** Calls one API: with its login, its retries and its errors; what comes back is checked. */
export class Exchange {
  readonly patience: Patience;
  readonly #access: IAccess;
  readonly #keepsContract: boolean;
  readonly #checked = new Map<string, Promise<void>>();

  /** With `keepsContract` the number of the contract is asked before the first call. */
  constructor(access: IAccess, patience: Patience, keepsContract: boolean) {
    this.#access = access;
    this.patience = patience;
    this.#keepsContract = keepsContract;
  }

  /** Calls and reads JSON. */
  json<S extends z.ZodMiniType>(schema: S, call: ICall): Call<z.output<S>> {
    return this.#call(call, (answer, signal) => readJson(schema, answer, signal));
  }

  /** Calls and reads text. */
  text(call: ICall): Call<string> {
    return this.#call({ accept: 'text/plain', ...call }, async (answer, signal) => {
      if (isPage(answer)) {
        throw loginPage(answer);
      }
      return new TextDecoder().decode(await readBytes(answer, signal));
    });
  }

  /** Calls and reads bytes. */
  bytes(call: ICall): Call<Uint8Array> {
    return this.#call({ accept: '*/*', ...call }, async (answer, signal) => {
      if (isPage(answer)) {
        throw loginPage(answer);
      }
      const bytes = await readBytes(answer, signal);
      call.check?.(bytes);
      return bytes;
    });
  }

  /** Calls where the answer has no body that matters. */
  nothing(call: ICall): Call<void> {
    return this.#call(call, async answer => {
      await answer.body?.cancel();
    });
  }

  /** Calls once and gives an answer whose body is still to be read; the caller's signal ends it. No deadline, no retry. */
  async open(call: ICall): Promise<IAnswer> {
    const answer = await this.#send(ready(call), call.signal);
    if (isPage(answer)) {
      await answer.body?.cancel();
      throw loginPage(answer);
    }
    return answer;
  }

  /** Absolute URL of a path, for elements of a page that fetch by themselves. */
  async address(path: Path, signal?: AbortSignal): Promise<string> {
    const text = pathText(path);
    const target = await this.#access.target(signal);
    return new URL(text, target.url).href;
  }

  #call<T>(call: ICall, read: (answer: IAnswer, signal: AbortSignal) => Promise<T>): Call<T> {
    return Call.of(
      this.#try(call, async (answer, signal) => {
        const data = await read(answer, signal);
        const { status, headers } = answer;
        return { data, response: { status, headers, requestId: answer.header('x-request-id') } };
      })
    );
  }

  async #try<T>(
    asked: ICall,
    read: (answer: IAnswer, signal: AbortSignal) => Promise<IWithResponse<T>>
  ): Promise<IWithResponse<T>> {
    const call = ready(asked);
    const { maxRetries, timeoutSeconds } = this.patience;
    const isKeyed = call.isIdempotent ?? call.idempotencyKey !== undefined;
    const isRepeatable = (call.method ?? 'GET') !== 'POST' || isKeyed;
    const retries = isRepeatable ? (call.maxRetries ?? maxRetries) : 0;
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await withDeadline(
          call.timeoutSeconds ?? timeoutSeconds,
          call.signal,
          async signal => read(await this.#send(call, signal), signal)
        );
      } catch (error) {
        throwIfAborted(call.signal);
        if (attempt >= retries || !isWorthRetrying(error)) {
          throw error;
        }
        await waitAfter(error, attempt, this.patience, call.signal);
      }
    }
  }

  /** Sends once; a token that has just expired is renewed and the call sent again. */
  async #send(call: IReadyCall, signal?: AbortSignal): Promise<IAnswer> {
    const target = await this.#access.target(signal);
    const answer = await this.#sendTo(target, call, signal);
    if (answer instanceof AuthError && answer.status === 401) {
      const fresh = await this.#access.renew(target, signal);
      const second = fresh ? await this.#sendTo(fresh, call, signal) : answer;
      return orThrow(second);
    }
    return orThrow(answer);
  }

  async #sendTo(target: ITarget, call: IReadyCall, signal?: AbortSignal): Promise<IAnswer | Error> {
    try {
      if (this.#keepsContract) {
        await this.#checkContract(target, signal);
      }
      const answer = await this.#sendLogged(requestOf(target, call, signal));
      const error = answer.status < 400 ? undefined : await readError(answer, signal);
      this.#forgetWhereGone(target, error);
      return error ?? answer;
    } catch (error) {
      this.#forgetWhereGone(target, error);
      throw error;
    }
  }

  async #sendLogged(request: IRequest): Promise<IAnswer> {
    const { log } = this.patience;
    if (!log) {
      return send(request);
    }
    const what = loggable(request);
    const began = performance.now();
    const seconds = () => (performance.now() - began) / 1000;
    log({ type: 'request', ...what });
    try {
      const answer = await send(request);
      const requestId = answer.header('x-request-id');
      log({ type: 'response', ...what, status: answer.status, seconds: seconds(), requestId });
      return answer;
    } catch (error) {
      const code = VibeVoiceError.is(error) ? error.code : 'unknown';
      log({ type: 'failure', ...what, seconds: seconds(), code });
      throw error;
    }
  }

  /** An instance that is gone may come back elsewhere: the next call asks for its address again. */
  #forgetWhereGone(target: ITarget, error: unknown): void {
    if (error instanceof ConnectionError || error instanceof NotReadyError) {
      this.#access.forget(target);
    }
  }

  async #checkContract(target: ITarget, signal?: AbortSignal): Promise<void> {
    let known = this.#checked.get(target.url);
    if (!known) {
      // Not bound to the signal of one caller: the others wait for the same answer.
      known = withDeadline(this.patience.timeoutSeconds, undefined, own =>
        checkContract(target, own)
      );
      this.#checked.set(target.url, known);
      known.catch(() => this.#checked.delete(target.url));
    }
    await abortable(known, signal);
  }
}

/** What is wrong with a request, in words: the small form of zod has none of its own. */
const explain = z.locales.en().localeError;

/** Checks a body against a strict schema before it is sent. */
export function checkRequest<S extends z.ZodMiniType>(schema: S, body: unknown): z.output<S> {
  const result = schema.safeParse(body, { error: explain });
  if (!result.success) {
    const problem = ownProblem(
      'invalid_request',
      `The request is not understood: ${z.prettifyError(result.error)}`
    );
    throw new InvalidRequestError({ ...problem, issues: issuesOf(result.error) });
  }
  return result.data;
}

async function checkContract(target: ITarget, signal?: AbortSignal): Promise<void> {
  const answer = await send(requestOf(target, { path: 'api' }, signal));
  if (answer.status >= 400) {
    throw await readError(answer, signal);
  }
  const { contract, version } = await readJson(apiAnswerSchema, answer, signal);
  if (contract !== contractNumber) {
    throw new ProtocolError(
      `The instance (version ${version}) keeps contract ${contract}, this client contract ${contractNumber}.`,
      [],
      { hint: 'Bring both to the same version.' }
    );
  }
}

function requestOf(target: ITarget, call: IReadyCall, signal?: AbortSignal): IRequest {
  const url = new URL(call.path, target.url);
  for (const [name, value] of Object.entries(call.query ?? {})) {
    if (value !== undefined) {
      url.searchParams.set(name, String(value));
    }
  }
  return {
    method: call.method ?? 'GET',
    url: url.href,
    headers: {
      Accept: call.accept ?? 'application/json',
      ...(call.json !== undefined && { 'Content-Type': 'application/json' }),
      ...(target.authorization && { Authorization: target.authorization }),
      ...(call.idempotencyKey && { 'Idempotency-Key': call.idempotencyKey }),
      ...call.headers
    },
    body: call.form ?? (call.json === undefined ? undefined : JSON.stringify(call.json)),
    signal,
    fetch: target.fetch,
    redirect: call.redirect,
    cache: call.isImmutable ? 'default' : 'no-store'
  };
}

function orThrow(answer: IAnswer | Error): IAnswer {
  if (answer instanceof Error) {
    throw answer;
  }
  return answer;
}
