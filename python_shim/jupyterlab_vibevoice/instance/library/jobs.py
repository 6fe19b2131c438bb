"""Rows of jobs: accept, find, list, change, forget."""

from __future__ import annotations

import json
import secrets
import time
from typing import Any

from ...contract.problems import ProblemError
from .database import Database, Row
from .events import TERMINAL, EventStore

QUEUE_LIMIT = 100
UNDER_WAY = ("queued", "running")


class JobStore:
    """Jobs as rows. States change here, each together with its event."""

    def __init__(self, database: Database, events: EventStore) -> None:
        self._database = database
        self._events = events

    def accept(self, dialogue: dict[str, Any], estimates: list[float], fields: dict[str, Any]) -> str:
        """Writes a new job and its work, durably, and returns its id. Raises `queue_full`.

        `estimates` are the seconds that each turn may take.
        """
        with self._database.transaction(is_durable=True):
            self.refuse_when_full()
            job_id = f"j{secrets.token_hex(8)}"
            row = {**fields, "id": job_id, "turns": len(estimates), "state": "queued", "created_at": time.time()}
            columns = ", ".join(row)
            self._database.execute(
                f"INSERT INTO jobs ({columns}) VALUES ({', '.join('?' * len(row))})", list(row.values())
            )
            self._database.execute(
                "INSERT INTO dialogues (job_id, dialogue, estimates) VALUES (?, ?, ?)",
                [job_id, json.dumps(dialogue, ensure_ascii=False), json.dumps(estimates)],
            )
            self.add_work(job_id)
        return job_id

    def refuse_when_full(self) -> None:
        """Raises `queue_full` when as many jobs wait as may."""
        waiting = self._database.value("SELECT COUNT(*) FROM jobs WHERE state = 'queued'")
        if waiting >= QUEUE_LIMIT:
            raise ProblemError(
                "queue_full", f"{QUEUE_LIMIT} jobs are waiting already.", hint="Try again later.", retry_after_s=30
            )

    def add_work(self, job_id: str, turn_id: str | None = None, wishes: dict[str, Any] | None = None) -> None:
        """Adds the rendering of the whole dialogue, or of one new take."""
        self._database.execute(
            "INSERT INTO work (job_id, turn_id, wishes, queued_at) VALUES (?, ?, ?, ?)",
            [job_id, turn_id, json.dumps(wishes or {}), time.time()],
        )

    def get(self, job_id: str) -> Row:
        """The row of a job; raises `job_not_found`."""
        row = self._database.row("SELECT * FROM jobs WHERE id = ?", [job_id])
        if row is None:
            raise ProblemError("job_not_found", "There is no such job.", hint="It may have been deleted.")
        return row

    def dialogue(self, job_id: str) -> dict[str, Any]:
        """The contract's `Dialogue` of a job, as its chosen takes say it."""
        text = self._database.value("SELECT dialogue FROM dialogues WHERE job_id = ?", [job_id])
        found: dict[str, Any] = json.loads(text or "null")
        return found

    def estimates(self, job_id: str) -> list[float]:
        """The seconds that each turn was expected to take."""
        text = self._database.value("SELECT estimates FROM dialogues WHERE job_id = ?", [job_id])
        found: list[float] = json.loads(text or "[]")
        return found

    def rewrite(self, job_id: str, dialogue: dict[str, Any]) -> None:
        """Keeps a changed dialogue."""
        text = json.dumps(dialogue, ensure_ascii=False)
        self._database.execute("UPDATE dialogues SET dialogue = ? WHERE job_id = ?", [text, job_id])

    def find_by_key(self, key: str) -> Row | None:
        """The job that was accepted with an idempotency key."""
        return self._database.row("SELECT * FROM jobs WHERE idempotency_key = ?", [key])

    def page(self, *, limit: int, before: int | None, ref: str | None) -> list[Row]:
        """Rows, newest first, below a sequence number and of one reference where given."""
        conditions: list[str] = ["1"]
        values: list[Any] = []
        if before is not None:
            conditions.append("seq < ?")
            values.append(before)
        if ref is not None:
            conditions.append("ref = ?")
            values.append(ref)
        return self._database.rows(
            f"SELECT * FROM jobs WHERE {' AND '.join(conditions)} ORDER BY seq DESC LIMIT ?", [*values, limit]
        )

    def update(self, job_id: str, **fields: Any) -> None:
        """Writes columns of one job."""
        assignments = ", ".join(f"{name} = ?" for name in fields)
        self._database.execute(f"UPDATE jobs SET {assignments} WHERE id = ?", [*fields.values(), job_id])

    def enter(self, job_id: str, state: str, event: dict[str, Any], **fields: Any) -> None:
        """Changes the state; an end writes the event of that name."""
        with self._database.transaction():
            if state in TERMINAL:
                fields["finished_at"] = time.time()
            self.update(job_id, state=state, **fields)
            if state in TERMINAL:
                self._events.append(job_id, state, **event)

    def forget(self, job_id: str) -> None:
        """Deletes a job's rows; its files are the caller's."""
        self._database.execute("DELETE FROM jobs WHERE id = ?", [job_id])
        self._events.ring(job_id)

    def disposable(self, *, before: float) -> list[Row]:
        """Jobs that retention may take: older than a moment, ended, not pinned; the oldest first."""
        return self._database.rows(
            "SELECT * FROM jobs WHERE created_at < ? AND COALESCE(finished_at, created_at) < ? AND NOT pinned"
            " AND state NOT IN ('queued', 'running') ORDER BY seq",
            [before, before],
        )

    def under_way(self) -> list[Row]:
        """Jobs that are queued or running."""
        return self._database.rows("SELECT * FROM jobs WHERE state IN ('queued', 'running') ORDER BY seq")

    def count_states(self) -> dict[str, int]:
        """How many jobs are in each state."""
        return {row[0]: row[1] for row in self._database.rows("SELECT state, COUNT(*) FROM jobs GROUP BY state")}
