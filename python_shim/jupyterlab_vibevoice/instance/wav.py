"""WAV files of 24 kHz mono s16le: their head, with what people should know of the sound."""

from __future__ import annotations

import struct
from collections.abc import Mapping

from .clock import BYTES_PER_SAMPLE, SAMPLE_RATE

# RIFF INFO chunk names (Multimedia Programming Interface and Data Specifications 1.0, chapter 2-14).
_INFO_NAMES = {"title": b"INAM", "artist": b"IART", "comment": b"ICMT", "software": b"ISFT"}


def wav_head(samples: int, metadata: Mapping[str, str] | None = None) -> bytes:
    """Everything of a WAV file before its samples; metadata keys are title, artist, comment, software."""
    info = b"".join(_info(_INFO_NAMES[name], text) for name, text in (metadata or {}).items() if text)
    extra = b"LIST" + struct.pack("<I", len(info) + 4) + b"INFO" + info if info else b""
    length = samples * BYTES_PER_SAMPLE
    form = struct.pack("<IHHIIHH", 16, 1, 1, SAMPLE_RATE, SAMPLE_RATE * BYTES_PER_SAMPLE, BYTES_PER_SAMPLE, 16)
    riff = 4 + 8 + 16 + len(extra) + 8 + length
    return b"RIFF" + struct.pack("<I", riff) + b"WAVEfmt " + form + extra + b"data" + struct.pack("<I", length)


def _info(name: bytes, text: str) -> bytes:
    data = text.encode() + b"\0"
    return name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)
