/** What a problem code means on the wire: HTTP status, and whether the same request may succeed later. */
export interface IProblemRule {
  readonly status: number;
  readonly retryable: boolean;
}

const rule = (status: number, retryable = false): IProblemRule => ({ status, retryable });

/** Every problem code there is (docs/contract.md, section 5), with its HTTP status. */
export const problemCodes = {
  invalid_request: rule(400),
  invalid_dialogue: rule(400),
  unsupported_option: rule(400),
  login_required: rule(401),
  token_expired: rule(401),
  not_yours: rule(403),
  cross_site: rule(403),
  job_not_found: rule(404),
  voice_not_found: rule(404),
  turn_not_found: rule(404),
  not_found: rule(404),
  job_not_finished: rule(409),
  job_finished: rule(409),
  instance_stopped: rule(409),
  too_large: rule(413),
  not_audio: rule(415),
  too_many_speakers: rule(422),
  dialogue_too_long: rule(422),
  empty_dialogue: rule(422),
  queue_full: rule(429, true),
  hub_busy: rule(429, true),
  internal: rule(500),
  engine_failed: rule(502, true),
  hub_refused: rule(502),
  engine_starting: rule(503, true),
  gpu_unavailable: rule(503, true),
  hub_unreachable: rule(503, true),
  start_timeout: rule(504, true)
} as const;

/** The name of a problem. @useDeclaredType */
export type ProblemCode = keyof typeof problemCodes;

/** All problem codes, in the order of their status. */
export const problemCodeNames = Object.keys(problemCodes) as [ProblemCode, ...ProblemCode[]];
