"""Where the samples lie in a WAV file of which only the beginning is there."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from ..clock import SAMPLE_RATE

# Remarks may lie before the samples; a picture of megabytes is the decoder's affair.
_HEAD_LIMIT = 64 * 1024
_FIRST_CHUNK = 12
# Lengths that are written where nobody knows yet how much will come; a length of 2 GiB is none that could be meant.
_OPEN_LENGTHS = 0x7FFF0000
# PCM, one channel, 24,000 a second; and 16 bits, six bytes further on.
_FORM = b"\1\0\1\0" + SAMPLE_RATE.to_bytes(4, "little")
_BITS = b"\x10\0"


class Head(Enum):
    """What can be said of a head before it says where its samples are."""

    UNFINISHED = "unfinished"


@dataclass(frozen=True)
class Samples:
    """The samples begin at byte `start` and are `length` bytes; None: all that comes."""

    start: int = 0
    length: int | None = None


def find_samples(head: bytes) -> Samples | Head | None:
    """Where 24 kHz mono s16le samples begin in `head`; None for any other WAV, `UNFINISHED` where more has to come."""
    at, is_ours = _FIRST_CHUNK, False
    while at + 8 <= len(head):
        name, length = head[at : at + 4], int.from_bytes(head[at + 4 : at + 8], "little")
        body = at + 8
        if name == b"data":
            is_open = length == 0 or length >= _OPEN_LENGTHS
            return Samples(body, None if is_open else length) if is_ours else None
        if name == b"fmt ":
            is_ours = head[body : body + 8] == _FORM and head[body + 14 : body + 16] == _BITS
        # Chunks begin at even places.
        at = body + length + length % 2
    return Head.UNFINISHED if len(head) < _HEAD_LIMIT and at < _HEAD_LIMIT else None
