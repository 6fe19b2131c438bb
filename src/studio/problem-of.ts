import { ProblemError, VibeVoiceError } from '../client/index.ts';
import { type Problem } from '../contract/index.ts';

/** What an error says to people; null for one that nobody has to know of, such as an abort. */
export function problemOf(error: unknown): Problem | null {
  if (error instanceof Error && error.name === 'AbortError') {
    return null;
  }
  if (error instanceof ProblemError) {
    return error.problem;
  }
  const isOurs = VibeVoiceError.is(error);
  return {
    code: 'internal',
    // No problem of the contract: the words go by the client's own name for it.
    ...(isOurs && { client_code: error.code }),
    message: error instanceof Error ? error.message : String(error),
    ...(isOurs && error.hint !== undefined && { hint: error.hint }),
    retryable: isOurs ? error.retryable : false,
    request_id: (isOurs && error.request_id) || ''
  };
}
