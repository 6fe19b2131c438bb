"""Keeps the library below its size: the oldest unpinned jobs go, never one that is under way or was made today.

It is said an hour before it happens: in the status (`notice`) and in the log.
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
from .options import Options

logger = logging.getLogger(__name__)
_ROUND_S = 3600.0
_DAY_S = 24 * 3600.0
_FACT = "retention"


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

    def __init__(self, library: Library, options: Options, on_change: Callable[[], None]) -> None:
        self._library = library
        self._limit = options.library_bytes
        self._notice_s = options.notice_minutes * 60
        self._on_change = on_change
        self._timer: asyncio.TimerHandle | None = None
        self.notice: dict[str, Any] | None = None

    def start(self) -> None:
        """Looks now, and from now on again and again."""
        self.look()
        self._timer = asyncio.get_running_loop().call_later(min(_ROUND_S, self._notice_s), self.start)

    def stop(self) -> None:
        """Looks no more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def look(self) -> None:
        """One round: deletes what was announced long enough ago and is still too much, announces what comes next.

        Announcements outlive the process, else an instance that never runs for an hour would never delete anything.
        """
        now = time.time()
        earlier: dict[str, float] = self._library.recall(_FACT) or {}
        announced: dict[str, float] = {}
        for row in self._due():
            since = earlier.get(row["id"], now)
            if now - since >= self._notice_s:
                logger.warning("Job %s was deleted to keep the library below its size", row["id"])
                self._library.forget_job(row["id"])
            else:
                announced[row["id"]] = since
        if announced or earlier:
            self._library.remember(_FACT, announced)
        before, self.notice = self.notice, self._notice(announced)
        if self.notice is not None and before != self.notice:
            logger.warning("%s", self.notice["message"])
        if before != self.notice:
            self._on_change()

    def _due(self) -> list[Row]:
        """The jobs that must go, oldest first."""
        excess = size_of(self._library.folder) - self._limit
        found: list[Row] = []
        for row in self._library.jobs.disposable(before=time.time() - _DAY_S):
            if excess <= 0:
                break
            found.append(row)
            excess -= size_of(self._library.jobs_folder / row["id"])
        return found

    def _notice(self, announced: dict[str, float]) -> dict[str, Any] | None:
        if not announced:
            return None
        at = iso(min(announced.values()) + self._notice_s)
        jobs = "The oldest job is" if len(announced) == 1 else f"The {len(announced)} oldest jobs are"
        return {
            "code": "retention",
            "message": f"The library is over {self._limit / 1e9:.1f} GB. {jobs} deleted soon; pin what to keep.",
            "jobs": list(announced),
            "at": at,
        }
