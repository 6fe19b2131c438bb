/**
 * Everything that this client throws:
 *
 *   VibeVoiceError              code, status?, request_id?, retryable, hint?, cause?; `VibeVoiceError.is(e)` knows copies too
 *   ├─ OptionsError             no instance is known, or options that make no sense
 *   ├─ AbortedError             the caller's signal; its name is AbortError; never shown, never retried
 *   ├─ ConnectionError          nobody answered: refused, cut off, too late, or a gateway without its instance
 *   │  └─ IdleTimeoutError      a stream of events has been silent for too long
 *   ├─ ProtocolError            what answered does not keep contract 1; `issues` say where
 *   └─ ProblemError             the instance said no; `problem` is what it said
 *      ├─ InvalidRequestError   invalid_request unsupported_option too_large not_audio; also before anything is sent
 *      ├─ DialogueError         invalid_dialogue empty_dialogue too_many_speakers; `diagnostics`
 *      ├─ TooLongError          dialogue_too_long; `limit` and `estimate` in seconds
 *      ├─ NotReadyError         instance_stopped engine_starting start_timeout gpu_unavailable hub_busy hub_refused hub_unreachable;
 *      │                        `phase`, `retry_after`
 *      ├─ AuthError             login_required token_expired not_yours cross_site; a login page instead of an answer
 *      ├─ NotFoundError         job_not_found turn_not_found not_found
 *      │  └─ VoiceNotFoundError voice_not_found; `available` are the nearest
 *      ├─ ConflictError         job_not_finished job_finished
 *      ├─ QueueFullError        queue_full; `retry_after` in seconds
 *      ├─ JobFailedError        engine_failed, or a job that ended early; `job` keeps the audio so far
 *      └─ ServerError           internal
 */
import type { Issue, Job, Problem } from '../contract/index.ts';

const brand = Symbol.for('jupyterlab-vibevoice.error');

/** What every error of this client can say of itself. */
export interface IErrorFacts {
  /** HTTP status, where there was an answer. */
  status?: number;
  /** Finds the request in the instance's log. */
  request_id?: string;
  /** Whether the same call may succeed later. */
  retryable?: boolean;
  /** What to do next, in English. */
  hint?: string;
  /** What was thrown underneath. */
  cause?: unknown;
}

/** The root of all errors of this client; `code` is a problem code of the contract or a name of the client's own. */
export class VibeVoiceError extends Error {
  readonly [brand] = true;
  /** What went wrong, for programs and translators. */
  readonly code: string;
  /** HTTP status, where there was an answer. */
  readonly status?: number;
  /** Finds the request in the instance's log. */
  readonly request_id?: string;
  /** Whether the same call may succeed later. */
  readonly retryable: boolean;
  /** What to do next, in English. */
  readonly hint?: string;

  constructor(code: string, message: string, facts: IErrorFacts = {}) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.name = new.target.name;
    this.code = code;
    this.status = facts.status;
    this.request_id = facts.request_id;
    this.retryable = facts.retryable ?? false;
    this.hint = facts.hint;
  }

  /** Whether something thrown is an error of this client, also of another copy of it in the same page. */
  static is(value: unknown): value is VibeVoiceError {
    return typeof value === 'object' && value !== null && brand in value;
  }
}

/** No instance is known, or the options make no sense. */
export class OptionsError extends VibeVoiceError {
  constructor(message: string, hint?: string) {
    super('invalid_options', message, { hint });
  }
}

/** The caller aborted; the job, if there is one, goes on. */
export class AbortedError extends VibeVoiceError {
  constructor(cause?: unknown) {
    super('aborted', 'The call was aborted.', { cause });
    this.name = 'AbortError';
  }
}

/** Nobody answered. */
export class ConnectionError extends VibeVoiceError {
  /** Seconds after which to try again, where the answer named them. */
  readonly retry_after?: number;

  constructor(message: string, facts: IErrorFacts & { code?: string; retry_after?: number } = {}) {
    super(facts.code ?? 'connection_failed', message, { retryable: true, ...facts });
    this.retry_after = facts.retry_after;
  }
}

/** A stream of events has been silent for too long. */
export class IdleTimeoutError extends ConnectionError {
  constructor(seconds: number) {
    super(`Nothing was heard for ${seconds} seconds.`, { code: 'idle_timeout' });
  }
}

/** What answered does not keep the contract. */
export class ProtocolError extends VibeVoiceError {
  /** Where it does not. */
  readonly issues: readonly Issue[];

  constructor(message: string, issues: readonly Issue[] = [], facts: IErrorFacts = {}) {
    super('protocol', message, facts);
    this.issues = issues;
  }
}

/** The instance, the launcher or the hub said no. */
export class ProblemError extends VibeVoiceError {
  /** What was answered. */
  readonly problem: Problem;
  /** Seconds after which to try again, where the answer named them. */
  readonly retry_after?: number;

  constructor(problem: Problem, facts: IErrorFacts & { retry_after?: number } = {}) {
    super(problem.code, problem.message, {
      retryable: problem.retryable,
      hint: problem.hint,
      request_id: problem.request_id || undefined,
      ...facts
    });
    this.problem = problem;
    this.retry_after = facts.retry_after;
  }
}

/** The request is not what the contract says, or asks for what the engine lacks. */
export class InvalidRequestError extends ProblemError {
  /** What is wrong with it, each with its path into the request. */
  get issues(): readonly Issue[] {
    return this.problem.issues ?? [];
  }
}

/** The dialogue cannot be spoken as it is. */
export class DialogueError extends ProblemError {
  /** What is wrong with it, by range in the script or by path in the dialogue. */
  get diagnostics(): readonly Issue[] {
    return this.problem.issues ?? [];
  }
}

/** The dialogue is longer than the engine speaks. */
export class TooLongError extends ProblemError {
  /** Longest dialogue, in seconds, where the answer says. */
  get limit(): number | undefined {
    return this.problem.limit_seconds;
  }

  /** Expected length, in seconds, where the answer says. */
  get estimate(): number | undefined {
    return this.problem.expected_seconds;
  }
}

/** The instance is stopped, or its engine is not up. */
export class NotReadyError extends ProblemError {
  /** What is being waited for, where the answer says. */
  get phase(): string | undefined {
    return this.problem.phase;
  }
}

/** A login is missing, has expired, or is somebody else's. */
export class AuthError extends ProblemError {}

/** There is no such job, turn or thing. */
export class NotFoundError extends ProblemError {}

/** There is no such voice. */
export class VoiceNotFoundError extends NotFoundError {
  /** Identifiers of the nearest voices there are. */
  get available(): readonly string[] {
    return this.problem.available ?? [];
  }
}

/** The state of the job does not allow it. */
export class ConflictError extends ProblemError {}

/** Too many jobs wait; `retry_after` tells when to come back. */
export class QueueFullError extends ProblemError {}

/** The engine failed, or the job ended early; what was made of it can be heard. */
export class JobFailedError extends ProblemError {
  /** The job as it ended. */
  readonly job?: Job;

  constructor(problem: Problem, facts: IErrorFacts & { job?: Job } = {}) {
    super(problem, facts);
    this.job = facts.job;
  }
}

/** The instance broke; its log knows more. */
export class ServerError extends ProblemError {}
