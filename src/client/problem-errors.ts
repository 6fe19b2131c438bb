import type { Problem, ProblemCode } from '../contract/index.ts';
import {
  AuthError,
  ConflictError,
  DialogueError,
  type IErrorFacts,
  InvalidRequestError,
  JobFailedError,
  NotFoundError,
  NotReadyError,
  type ProblemError,
  QueueFullError,
  ServerError,
  TooLongError,
  VoiceNotFoundError
} from './errors.ts';

type ErrorClass = new (
  problem: Problem,
  facts?: IErrorFacts & { retry_after?: number }
) => ProblemError;

/** Which class stands for which problem code; every code of the contract has one. */
export const errorClasses: Record<ProblemCode, ErrorClass> = {
  invalid_request: InvalidRequestError,
  invalid_dialogue: DialogueError,
  unsupported_option: InvalidRequestError,
  login_required: AuthError,
  token_expired: AuthError,
  not_yours: AuthError,
  cross_site: AuthError,
  job_not_found: NotFoundError,
  voice_not_found: VoiceNotFoundError,
  turn_not_found: NotFoundError,
  not_found: NotFoundError,
  job_not_finished: ConflictError,
  job_finished: ConflictError,
  instance_stopped: NotReadyError,
  too_large: InvalidRequestError,
  not_audio: InvalidRequestError,
  too_many_speakers: DialogueError,
  dialogue_too_long: TooLongError,
  empty_dialogue: DialogueError,
  queue_full: QueueFullError,
  hub_busy: NotReadyError,
  internal: ServerError,
  engine_failed: JobFailedError,
  hub_refused: NotReadyError,
  engine_starting: NotReadyError,
  gpu_unavailable: NotReadyError,
  hub_unreachable: NotReadyError,
  start_timeout: NotReadyError
};

/** The error that stands for a problem. */
export function errorOf(
  problem: Problem,
  facts: IErrorFacts & { retry_after?: number } = {}
): ProblemError {
  return new errorClasses[problem.code](problem, facts);
}

/** A problem that the client itself has found. */
export function ownProblem(code: ProblemCode, message: string, hint?: string): Problem {
  return { code, message, ...(hint && { hint }), retryable: false, request_id: '' };
}
