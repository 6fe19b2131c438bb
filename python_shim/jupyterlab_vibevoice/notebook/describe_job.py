"""What a notebook keeps of a job: the twin of src/client/output/describe-job.ts, with the same cases."""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ..contract import JobOutput

if TYPE_CHECKING:
    from ..contract import Job, TurnState

# With its page and its text a notebook file then holds some 30 kB of a job.
_LIMIT_BYTES = 13_500
# What a turn weighs beside its JSON: a notebook file writes each value on a line of its own, and the page has marks.
_LINE_BYTES = 22
# How many turns, and how many signs of each, tried in this order until the whole is small enough.
_SIZES = (
    (200, 200),
    (200, 100),
    (200, 60),
    (150, 60),
    (120, 60),
    (100, 60),
    (100, 45),
    (80, 45),
    (60, 40),
    (40, 40),
    (20, 30),
    (10, 16),
    (0, 0),
)


def describe_job(job: Job, *, path: str | None = None, at: datetime | None = None) -> JobOutput:
    """Some 13 kB at most, without any sound. `path` is a saved audio file, relative to the notebook."""
    at = at or datetime.now(UTC)
    outputs = (_describe(job, path, at, turns, signs) for turns, signs in _SIZES)
    for output in outputs:
        smallest = output
        if len(output.to_json().encode()) + len(output.turns) * _LINE_BYTES < _LIMIT_BYTES:
            break
    return smallest


def _describe(job: Job, path: str | None, at: datetime, turns: int, signs: int) -> JobOutput:
    states = {state.id: state for state in job.turns}
    wire = {
        "v": 1,
        "job_id": job.id,
        "state": job.state,
        "title": job.title,
        "language": job.dialogue.language,
        "path": path,
        "seconds": _rounded(job.audio.seconds),
        "fraction": 1 if job.state == "done" else _rounded(job.progress.fraction),
        "cast": job.settings.cast,
        "turns": [
            {"speaker": turn.speaker, "text": _shortened(turn.text, signs), **_times(states.get(turn.id))}
            for turn in job.dialogue.turns[:turns]
        ],
        "turn_count": len(job.dialogue.turns),
        "turns_made": sum(state.state in ("done", "stale") for state in job.turns),
        "at": at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "problem": job.problem and {"code": job.problem.code, "message": job.problem.message},
    }
    return JobOutput.model_validate_json(json.dumps({name: value for name, value in wire.items() if value is not None}))


def _times(state: TurnState | None) -> dict[str, float]:
    if state is None or state.start is None or state.end is None:
        return {}
    return {"start": _rounded(state.start), "end": _rounded(state.end)}


def _shortened(text: str, signs: int) -> str:
    """At most `signs` code points, the last of them … where some were left out."""
    return text if len(text) <= signs else f"{text[: max(0, signs - 1)]}…"


def _rounded(value: float) -> float:
    """To hundredths, halves up: the same in TypeScript."""
    return math.floor(value * 100 + 0.5) / 100
