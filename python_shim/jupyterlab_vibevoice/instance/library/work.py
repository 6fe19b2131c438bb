"""What is still to be rendered, and in which order.

New takes of one turn come before whole dialogues, because somebody waits for them with a finger on the button. Whole
dialogues take turns between the documents (`ref`) they come from: each document's first job before anybody's second,
who was served longest ago before others, and in the order of their arrival otherwise.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import Any

from .database import Database

_ORDER = """
  SELECT work.seq, work.job_id, work.turn_id, work.wishes, work.queued_at, work.turn_id IS NULL AS is_render,
    ROW_NUMBER() OVER (PARTITION BY COALESCE(jobs.ref, jobs.id), work.turn_id IS NULL ORDER BY work.seq) AS place,
    COALESCE((SELECT MAX(others.started_at) FROM jobs AS others WHERE others.ref = jobs.ref), 0) AS served_at
  FROM work JOIN jobs ON jobs.id = work.job_id
  WHERE jobs.lane = ? AND jobs.state = 'queued' AND NOT work.is_held
  ORDER BY is_render, CASE WHEN is_render THEN place ELSE 0 END, CASE WHEN is_render THEN served_at ELSE 0 END, work.seq
"""


@dataclass(frozen=True)
class Work:
    """One thing to render: a whole dialogue where `turn_id` is None, else a take with its wishes."""

    number: int
    job_id: str
    turn_id: str | None
    wishes: dict[str, Any]
    queued_at: float


class WorkStore:
    """The queue of each lane, as rows."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def waiting(self, lane: str) -> list[Work]:
        """All work of queued jobs in a lane, the next first."""
        return [Work(row[0], row[1], row[2], json.loads(row[3]), row[4]) for row in self._database.rows(_ORDER, [lane])]

    def next(self, lane: str) -> Work | None:
        """What a lane should do now."""
        row = self._database.row(f"{_ORDER} LIMIT 1", [lane])
        return None if row is None else Work(row[0], row[1], row[2], json.loads(row[3]), row[4])

    def places(self, lane: str) -> dict[str, int]:
        """For each queued job, how many other jobs come before it."""
        order = list(dict.fromkeys(work.job_id for work in self.waiting(lane)))
        return {job_id: index for index, job_id in enumerate(order)}

    def of_job(self, job_id: str) -> list[Work]:
        """What is to be done for one job now, in order; what is held back waits for `release`."""
        rows = self._database.rows(
            "SELECT seq, job_id, turn_id, wishes, queued_at FROM work"
            " WHERE job_id = ? AND NOT is_held ORDER BY turn_id IS NOT NULL, seq",
            [job_id],
        )
        return [Work(row[0], row[1], row[2], json.loads(row[3]), row[4]) for row in rows]

    def hold_dialogue(self, job_id: str) -> None:
        """Holds the rest of a dialogue back, while somebody wants but a new take of what was spoken."""
        self._database.execute("UPDATE work SET is_held = 1 WHERE job_id = ? AND turn_id IS NULL", [job_id])

    def release(self, job_id: str) -> None:
        """Holds nothing back any more."""
        self._database.execute("UPDATE work SET is_held = 0 WHERE job_id = ?", [job_id])

    def touch(self, job_id: str) -> None:
        """Says that a job's work waits from now on."""
        self._database.execute("UPDATE work SET queued_at = ? WHERE job_id = ?", [time.time(), job_id])

    def finish(self, number: int) -> None:
        """Takes one piece of work off the list."""
        self._database.execute("DELETE FROM work WHERE seq = ?", [number])

    def drop_takes(self, job_id: str) -> None:
        """Gives up the new takes that a job waits for."""
        self._database.execute("DELETE FROM work WHERE job_id = ? AND turn_id IS NOT NULL", [job_id])
