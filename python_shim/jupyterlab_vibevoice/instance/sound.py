"""The desk of the audio worker: encodes pieces and whole files, keeps what is dear to make, decodes uploads."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
from array import array
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from .. import __version__
from .clock import seconds
from .content import FileContent
from .library import Library
from .library.database import Row
from .pcm import peaks_of
from .timeline import Span, Timeline, read_pcm
from .wire import gap_timeline

DISCLOSURE = "AI-generated speech"


class SoundDesk:
    """Work on sound. The worker process starts with the first need and ends when the instance sleeps."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._making: dict[Path, asyncio.Lock] = {}

    async def sleep(self) -> None:
        """Ends the worker."""

    def metadata(self, row: Row) -> dict[str, str]:
        """What every exported file says of itself."""
        dialogue = json.loads(row["dialogue"])
        speakers = list(dict.fromkeys(turn["speaker"] for turn in dialogue["turns"]))
        engine = json.loads(row["engine"]).get("name", "")
        return {
            "title": row["title"] or dialogue.get("title") or "",
            "artist": ", ".join(speakers),
            "comment": f"{DISCLOSURE} ({engine})" if engine else DISCLOSURE,
            "software": f"jupyterlab-vibevoice {__version__}",
        }
