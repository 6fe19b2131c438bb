"""Takes, which of them count, and the timeline that follows from it."""

from __future__ import annotations

import json
import secrets
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..pcm import TakeWriter
from ..timeline import Span, Timeline, TurnAudio
from .database import Database, Row

# All but the words, which are longer than the rest together and seldom asked for.
_COLUMNS = (
    ", ".join(
        f"takes.{name}"
        for name in (
            "id",
            "job_id",
            "turn_id",
            "seed",
            "text",
            "voice",
            "precision",
            "created_at",
            "is_whole",
            "samples",
        )
    )
    + ", takes.layout"
)


@dataclass(frozen=True)
class Wording:
    """What a take is to say and how: text, voice, seed, and how well its times will be known."""

    text: str
    voice: str
    seed: int
    precision: str


def _spans(layout: str, path: Path) -> tuple[Span, ...]:
    spans: list[Span] = []
    position = 0
    for kind, count in json.loads(layout):
        if kind == "a":
            spans.append(Span(count, path, position))
            position += count
        else:
            spans.append(Span(count))
    return tuple(spans)


class TakeStore:
    """Takes of all jobs; their samples lie in `<jobs>/<job id>/takes/<take id>.pcm`."""

    def __init__(self, database: Database, jobs_folder: Path) -> None:
        self._database = database
        self._folder = jobs_folder

    def path(self, job_id: str, take_id: str) -> Path:
        """Where a take's samples lie."""
        return Path(f"{self._folder}/{job_id}/takes/{take_id}.pcm")

    def begin(self, job_id: str, turn_id: str, wording: Wording) -> str:
        """A new take without samples; returns its id."""
        take_id = f"t{secrets.token_hex(8)}"
        self._database.execute(
            "INSERT INTO takes (id, job_id, turn_id, seed, text, voice, precision, created_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [take_id, job_id, turn_id, wording.seed, wording.text, wording.voice, wording.precision, time.time()],
        )
        return take_id

    def grow(self, take_id: str, writer: TakeWriter, words: Iterable[dict[str, Any]], *, is_whole: bool) -> None:
        """Says how much of a take's file counts; what is beyond it never did."""
        self._database.execute(
            "UPDATE takes SET layout = ?, samples = ?, words = ?, is_whole = ? WHERE id = ?",
            [
                json.dumps(writer.layout),
                writer.samples,
                json.dumps(list(words), ensure_ascii=False),
                is_whole,
                take_id,
            ],
        )

    def drop(self, job_id: str, take_id: str) -> None:
        """Forgets a take that nobody has heard."""
        with self._database.transaction():
            self._database.execute("DELETE FROM choices WHERE take_id = ?", [take_id])
            self._database.execute("DELETE FROM takes WHERE id = ?", [take_id])
        self.path(job_id, take_id).unlink(missing_ok=True)

    def choose(self, job_id: str, revision: int, turn: tuple[str, int], take_id: str) -> None:
        """Gives a turn (id, index) its take from a revision on."""
        self._database.execute(
            "INSERT OR REPLACE INTO choices (job_id, revision, turn_id, turn_index, take_id) VALUES (?, ?, ?, ?, ?)",
            [job_id, revision, *turn, take_id],
        )

    def get(self, job_id: str, take_id: str) -> Row | None:
        """The row of one take."""
        return self._database.row("SELECT * FROM takes WHERE job_id = ? AND id = ?", [job_id, take_id])

    def of_turn(self, job_id: str, turn_id: str) -> list[Row]:
        """Whole takes of one turn, the oldest first."""
        return self._database.rows(
            "SELECT * FROM takes WHERE job_id = ? AND turn_id = ? AND is_whole ORDER BY seq", [job_id, turn_id]
        )

    def chosen_of(self, job_id: str, revision: int, turn_id: str) -> Row | None:
        """The take that counts for one turn in a revision."""
        return self._database.row(
            "SELECT takes.* FROM choices JOIN takes ON takes.id = choices.take_id"
            " WHERE choices.job_id = ? AND choices.turn_id = ? AND choices.revision <= ?"
            " ORDER BY choices.revision DESC LIMIT 1",
            [job_id, turn_id, revision],
        )

    def by_turn(self, job_id: str) -> dict[str, list[Row]]:
        """Whole takes of each turn, the oldest first."""
        found: defaultdict[str, list[Row]] = defaultdict(list)
        for row in self._database.rows(
            f"SELECT {_COLUMNS} FROM takes WHERE job_id = ? AND is_whole ORDER BY seq", [job_id]
        ):
            found[row["turn_id"]].append(row)
        return found

    def chosen(self, job_id: str, revision: int) -> list[Row]:
        """The take that counts in a revision, for each turn that has one, in order of the dialogue."""
        return self._database.rows(
            f"SELECT {_COLUMNS}, chosen.turn_index FROM"
            " (SELECT turn_index, take_id, MAX(revision) FROM choices"
            "  WHERE job_id = ? AND revision <= ? GROUP BY turn_id) AS chosen"
            " JOIN takes ON takes.id = chosen.take_id ORDER BY chosen.turn_index",
            [job_id, revision],
        )

    def turn_audio(self, take: Row) -> TurnAudio:
        """The audio of one take."""
        spans = _spans(take["layout"], self.path(take["job_id"], take["id"]))
        return TurnAudio(take["turn_id"], take["id"], spans, bool(take["is_whole"]))

    def timeline(self, job_id: str, revision: int, *, gap: int) -> Timeline:
        """The audio of a revision, with `gap` samples between turns."""
        return self.joined(self.chosen(job_id, revision), gap=gap)

    def joined(self, chosen: Iterable[Row], *, gap: int) -> Timeline:
        """The audio of chosen takes, in their order."""
        return Timeline.build((self.turn_audio(row) for row in chosen if row["samples"]), gap=gap)

    def words(self, take_id: str) -> list[dict[str, Any]]:
        """Words of a take: text, start and end (None where unknown) in seconds of the take."""
        found: list[dict[str, Any]] = json.loads(
            self._database.value("SELECT words FROM takes WHERE id = ?", [take_id]) or "[]"
        )
        return found
