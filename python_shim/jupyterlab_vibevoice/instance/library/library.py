"""The stores of one library folder, together."""

from __future__ import annotations

import contextlib
import json
import shutil
from pathlib import Path
from typing import Any

from .checkpoints import CheckpointStore
from .credentials import CredentialStore
from .database import Database
from .events import EventStore
from .full_disk import is_disk_full
from .jobs import JobStore
from .takes import TakeStore
from .voices import VoiceStore
from .work import WorkStore

# Given back when the disk is full, so that the state of the job that hit the end can still be written.
_RESERVE_BYTES = 512 * 1024
# What a start may write: the ends of jobs that were under way, the runtime file.
_START_BYTES = 256 * 1024


class Library:
    """One folder: `library.sqlite`, `jobs/`, `voices/`. Used from the event loop's thread only."""

    def __init__(self, folder: Path, secret: str) -> None:
        self.folder = folder
        self.database = Database(folder)
        self.jobs_folder = folder / "jobs"
        self.jobs_folder.mkdir(exist_ok=True, mode=0o700)
        self.events = EventStore(self.database)
        self.jobs = JobStore(self.database, self.events)
        self.takes = TakeStore(self.database, self.jobs_folder)
        self.checkpoints = CheckpointStore(self.jobs_folder)
        self.work = WorkStore(self.database)
        self.voices = VoiceStore(self.database, folder / "voices")
        self.credentials = CredentialStore(self.database, secret)
        # How often encoded files were cleared away: who finds one missing can tell whether that is why.
        self.clearings = 0

    def close(self) -> None:
        """Closes the database and gives the folder free."""
        self.database.close()

    def remember(self, key: str, value: Any) -> None:
        """Keeps a fact beyond this process."""
        self.database.execute("INSERT OR REPLACE INTO facts (key, value) VALUES (?, ?)", [key, json.dumps(value)])

    def recall(self, key: str) -> Any:
        """A fact kept by `remember`, or None."""
        found = self.database.value("SELECT value FROM facts WHERE key = ?", [key])
        return None if found is None else json.loads(found)

    def forget_job(self, job_id: str) -> None:
        """Deletes a job and its audio, on a full disk too."""
        try:
            self.jobs.forget(job_id)
        except Exception as error:
            if not is_disk_full(error):
                raise
            # To write that it is gone takes room; once it is gone there is more.
            self.give_reserve()
            self.drop_exports(job_id)
            self.jobs.forget(job_id)
        shutil.rmtree(self.jobs_folder / job_id, ignore_errors=True)

    def exports_folder(self, job_id: str) -> Path:
        """Where encoded whole files of a job are kept; they can be made again."""
        return self.jobs_folder / job_id / "exports"

    def drop_exports(self, job_id: str) -> None:
        """Deletes encoded whole files, whose revision or title is past."""
        self.clearings += 1
        shutil.rmtree(self.exports_folder(job_id), ignore_errors=True)

    def keep_reserve(self) -> None:
        """Sets a little room aside for the moment the disk is full; raises OSError where there is none."""
        reserve = self.folder / "reserve"
        if not reserve.exists() or reserve.stat().st_size < _RESERVE_BYTES:
            reserve.write_bytes(bytes(_RESERVE_BYTES))

    def require_start_room(self) -> None:
        """Gives the reserve where a full disk leaves no room for what a start writes."""
        if shutil.disk_usage(self.folder).free < _START_BYTES:
            self.give_reserve()

    def give_reserve(self) -> None:
        """Frees the room set aside."""
        with contextlib.suppress(OSError):
            (self.folder / "reserve").unlink(missing_ok=True)
