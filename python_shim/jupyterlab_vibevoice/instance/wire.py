"""Rows of the library as the contract's `Job`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from .clock import SAMPLE_RATE, iso, seconds
from .library import Library
from .library.database import Row
from .modes import TURNS
from .timeline import Timeline

UNDER_WAY = ("queued", "running")


def gap_timeline(library: Library, row: Row, revision: int | None = None) -> Timeline:
    """The timeline of one revision of a job; the present one where none is named."""
    number = row["revision"] if revision is None else revision
    return library.takes.timeline(row["id"], number, gap=row["gap"])


def is_complete(library: Library, row: Row) -> bool:
    """Whether every turn has a whole take in the present revision."""
    chosen = library.takes.chosen(row["id"], row["revision"])
    return bool(row["turns"] == sum(1 for take in chosen if take["is_whole"]))


def audio_wire(row: Row, timeline: Timeline) -> dict[str, Any]:
    """The contract's `JobAudio`."""
    audio: dict[str, Any] = {
        "revision": row["revision"],
        "seconds": seconds(timeline.samples),
        "sample_rate": SAMPLE_RATE,
        "segments": row["segments"],
    }
    if row["sha256"]:
        audio["sha256"] = row["sha256"]
    return audio


def usage_wire(row: Row) -> dict[str, Any]:
    """The contract's `Usage`."""
    usage: dict[str, Any] = {
        "queue_seconds": round(row["queue_seconds"], 3),
        "engine_seconds": round(row["engine_seconds"], 3),
        "audio_seconds": seconds(row["made_samples"]),
    }
    if row["engine_seconds"] > 0:
        usage["realtime_factor"] = round(usage["audio_seconds"] / row["engine_seconds"], 3)
    return usage


def settings_wire(row: Row) -> dict[str, Any]:
    """The contract's `JobSettings`; a mode that the engine is yet to decide is said to be turns."""
    settings: dict[str, Any] = json.loads(row["settings"])
    return settings | {"mode": settings["mode"] or TURNS}


def take_wire(take: Row, turn_text: str) -> dict[str, Any]:
    """The contract's `Take`."""
    wire = {
        "id": take["id"],
        "seed": take["seed"],
        "seconds": seconds(take["samples"]),
        "created_at": iso(take["created_at"]),
        "voice": take["voice"],
    }
    return wire if take["text"] == turn_text else {**wire, "text": take["text"]}


def turn_wire(
    turn: dict[str, Any], index: int, *, state: str, chosen: Row | None, takes: list[Row], place: tuple[int, int] | None
) -> dict[str, Any]:
    """The contract's `TurnState`."""
    wire: dict[str, Any] = {
        "id": turn["id"],
        "index": index,
        "speaker": turn["speaker"],
        "state": state,
        "precision": "estimated" if chosen is None else chosen["precision"],
        "takes": [take_wire(one, turn["text"]) for one in takes],
    }
    if place is not None:
        wire["start"], wire["end"] = seconds(place[0]), seconds(place[1])
    if chosen is not None and chosen["is_whole"]:
        wire["take"] = chosen["id"]
    return wire


class JobWire:
    """One job on its way out: reads what it needs of the library once."""

    def __init__(
        self,
        library: Library,
        row: Row,
        *,
        speaking: str | None = None,
        passing: Mapping[str, tuple[int, int]] | None = None,
    ) -> None:
        self._library = library
        self._row = row
        self._speaking = speaking
        # Turns of a pass under way, which lie in one take as yet: where they probably are.
        self._passing = passing or {}
        self.dialogue: dict[str, Any] = library.jobs.dialogue(row["id"])
        self._chosen = {take["turn_id"]: take for take in library.takes.chosen(row["id"], row["revision"])}
        self._takes = library.takes.by_turn(row["id"])
        self._pending = {work.turn_id for work in library.work.of_job(row["id"])}
        self.timeline = library.takes.joined(self._chosen.values(), gap=row["gap"])

    def turn_state(self, index: int) -> dict[str, Any]:
        """The contract's `TurnState` of one turn."""
        turn = self.dialogue["turns"][index]
        return turn_wire(
            turn,
            index,
            state=self._turn_word(turn["id"]),
            chosen=self._chosen.get(turn["id"]),
            takes=self._takes.get(turn["id"], []),
            place=self._passing.get(turn["id"]) or self.timeline.places.get(turn["id"]),
        )

    def _turn_word(self, turn_id: str) -> str:
        take = self._chosen.get(turn_id)
        if turn_id == self._speaking:
            return "speaking"
        if turn_id in self._passing:
            return "done"
        if turn_id == self._row["failed_turn"] and self._row["state"] == "failed":
            return "failed"
        if turn_id in self._pending and self._row["state"] in UNDER_WAY:
            return "waiting"
        return "done" if take is not None and take["is_whole"] else "waiting"

    def progress(self) -> dict[str, Any]:
        """The contract's `Progress`, from the audio there is and the estimates of what is to come."""
        return estimate_progress(
            self._library.jobs.estimates(self._row["id"]),
            [turn["id"] for turn in self.dialogue["turns"]],
            self.timeline,
            whole={turn_id for turn_id, take in self._chosen.items() if take["is_whole"]},
        )

    def job(self) -> dict[str, Any]:
        """The contract's `Job`."""
        row = self._row
        job: dict[str, Any] = {
            "id": row["id"],
            "title": row["title"],
            "ref": row["ref"],
            "pinned": bool(row["pinned"]),
            "state": row["state"],
            "created_at": iso(row["created_at"]),
            "started_at": row["started_at"] and iso(row["started_at"]),
            "finished_at": row["finished_at"] and iso(row["finished_at"]),
            "dialogue": self.dialogue,
            "settings": settings_wire(row),
            "progress": self.progress(),
            "turns": [self.turn_state(index) for index in range(len(self.dialogue["turns"]))],
            "audio": audio_wire(row, self.timeline),
            "usage": usage_wire(row),
            "engine": json.loads(row["engine"]) or None,
            "problem": row["problem"] and json.loads(row["problem"]),
            "warnings": self._library.events.warnings(row["id"]) or None,
            "last_event": row["last_event"],
        }
        return {key: value for key, value in job.items() if value is not None}


def estimate_progress(
    estimates: list[float], turn_ids: list[str], timeline: Timeline, *, whole: set[str]
) -> dict[str, Any]:
    """Seconds there are, seconds expected, and their ratio; estimates are corrected by how the engine did so far."""
    made = done_estimate = left_estimate = 0.0
    for turn_id, estimate in zip(turn_ids, estimates, strict=True):
        if turn_id in whole:
            start, end = timeline.places.get(turn_id, (0, 0))
            made += seconds(end - start)
            done_estimate += estimate
        else:
            left_estimate += estimate
    ratio = made / done_estimate if made and done_estimate else 1.0
    audio = seconds(timeline.samples)
    if not left_estimate and len(whole) == len(turn_ids):
        return {"audio_seconds": audio, "expected_seconds": audio, "fraction": 1.0}
    places = [timeline.places[turn_id] for turn_id in whole if turn_id in timeline.places]
    finished = seconds(max((end for _, end in places), default=0))
    expected = max(finished + left_estimate * ratio, audio)
    fraction = min(0.999, audio / expected) if expected else 0.0
    return {"audio_seconds": audio, "expected_seconds": round(expected, 3), "fraction": round(fraction, 4)}
