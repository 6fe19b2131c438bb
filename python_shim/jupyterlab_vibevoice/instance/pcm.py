"""Writes a take's samples: soft edges at every join, and peaks on the way."""

from __future__ import annotations

import os
import sys
from array import array
from collections.abc import Iterator
from pathlib import Path

from .clock import BYTES_PER_SAMPLE, SAMPLE_RATE

# 4 ms: too short to be heard as a fade, long enough that no join clicks.
FADE = SAMPLE_RATE // 250


def _samples(pcm: bytes) -> array[int]:
    found = array("h")
    found.frombytes(pcm)
    if sys.byteorder == "big":
        found.byteswap()
    return found


def _bytes(values: array[int]) -> bytes:
    if sys.byteorder == "big":
        values = array("h", values)
        values.byteswap()
    return values.tobytes()


def peaks_of(blocks: Iterator[bytes], *, per_second: int = 20) -> list[int]:
    """The loudest sample of each 1/`per_second` s as 0..127 (its upper byte, so at most 1 below the worker's)."""
    window = SAMPLE_RATE // per_second
    found: list[int] = []
    rest = b""
    for block in blocks:
        levels = rest + block[1::BYTES_PER_SAMPLE].translate(_LEVELS)
        whole = len(levels) // window * window
        found.extend(_loudest(levels[start : start + window]) for start in range(0, whole, window))
        rest = levels[whole:]
    if rest:
        found.append(_loudest(rest))
    return found


# The upper byte of a sample as loudness; with numpy at hand nobody would do this, but numpy is 20 MB.
_LEVELS = bytes(byte if byte < 128 else 255 - byte for byte in range(256))


def _loudest(levels: bytes) -> int:
    """Looks for each level from above: a search for one byte is far faster than looking at all bytes."""
    return next((level for level in range(127, 0, -1) if level in levels), 0)


class TakeWriter:
    """Appends one take to its file: pieces of sound with faded ends, and silences that take no room in the file.

    `layout` is what the library keeps: pairs of kind (a = audio, s = silence) and samples, in order.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("ab", buffering=0)
        self.layout: list[tuple[str, int]] = []
        self.samples = 0
        self._held = b""
        self._odd = b""
        self._is_piece_start = True

    def write(self, pcm: bytes) -> None:
        """Appends s16le samples; the last few milliseconds are held back until it is known whether more follow."""
        pcm = self._odd + pcm
        even = len(pcm) // BYTES_PER_SAMPLE * BYTES_PER_SAMPLE
        self._odd, data = pcm[even:], self._held + pcm[:even]
        keep = FADE * BYTES_PER_SAMPLE
        self._held = data[max(0, len(data) - keep) :]
        self._append(data[: max(0, len(data) - keep)])

    def end_piece(self) -> None:
        """Fades the end of what was written since the last call."""
        held, self._held, self._odd = self._held, b"", b""
        if held:
            values = _samples(held)
            for index in range(len(values)):
                values[index] = values[index] * (len(values) - 1 - index) // len(values)
            self._append(_bytes(values))
        self._is_piece_start = True

    def silence(self, count: int) -> None:
        """Adds `count` samples of silence."""
        if count:
            self.layout.append(("s", count))
            self.samples += count

    def _append(self, data: bytes) -> None:
        if not data:
            return
        if self._is_piece_start:
            data = _fade_in(data)
            self.layout.append(("a", 0))
            self._is_piece_start = False
        written = 0
        while written < len(data):
            written += self._file.write(data[written:]) or 0
        kind, count = self.layout[-1]
        self.layout[-1] = (kind, count + len(data) // BYTES_PER_SAMPLE)
        self.samples += len(data) // BYTES_PER_SAMPLE

    def flush(self) -> None:
        """Returns when what was written survives a loss of power."""
        os.fsync(self._file.fileno())

    def close(self) -> None:
        """Closes the file."""
        self._file.close()


def _fade_in(data: bytes) -> bytes:
    head = _samples(data[: FADE * BYTES_PER_SAMPLE])
    for index in range(len(head)):
        head[index] = head[index] * index // FADE
    return _bytes(head) + data[FADE * BYTES_PER_SAMPLE :]
