"""What happened in each job, numbered; the numbers survive restarts."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from ..clock import iso
from .database import Database

# A job's answer stays small, whatever its text is like.
_MOST_WARNINGS = 50
TERMINAL = frozenset({"done", "failed", "cancelled", "interrupted"})


class EventStore:
    """Appends events and wakes who listens; listeners read from the database at their own pace."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._bells: defaultdict[str, set[asyncio.Event]] = defaultdict(set)

    def append(self, job_id: str, kind: str, **data: Any) -> int:
        """Writes one event and returns its number, which is one more than the job's last."""
        with self._database.transaction():
            number: int = self._database.value(
                "UPDATE jobs SET last_event = last_event + 1 WHERE id = ? RETURNING last_event", [job_id]
            )
            self._database.execute(
                "INSERT INTO events (job_id, id, at, type, data) VALUES (?, ?, ?, ?, ?)",
                [job_id, number, time.time(), kind, json.dumps(data, ensure_ascii=False)],
            )
        self.ring(job_id)
        return number

    def after(self, job_id: str, last_id: int, *, limit: int = 100) -> list[dict[str, Any]]:
        """Events above a number, oldest first, at most `limit`."""
        rows = self._database.rows(
            "SELECT id, at, type, data FROM events WHERE job_id = ? AND id > ? ORDER BY id LIMIT ?",
            [job_id, last_id, limit],
        )
        return [{"id": row[0], "type": row[2], "at": iso(row[1]), **json.loads(row[3])} for row in rows]

    def warnings(self, job_id: str) -> list[dict[str, Any]]:
        """What a job's warnings said, each once, the first ones: the contract's `JobWarning`."""
        rows = self._database.rows(
            "SELECT data FROM events WHERE job_id = ? AND type = 'warning' GROUP BY data ORDER BY min(id) LIMIT ?",
            [job_id, _MOST_WARNINGS],
        )
        return [json.loads(row[0]) for row in rows]

    @contextlib.contextmanager
    def listening(self, job_id: str) -> Iterator[asyncio.Event]:
        """A bell that rings (is set) after each event of a job; who listens clears it."""
        bell = asyncio.Event()
        self._bells[job_id].add(bell)
        try:
            yield bell
        finally:
            self._bells[job_id].discard(bell)
            if not self._bells[job_id]:
                del self._bells[job_id]

    def ring(self, job_id: str) -> None:
        """Wakes who listens to a job."""
        for bell in self._bells.get(job_id, ()):
            bell.set()

    def ring_all(self) -> None:
        """Wakes everybody, as when the instance stops."""
        for job_id in list(self._bells):
            self.ring(job_id)
