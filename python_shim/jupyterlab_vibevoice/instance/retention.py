"""Keeps the library below its size: the oldest unpinned jobs go, never one that is under way or was made today.

It is said an hour before it happens: in the status (`notice`) and in the log.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import sqlite3
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


def sizes_of(folder: Path, jobs_folder: Path) -> dict[str, int]:
    """Bytes of each job by its id, and of everything under the empty name."""
    sizes = {path.name: size_of(path) for path in jobs_folder.iterdir()}
    rest = [path for path in folder.iterdir() if path != jobs_folder]
    others = sum(size_of(path) if path.is_dir() else path.stat().st_size for path in rest)
    return {**sizes, "": sum(sizes.values()) + others}


class Retention:
    """Looks at the library every hour; `notice` is set while something is about to go."""

    def __init__(self, library: Library, options: Options, on_change: Callable[[], None]) -> None:
        self._library = library
        self._limit = options.library_bytes
        self._notice_s = options.notice_minutes * 60
        self._on_change = on_change
        self._rounds: asyncio.Task[None] | None = None
        self.notice: dict[str, Any] | None = None

    def start(self) -> None:
        """Looks now, and from now on again and again."""
        self._rounds = asyncio.create_task(self._look_again_and_again())

    def stop(self) -> None:
        """Looks no more."""
        if self._rounds is not None:
            self._rounds.cancel()

    async def _look_again_and_again(self) -> None:
        while True:
            try:
                sizes = await asyncio.to_thread(sizes_of, self._library.folder, self._library.jobs_folder)
                self._look(sizes)
            except (OSError, sqlite3.Error):
                # A file that went while it was counted, a disk without room: the next round does it.
                logger.exception("The size of the library could not be looked at")
            await asyncio.sleep(min(_ROUND_S, self._notice_s))

    def _look(self, sizes: dict[str, int]) -> None:
        """One round: deletes what was announced long enough ago and is still too much, announces what comes next.

        Announcements outlive the process, else an instance that never runs for an hour would never delete anything.
        """
        now = time.time()
        earlier: dict[str, float] = self._library.recall(_FACT) or {}
        announced: dict[str, float] = {}
        for row in self._due(sizes):
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

    def _due(self, sizes: dict[str, int]) -> list[Row]:
        """The jobs that must go, oldest first."""
        excess = sizes[""] - self._limit
        found: list[Row] = []
        for row in self._library.jobs.disposable(before=time.time() - _DAY_S):
            if excess <= 0:
                break
            found.append(row)
            excess -= sizes.get(row["id"], 0)
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
