import type { Log } from './log.ts';

/** A `fetch`, such as the browser's, or one that adds a login of its own. */
export type FetchLike = (url: string, init?: RequestInit) => Promise<Response>;

/** Where a launcher API is: it knows the instance, starts it and renews its token. */
export interface ILauncherOptions {
  /** Jupyter's base URL (absolute), or the launcher's own below it. */
  baseUrl: string;
  /** Calls Jupyter with its login, as `ServerConnection.makeRequest` does. */
  fetch?: FetchLike;
  /** Opens the launcher API, where `fetch` does not log in by itself. */
  token?: string;
  /** Which address of the instance to use; by default `page` in browsers and with `fetch`, else `kernel`. */
  via?: 'page' | 'kernel';
}

/** How long to wait and how often to try. */
export interface IPatience {
  /** How often an idempotent or keyed call is tried again (2). */
  maxRetries?: number;
  /** Seconds until an answer must have come, streams excepted (60). */
  timeoutSeconds?: number;
  /** Seconds that a stream of events may be silent: three heartbeats (45). */
  idleSeconds?: number;
  /** First and longest pause between attempts, in seconds (0.5 and 15); each is shortened at random. */
  backoffSeconds?: readonly [number, number];
}

/** Where the instance is: `url` and `token`, or a launcher; with neither, the environment is asked. */
export interface IOptions extends IPatience {
  /** URL of an instance (absolute). */
  url?: string;
  /** Opens the instance; a function is asked again when the token has expired. */
  token?: string | (() => string | Promise<string>);
  /** Instead of `url` and `token`: who knows the instance, and starts it. */
  launcher?: ILauncherOptions;
  /** Used for the instance instead of the global `fetch`. */
  fetch?: FetchLike;
  /** Told of every request, answer and repetition; never of a header, a token or a body. */
  log?: Log;
}

/** What may be said with every call; it overrules the client's own settings. */
export interface ICallOptions {
  /** Aborts the call, never the job. */
  signal?: AbortSignal;
  /** Seconds until this answer must have come whole. */
  timeoutSeconds?: number;
  /** How often this call is tried again, where that is safe. */
  maxRetries?: number;
  /** Sent beside, and instead of, the client's own. */
  headers?: Record<string, string>;
}

/** What may be said with a call that makes something: the same key makes it once. */
export interface IKeyedOptions extends ICallOptions {
  /** Any text; one of the client's own where none is given. */
  idempotencyKey?: string;
}

/** `IPatience` with its defaults filled in, and who is told of it. */
export type Patience = Required<IPatience> & { readonly log?: Log };

/** Fills in the defaults. */
export function patienceOf(options: IPatience & { log?: Log }): Patience {
  return {
    maxRetries: options.maxRetries ?? 2,
    timeoutSeconds: options.timeoutSeconds ?? 60,
    idleSeconds: options.idleSeconds ?? 45,
    backoffSeconds: options.backoffSeconds ?? [0.5, 15],
    log: options.log
  };
}
