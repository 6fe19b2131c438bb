"""Long answers: a head and a timeline, or a file, in blocks and by ranges of bytes."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

from .clock import BYTES_PER_SAMPLE
from .timeline import Timeline, read_pcm

_BLOCK = 128 * 1024
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


class Content(Protocol):
    """Bytes of a known length."""

    @property
    def length(self) -> int:
        """How many bytes."""
        ...

    def read(self, start: int, end: int) -> Iterator[bytes]:
        """The bytes from `start` up to, not including, `end`."""
        ...


@dataclass(frozen=True)
class FileContent:
    """A file."""

    path: Path
    length: int

    def read(self, start: int, end: int) -> Iterator[bytes]:
        """The bytes from `start` up to, not including, `end`."""
        with self.path.open("rb") as file:
            file.seek(start)
            while start < end and (block := file.read(min(_BLOCK, end - start))):
                yield block
                start += len(block)


class WavContent:
    """A timeline as a WAV file that is never written."""

    def __init__(self, head: bytes, timeline: Timeline) -> None:
        self._head = head
        self._timeline = timeline

    @property
    def length(self) -> int:
        """Head and samples."""
        return len(self._head) + self._timeline.samples * BYTES_PER_SAMPLE

    def read(self, start: int, end: int) -> Iterator[bytes]:
        """The bytes from `start` up to, not including, `end`."""
        if start < len(self._head):
            yield self._head[start : min(end, len(self._head))]
        first, last = max(0, start - len(self._head)), end - len(self._head)
        if last <= first:
            return
        # Ranges may begin and end in the middle of a sample.
        sample = first // BYTES_PER_SAMPLE
        skip, left = first - sample * BYTES_PER_SAMPLE, last - first
        for block in read_pcm(self._timeline.cut(sample, -(-last // BYTES_PER_SAMPLE) - sample)):
            piece = block[skip : skip + left]
            skip, left = 0, left - len(piece)
            yield piece


async def read_ahead(content: Content, start: int, end: int) -> AsyncGenerator[bytes, None]:
    """The bytes from `start` up to `end`, read beside the event loop."""
    blocks = content.read(start, end)
    while block := await asyncio.to_thread(next, blocks, b""):
        yield block


def parse_range(header: str | None, length: int) -> tuple[int, int] | None:
    """First byte and the one after the last, of a `Range` header; None where the whole is meant.

    Several ranges at once are answered with the whole, as RFC 9110 allows. Raises ValueError where nothing is there.
    """
    found = _RANGE.fullmatch(header.strip()) if header else None
    if found is None or not any(found.groups()):
        return None
    first, last = found.groups()
    if not first:
        start, end = max(0, length - int(last)), length
    else:
        start, end = int(first), min(length, int(last) + 1) if last else length
        if last and int(last) < int(first):
            return None
    if start >= end:
        raise ValueError("The range is beyond the end")
    return start, end


def disposition(name: str, suffix: str) -> str:
    """A Content-Disposition (RFC 6266) that saves under a title, whatever signs are in it."""
    safe = re.sub(r'[\x00-\x1f\x7f/\\:*?"<>|]+', " ", name).strip(" .")[:120] or "dialogue"
    plain = re.sub(r"[^ -~]+", "_", safe).replace("%", "_")
    return f"attachment; filename=\"{plain}.{suffix}\"; filename*=UTF-8''{quote(f'{safe}.{suffix}', safe='')}"
