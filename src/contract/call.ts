import type { ProblemCode } from './problems.ts';
import type { SchemaName } from './schemas.ts';

/** One call of the API, as openapi.json describes it. */
export interface ICall {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** Below the instance's `url` (or the launcher's), without a leading slash; parameters in braces. */
  readonly path: string;
  /** What it does, in one sentence. */
  readonly summary: string;
  readonly status: number;
  /** When it answers 204 instead, without a body. */
  readonly nothingWhen?: string;
  /** A schema for JSON, or the media type of another body; absent for an empty answer. */
  readonly answer?: SchemaName | `${string}/${string}`;
  readonly request?: SchemaName;
  /** Media type of the request where it is not JSON. */
  readonly requestType?: string;
  /** Names of query parameters; a trailing `!` says that it is needed. */
  readonly query?: readonly string[];
  readonly headers?: readonly string[];
  /** Problems besides those of every call (`login_required`, `internal`, ...). */
  readonly problems?: readonly ProblemCode[];
  /** Whether it answers without a login. */
  readonly isOpen?: boolean;
}
