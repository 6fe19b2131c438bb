"""What a notebook keeps of a job: the twin of src/client/output/describe-job.ts, with the same cases."""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ..contract import JobOutput

if TYPE_CHECKING:
    from ..contract import Job, TurnState

_LIMIT_BYTES = 20_000
# How many turns, and how many signs of each, tried in this order until the whole is small enough.
_SIZES = ((200, 200), (200, 100), (200, 60), (200, 32), (200, 16), (100, 16), (50, 16), (10, 16), (0, 0))


def describe_job(job: Job, *, path: str | None = None, at: datetime | None = None) -> JobOutput:
    """Less than 20 kB of JSON, without any sound. `path` is a saved audio file, relative to the notebook."""
    at = at or datetime.now(UTC)
    outputs = (_describe(job, path, at, turns, signs) for turns, signs in _SIZES)
    for output in outputs:
        smallest = output
        if len(output.to_json().encode()) < _LIMIT_BYTES:
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
