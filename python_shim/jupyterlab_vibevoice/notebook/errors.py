"""Everything that the Python client raises.

    VibeVoiceError                code, status, request_id, retryable, hint
    ├─ OptionsError               no instance is known, or options that make no sense (a ValueError too)
    ├─ ConnectionFailedError      nobody answered: refused, cut off, too late (a ConnectionError too)
    │  └─ IdleTimeoutError        a stream of events has been silent for too long
    ├─ ProtocolError              what answered does not keep contract 1; `issues` say where
    └─ ProblemError               the instance said no; `problem` is what it said
       ├─ InvalidRequestError     invalid_request unsupported_option too_large not_audio; also before anything is sent
       ├─ DialogueError           invalid_dialogue empty_dialogue too_many_speakers; `diagnostics`
       ├─ TooLongError            dialogue_too_long; `limit` and `estimate` in seconds
       ├─ NotReadyError           instance_stopped engine_starting start_timeout gpu_unavailable hub_…; `phase`
       ├─ AuthError               login_required token_expired not_yours cross_site; a login page instead of an answer
       ├─ NotFoundError           job_not_found turn_not_found not_found
       │  └─ VoiceNotFoundError   voice_not_found; `available` are the nearest
       ├─ ConflictError           job_not_finished job_finished
       ├─ QueueFullError          queue_full; `retry_after` in seconds
       ├─ JobFailedError          engine_failed, or a job that ended early; `job` keeps the audio so far
       └─ ServerError             internal

A code that this client does not know is a `ProblemError`. No token, no text of a dialogue is in any of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..contract import Issue, Job, Problem


class VibeVoiceError(Exception):
    """The root; `code` is a problem code of the contract or a name of the client's own."""

    code = "vibevoice"

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        status: int | None = None,
        request_id: str | None = None,
        retryable: bool = False,
        hint: str | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or type(self).code
        self.status = status
        self.request_id = request_id
        self.retryable = retryable
        self.hint = hint
        self.retry_after = retry_after
        """Seconds after which to try again, where the answer named them."""

    def __str__(self) -> str:
        return f"{self.message} {self.hint}" if self.hint else self.message


class OptionsError(VibeVoiceError, ValueError):
    """No instance is known, or the options make no sense."""

    code = "invalid_options"


class ConnectionFailedError(VibeVoiceError, ConnectionError):
    """Nobody answered."""

    code = "connection_failed"

    def __init__(self, message: str, **facts: Any) -> None:
        super().__init__(message, **{"retryable": True, **facts})


class IdleTimeoutError(ConnectionFailedError):
    """A stream of events has been silent for too long."""

    code = "idle_timeout"


class ProtocolError(VibeVoiceError):
    """What answered does not keep the contract; `issues` are {path, code, message}."""

    code = "protocol"

    def __init__(self, message: str, issues: list[dict[str, Any]] | None = None, **facts: Any) -> None:
        super().__init__(message, **facts)
        self.issues = issues or []


class ProblemError(VibeVoiceError):
    """The instance, the launcher or the hub said no."""

    def __init__(self, problem: Problem, **facts: Any) -> None:
        said = {"code": problem.code, "retryable": problem.retryable, "hint": problem.hint}
        super().__init__(problem.message, **{**said, "request_id": problem.request_id or None, **facts})
        self.problem = problem


class InvalidRequestError(ProblemError):
    """The request is not what the contract says, or asks for what the engine lacks."""

    @property
    def issues(self) -> list[Issue]:
        """What is wrong with it, each with its path into the request."""
        return self.problem.issues or []


class DialogueError(ProblemError):
    """The dialogue cannot be spoken as it is."""

    @property
    def diagnostics(self) -> list[Issue]:
        """What is wrong with it, by range in the script or by path in the dialogue."""
        return self.problem.issues or []


class TooLongError(ProblemError):
    """The dialogue is longer than the engine speaks."""

    @property
    def limit(self) -> float | None:
        """The longest dialogue in seconds, where the answer says."""
        return self.problem.limit_seconds

    @property
    def estimate(self) -> float | None:
        """The expected length in seconds, where the answer says."""
        return self.problem.expected_seconds


class NotReadyError(ProblemError):
    """The instance is stopped, or its engine is not up."""

    @property
    def phase(self) -> str | None:
        """What is being waited for, where the answer says."""
        return self.problem.phase


class AuthError(ProblemError):
    """A login is missing, has expired, or is somebody else's."""


class NotFoundError(ProblemError):
    """There is no such job, turn or thing."""


class VoiceNotFoundError(NotFoundError):
    """There is no such voice."""

    @property
    def available(self) -> list[str]:
        """Identifiers of the nearest voices there are."""
        return self.problem.available or []


class ConflictError(ProblemError):
    """The state of the job does not allow it."""


class QueueFullError(ProblemError):
    """Too many jobs wait; `retry_after` tells when to come back."""


class JobFailedError(ProblemError):
    """The engine failed, or the job ended early; what was made of it can be heard."""

    def __init__(self, problem: Problem, *, job: Job | None = None, **facts: Any) -> None:
        super().__init__(problem, **facts)
        self.job = job


class ServerError(ProblemError):
    """The instance broke; its log knows more."""
