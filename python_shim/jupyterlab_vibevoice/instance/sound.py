"""The desk of the audio worker: encodes pieces and whole files, keeps what is dear to make, decodes uploads."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import secrets
from array import array
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .. import __version__
from ..contract.problems import ProblemError
from .audio import AudioWorker, Kind
from .clock import BYTES_PER_SAMPLE, SAMPLE_RATE, seconds
from .content import FileContent
from .library import Library
from .library.database import Row
from .timeline import Span, Timeline
from .wav import wav_head
from .wire import gap_timeline

DISCLOSURE = "AI-generated speech"
_SHORTEST_UPLOAD_S = 1.0


class SoundDesk:
    """Work on sound. The worker process starts with the first need and ends when the instance sleeps."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._worker = AudioWorker()
        self._locks: dict[Path, asyncio.Lock] = {}

    async def warm(self) -> None:
        """Starts the worker, so that the first piece need not wait for it."""
        await self._worker.start()

    async def sleep(self) -> None:
        """Ends the worker."""
        await self._worker.stop()

    @property
    def worker_pid(self) -> int | None:
        """The worker's process id while it runs."""
        return self._worker.pid

    async def encode(self, spans: Sequence[Span], kind: Kind) -> bytes:
        """A short piece as a file of its own."""
        return await self._worker.encode_segment(spans, kind)

    async def export(self, row: Row, kind: Kind) -> FileContent:
        """A whole job as a file; made once for each revision and title."""
        name = f"{row['revision']}-{hashlib.sha256((row['title'] or '').encode()).hexdigest()[:12]}.{kind}"
        path = self._library.exports_folder(row["id"]) / name
        try:
            async with self._locks.setdefault(path, asyncio.Lock()):
                if not path.is_file():
                    await self._make(row, kind, path)
        finally:
            self._locks.pop(path, None)
        return FileContent(path, path.stat().st_size)

    async def _make(self, row: Row, kind: Kind, path: Path) -> None:
        """Writes a whole file; again where a new title or revision has cleared the folder meanwhile."""
        timeline = gap_timeline(self._library, row)
        dialogue = self._library.jobs.dialogue(row["id"])
        metadata, chapters = self.metadata(row), _chapters(row, dialogue, timeline)
        while True:
            clearings = self._library.clearings
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            try:
                await self._worker.export(timeline.spans, kind, path, metadata=metadata, chapters=chapters)
                return
            except ProblemError:
                # Forgotten meanwhile: that is what is told, and its folder does not come back.
                self._library.jobs.get(row["id"])
                if clearings == self._library.clearings:
                    raise

    async def peaks(self, row: Row, timeline: Timeline, per_second: int) -> list[int]:
        """The waveform of a timeline, 0..127; kept for a revision that grows no more."""
        name = f"{row['revision']}-{timeline.samples}-{per_second}.peaks"
        path = self._library.exports_folder(row["id"]) / name
        if row["sha256"]:
            # It may be cleared between a look and the reading.
            with contextlib.suppress(FileNotFoundError):
                return list(await asyncio.to_thread(path.read_bytes))
        found = await self._worker.peaks(timeline.spans, per_second)
        if row["sha256"]:
            # Only to spare the next caller: a full disk, or exports that are cleared meanwhile, cost nothing.
            with contextlib.suppress(OSError):
                await asyncio.to_thread(_keep, path, array("B", found).tobytes())
        return found

    async def decode(self, upload: Path, sample: Path) -> int:
        """Turns an upload into a voice's sample (WAV), returns its samples. Raises `not_audio`, `too_large`."""
        pcm = sample.with_suffix(".pcm")
        try:
            decoded = await self._worker.decode_upload(upload, pcm)
            if decoded.seconds < _SHORTEST_UPLOAD_S:
                raise ProblemError(
                    "not_audio", "The recording is shorter than a second.", hint="Upload 10 to 30 seconds of speech."
                )
            await asyncio.to_thread(_wrap, pcm, sample)
        finally:
            pcm.unlink(missing_ok=True)
        return round(decoded.seconds * SAMPLE_RATE)

    def metadata(self, row: Row) -> dict[str, str]:
        """What every exported file says of itself."""
        dialogue = self._library.jobs.dialogue(row["id"])
        speakers = list(dict.fromkeys(turn["speaker"] for turn in dialogue["turns"]))
        engine = json.loads(row["engine"]).get("name", "")
        return {
            "title": row["title"] or dialogue.get("title") or "",
            "artist": ", ".join(speakers),
            "comment": f"{DISCLOSURE} ({engine})" if engine else DISCLOSURE,
            "software": f"jupyterlab-vibevoice {__version__}",
        }


def _keep(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    unfinished.write_bytes(content)
    unfinished.replace(path)


def _wrap(pcm: Path, wav: Path) -> None:
    data = pcm.read_bytes()
    wav.write_bytes(wav_head(len(data) // BYTES_PER_SAMPLE) + data)


def _chapters(row: Row, dialogue: dict[str, Any], timeline: Timeline) -> list[dict[str, Any]]:
    """Chapters with the second at which their first turn begins; what comes before the first gets the title."""
    found = []
    for chapter in dialogue["chapters"]:
        if chapter["before_turn"] < len(dialogue["turns"]):
            start, _ = timeline.places[dialogue["turns"][chapter["before_turn"]]["id"]]
            found.append({"title": chapter["title"], "start": seconds(start)})
    if found and found[0]["start"] > 0:
        found.insert(0, {"title": row["title"] or dialogue.get("title") or "", "start": 0.0})
    return found
