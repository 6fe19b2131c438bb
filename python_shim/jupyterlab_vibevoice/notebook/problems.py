"""Which error stands for which problem code; the one place where the contract's problems become exceptions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from . import errors

if TYPE_CHECKING:
    from ..contract import Problem
    from ..contract.problems import ProblemCode

ERROR_CLASSES: Final[dict[ProblemCode, type[errors.ProblemError]]] = {
    "invalid_request": errors.InvalidRequestError,
    "invalid_dialogue": errors.DialogueError,
    "unsupported_option": errors.InvalidRequestError,
    "login_required": errors.AuthError,
    "token_expired": errors.AuthError,
    "not_yours": errors.AuthError,
    "cross_site": errors.AuthError,
    "job_not_found": errors.NotFoundError,
    "voice_not_found": errors.VoiceNotFoundError,
    "turn_not_found": errors.NotFoundError,
    "not_found": errors.NotFoundError,
    "job_not_finished": errors.ConflictError,
    "job_finished": errors.ConflictError,
    "instance_stopped": errors.NotReadyError,
    "too_large": errors.InvalidRequestError,
    "not_audio": errors.InvalidRequestError,
    "too_many_speakers": errors.DialogueError,
    "dialogue_too_long": errors.TooLongError,
    "empty_dialogue": errors.DialogueError,
    "queue_full": errors.QueueFullError,
    "hub_busy": errors.NotReadyError,
    "internal": errors.ServerError,
    "engine_failed": errors.JobFailedError,
    "hub_refused": errors.NotReadyError,
    "engine_starting": errors.NotReadyError,
    "gpu_unavailable": errors.NotReadyError,
    "hub_unreachable": errors.NotReadyError,
    "start_timeout": errors.NotReadyError,
}


def error_of(problem: Problem, **facts: Any) -> errors.ProblemError:
    """The error that stands for a problem; `facts` are those of `VibeVoiceError`."""
    return ERROR_CLASSES.get(problem.code, errors.ProblemError)(problem, **facts)


def own_problem(code: ProblemCode, message: str, hint: str | None = None) -> Problem:
    """A problem that the client itself has found."""
    from ..contract import Problem

    return Problem(code=code, message=message, hint=hint, retryable=False, request_id="")
