"""Keeps the library below its size: the oldest unpinned jobs go, never one that is under way or was made today.

It is said one round before it happens: in the status (`notice`) and in the log.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .clock import iso
from .library import Library
from .library.database import Row

logger = logging.getLogger(__name__)
_ROUND_S = 3600.0
_DAY_S = 24 * 3600.0


def size_of(folder: Path) -> int:
    """Bytes that a folder takes on the disk."""
    total = 0
    for path, _, names in os.walk(folder):
        for name in names:
            # Files may go while they are counted.
            with contextlib.suppress(FileNotFoundError):
                total += os.stat(os.path.join(path, name)).st_blocks * 512
    return total


class Retention:
    """Looks at the library every hour; `notice` is set while something is about to go."""

    def __init__(self, library: Library, limit_bytes: int, on_change: Callable[[], None]) -> None:
        self._library = library
        self._limit = limit_bytes
        self._on_change = on_change
        self._announced: set[str] = set()
        self._timer: asyncio.TimerHandle | None = None
        self.notice: dict[str, Any] | None = None

    def start(self) -> None:
        """Looks now, and from now on every hour."""
        self.look()
        self._timer = asyncio.get_running_loop().call_later(_ROUND_S, self.start)

    def stop(self) -> None:
        """Looks no more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def look(self) -> None:
        """One round: deletes what the round before announced and is still too much, announces what comes next."""
        due = self._due()
        ready = [row for row, _ in due if row["id"] in self._announced]
        for row in ready:
            logger.warning("Job %s was deleted to keep the library below its size", row["id"])
            self._library.forget_job(row["id"])
        coming = [(row, size) for row, size in due if row["id"] not in self._announced]
        self._announced = {row["id"] for row, _ in coming}
        before, self.notice = self.notice, self._notice(coming)
        if self.notice is not None:
            logger.warning("%s", self.notice["message"])
        if before != self.notice:
            self._on_change()

    def _due(self) -> list[tuple[Row, int]]:
        """The jobs that must go, oldest first, with their sizes."""
        excess = size_of(self._library.folder) - self._limit
        found: list[tuple[Row, int]] = []
        if excess <= 0:
            return found
        for row in self._library.jobs.disposable(before=time.time() - _DAY_S):
            size = size_of(self._library.jobs_folder / row["id"])
            found.append((row, size))
            excess -= size
            if excess <= 0:
                break
        return found

    def _notice(self, coming: list[tuple[Row, int]]) -> dict[str, Any] | None:
        if not coming:
            return None
        count, at = len(coming), time.time() + _ROUND_S
        limit = f"The library is larger than {self._limit / 1e9:.1f} GB."
        jobs = "The oldest job is" if count == 1 else f"The {count} oldest jobs are"
        return {
            "code": "retention",
            "message": f"{limit} {jobs} deleted in an hour; pin what you keep.",
            "jobs": [row["id"] for row, _ in coming],
            "at": iso(at),
        }
