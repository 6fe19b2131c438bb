"""The captions of a job: what is said when, and by whom."""

from __future__ import annotations

from typing import Any

from .captions import Cue, WordCue
from .clock import seconds
from .library import Library
from .library.database import Row
from .wire import gap_timeline


def cues_of(library: Library, row: Row) -> list[Cue]:
    """One cue a turn of the present revision, so far as there is sound."""
    timeline = gap_timeline(library, row)
    takes = {take["turn_id"]: take for take in library.takes.chosen(row["id"], row["revision"])}
    cues = []
    for index, turn in enumerate(library.jobs.dialogue(row["id"])["turns"]):
        place, take = timeline.places.get(turn["id"]), takes.get(turn["id"])
        if place is not None and take is not None:
            start, end = seconds(place[0]), seconds(place[1])
            words = _words(library.takes.words(take["id"]), start, end)
            cue = Cue(turn["id"], index, turn["speaker"], take["text"], start, end, take["precision"], words)
            cues.append(cue)
    return cues


def _words(kept: list[dict[str, Any]], start: float, end: float) -> list[WordCue]:
    """Times of words in the job's audio; a word whose end nobody told lasts to the end of its turn."""
    found = []
    for word in kept:
        begins = min(end, start + word["start"])
        ends = end if word["end"] is None else min(end, start + word["end"])
        found.append(WordCue(word["text"], begins, max(begins, ends)))
    return found
