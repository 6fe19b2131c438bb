"""What an engine needs to go on with a job: its newest checkpoint, in a file beside the job's audio."""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
from dataclasses import dataclass
from pathlib import Path

from .full_disk import is_disk_full

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Kept:
    """The engine's `state` after the turns `first` to `following - 1` of the request that `request` identifies."""

    request: str
    first: int
    following: int
    state: bytes


class CheckpointStore:
    """One checkpoint a job, in `<jobs>/<job id>/checkpoint`; without it a job goes on all the same."""

    def __init__(self, jobs_folder: Path) -> None:
        self._folder = jobs_folder

    def _path(self, job_id: str) -> Path:
        return self._folder / job_id / "checkpoint"

    def keep(self, job_id: str, kept: Kept) -> None:
        """Puts it in the place of the one before, without waiting for the disk: a broken file is noticed by its sum."""
        path = self._path(job_id)
        head = {"request": kept.request, "first": kept.first, "following": kept.following, "sum": _sum(kept.state)}
        new = path.with_suffix(".new")
        try:
            new.write_bytes(json.dumps(head).encode() + b"\n" + kept.state)
            new.replace(path)
        except OSError as error:
            with contextlib.suppress(OSError):
                new.unlink(missing_ok=True)
            if not is_disk_full(error) and not isinstance(error, FileNotFoundError):
                raise
            logger.warning("The engine's checkpoint could not be kept; its turns can be spoken on without it")

    def find(self, job_id: str) -> Kept | None:
        """The newest one, None where there is none that is whole."""
        try:
            line, _, state = self._path(job_id).read_bytes().partition(b"\n")
            head = json.loads(line)
            if head["sum"] != _sum(state):
                return None
            return Kept(str(head["request"]), int(head["first"]), int(head["following"]), state)
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def drop(self, job_id: str) -> None:
        """Forgets it."""
        self._path(job_id).unlink(missing_ok=True)


def _sum(state: bytes) -> str:
    return hashlib.sha256(state).hexdigest()
