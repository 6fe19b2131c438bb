"""Voices that were uploaded: a row and a file of samples each, under generated names."""

from __future__ import annotations

import secrets
import time
from pathlib import Path

from ...contract.problems import ProblemError
from .database import Database, Row


class VoiceStore:
    """Uploaded voices; the sample of each is `<folder>/<id>.wav`."""

    def __init__(self, database: Database, folder: Path) -> None:
        self._database = database
        self._folder = folder
        folder.mkdir(exist_ok=True, mode=0o700)

    def new_id(self) -> str:
        """An identifier nobody has yet."""
        return f"u-{secrets.token_hex(6)}"

    def path(self, voice_id: str) -> Path:
        """Where the sample of a voice lies."""
        return self._folder / f"{voice_id}.wav"

    def add(self, voice_id: str, name: str, samples: int) -> None:
        """Keeps a voice whose sample lies at its path already."""
        self._database.execute(
            "INSERT INTO voices (id, name, samples, created_at) VALUES (?, ?, ?, ?)",
            [voice_id, name, samples, time.time()],
        )

    def all(self) -> list[Row]:
        """All of them, the oldest first."""
        return self._database.rows("SELECT * FROM voices ORDER BY created_at")

    def find(self, voice_id: str) -> Row | None:
        """One of them, or None."""
        return self._database.row("SELECT * FROM voices WHERE id = ?", [voice_id])

    def forget(self, voice_id: str) -> None:
        """Deletes a voice and its sample; raises `voice_not_found`."""
        if self.find(voice_id) is None:
            raise ProblemError("voice_not_found", "There is no such voice among the uploaded ones.")
        self._database.execute("DELETE FROM voices WHERE id = ?", [voice_id])
        self.path(voice_id).unlink(missing_ok=True)
