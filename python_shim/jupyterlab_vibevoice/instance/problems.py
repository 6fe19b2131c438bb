"""Foreign errors of this room as the contract's problems."""

from __future__ import annotations

from typing import Any

from ..contract.problems import ProblemError
from .library import LibraryInUseError, LibraryVersionError
from .library.full_disk import is_disk_full

__all__ = ["disk_full", "is_disk_full", "opening_problem", "problem_wire", "to_problem"]


def disk_full() -> ProblemError:
    """The problem of a full disk."""
    return ProblemError(
        "internal",
        "The disk is full, so nothing more can be kept. What was made so far is safe.",
        hint="Free some space, or delete jobs that are not needed any more; then resume.",
    )


def to_problem(error: BaseException) -> ProblemError:
    """Any error as a problem; what nobody foresaw is `internal`, without its text, which may hold what is private."""
    if isinstance(error, ProblemError):
        return error
    if is_disk_full(error):
        return disk_full()
    if isinstance(error, ConnectionError | EOFError):
        return ProblemError("engine_failed", "The engine went away.", hint="Resume to try again.")
    return ProblemError("internal", "Something went wrong in the instance.", hint="The instance's log says more.")


def opening_problem(error: BaseException) -> ProblemError:
    """Why an instance cannot open; only errors about the library say something of their own."""
    if isinstance(error, LibraryInUseError | LibraryVersionError):
        hint = "Stop the other instance, then start this one again."
        if isinstance(error, LibraryVersionError):
            hint = "Update VibeVoice where the instance runs; nothing in the library was changed."
        return ProblemError("internal", str(error), hint=hint)
    if isinstance(error, PermissionError):
        return ProblemError("internal", "The folder of the library may not be written.", hint="Mend its permissions.")
    return to_problem(error)


def problem_wire(error: BaseException) -> dict[str, Any]:
    """A problem as a job keeps it."""
    return to_problem(error).to_wire()
