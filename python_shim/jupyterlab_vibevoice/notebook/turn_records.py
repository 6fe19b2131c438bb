"""Turns as rows: what was said, by whom, when."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from .errors import OptionsError

if TYPE_CHECKING:
    from .. import contract


@dataclass(frozen=True)
class TurnRecord:
    """One turn of a job; times in seconds, None while they are not known. `precision` says how well they are."""

    index: int
    id: str
    speaker: str
    text: str
    state: str
    start: float | None
    end: float | None
    precision: str
    take: str | None
    takes: int


def turn_records(job: contract.Job) -> list[TurnRecord]:
    """The turns of a job in order."""
    texts = {turn.id: turn.text for turn in job.dialogue.turns}
    return [
        TurnRecord(
            index=turn.index,
            id=turn.id,
            speaker=turn.speaker,
            text=texts.get(turn.id, ""),
            state=turn.state,
            start=turn.start,
            end=turn.end,
            precision=turn.precision,
            take=turn.take,
            takes=len(turn.takes),
        )
        for turn in job.turns
    ]


def turn_table(job: contract.Job) -> Any:
    """The turns as a pandas DataFrame; OptionsError where pandas is not installed."""
    try:
        import pandas
    except ImportError as error:
        raise OptionsError("pandas is not installed here.", hint="Use `turns`, or install pandas.") from error
    return pandas.DataFrame([asdict(turn) for turn in turn_records(job)])


def turn_id_of(job: contract.Job, turn: int | str) -> str:
    """The id of a turn that was named by its place (from 0, or from the end) or by its id; OptionsError for neither."""
    ids = [state.id for state in job.turns]
    if isinstance(turn, str) and turn in ids:
        return turn
    if isinstance(turn, int) and -len(ids) <= turn < len(ids):
        return ids[turn]
    raise OptionsError("The job has no such turn.", hint=f"Turns are numbered 0 to {len(ids) - 1}.")
