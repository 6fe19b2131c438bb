import type { AxiosError, AxiosInstance } from 'axios';
import { AbortedError, ConnectionError } from './errors.ts';
import type { FetchLike } from './options.ts';

/** One HTTP request, complete; `url` is absolute. */
export interface IRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  url: string;
  headers: Record<string, string>;
  body?: string | FormData;
  signal?: AbortSignal;
  fetch?: FetchLike;
  /** How the browser's cache is used; JupyterLab makes every address unique where nothing is said. */
  cache?: 'default' | 'no-store';
  /** What becomes of a redirection; `manual` ends there, with status 0 in browsers (follow). */
  redirect?: 'follow' | 'manual';
}

/** The head of an answer, whatever its status, and its body still to be read. */
export interface IAnswer {
  status: number;
  /** A header's value; the name is lower-case. */
  header(name: string): string | undefined;
  /** All headers, by lower-case name. */
  headers: Readonly<Record<string, string>>;
  body: ReadableStream<Uint8Array> | null;
}

let loading: Promise<AxiosInstance> | undefined;

/** axios is loaded with the first request: a program that only reads scripts starts without it. */
async function http(): Promise<AxiosInstance> {
  loading ??= import('axios').then(({ default: axios }) =>
    // No interceptors, no retries, no timeout (axios's is total: it would end a live stream), no status that throws.
    axios.create({
      adapter: 'fetch',
      responseType: 'stream',
      timeout: 0,
      validateStatus: null,
      transformRequest: [(body: unknown) => body],
      transformResponse: []
    })
  );
  try {
    return await loading;
  } catch (error) {
    // A page that could not fetch it may be able to next time.
    loading = undefined;
    throw error;
  }
}

/** Sends a request and gives the answer as soon as its head is there; throws `AbortedError` or `ConnectionError`. */
export async function send(request: IRequest): Promise<IAnswer> {
  try {
    // `false` keeps axios from naming a type of its own: fetch knows that of a form, with its boundary.
    const answer = await (
      await http()
    ).request<ReadableStream<Uint8Array> | null>({
      method: request.method,
      url: request.url,
      headers: { 'Content-Type': false, ...request.headers },
      data: request.body,
      signal: request.signal,
      fetchOptions: {
        cache: request.cache ?? 'no-store',
        redirect: request.redirect ?? 'follow'
      },
      // With `Request: null` axios calls `fetch(url, init)`, which Jupyter's own function understands.
      ...(request.fetch && {
        env: { fetch: request.fetch as typeof fetch, Request: null as never }
      })
    });
    const { headers } = answer;
    return {
      status: answer.status,
      header: name => (headers[name] as string | undefined) ?? undefined,
      headers: { ...(headers as Record<string, string>) },
      body: answer.data
    };
  } catch (error) {
    throw readable(error, request.signal);
  }
}

/** What is thrown instead of a foreign error; the request's headers and body stay out of it. */
export function readable(error: unknown, signal?: AbortSignal): Error {
  if (signal?.aborted) {
    return new AbortedError(signal.reason);
  }
  const reason = isAxiosError(error) ? (error.cause ?? error.code) : error;
  return new ConnectionError('The instance cannot be reached.', {
    cause: reason,
    hint: 'See whether it is still running, then try again.'
  });
}

function isAxiosError(error: unknown): error is AxiosError {
  return error instanceof Error && 'isAxiosError' in error;
}
