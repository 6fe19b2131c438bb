"""How long to wait and how often to try."""

from __future__ import annotations

import random
from dataclasses import dataclass

from .errors import ConnectionFailedError, ProblemError, VibeVoiceError

# Longer than this, a caller would rather know than wait.
_LONGEST_RETRY_AFTER_S = 60.0


@dataclass(frozen=True, kw_only=True)
class Patience:
    """Times in seconds: until an answer must have come, a stream may be silent, the first and the longest pause."""

    timeout_s: float = 60.0
    idle_s: float = 45.0
    first_pause_s: float = 0.5
    longest_pause_s: float = 15.0
    max_retries: int = 2
    stream_attempts: int = 20

    def pause_s(self, error: VibeVoiceError, attempt: int) -> float:
        """Seconds before the next attempt: as the answer asked, else doubling and drawn from the upper half."""
        if error.retry_after is not None:
            return error.retry_after
        full: float = min(self.longest_pause_s, self.first_pause_s * 2 ** (attempt + 1))
        # Not for secrets: it only keeps callers from coming back all at once.
        return max(self.first_pause_s, full * random.uniform(0.5, 1))


def is_worth_retrying(error: VibeVoiceError) -> bool:
    """Whether another attempt may help: nobody answered, or the answer said to come back soon."""
    is_soon = (error.retry_after or 0) <= _LONGEST_RETRY_AFTER_S
    if isinstance(error, ConnectionFailedError):
        return is_soon
    return isinstance(error, ProblemError) and error.retryable and (error.status or 0) >= 429 and is_soon
