"""WAV files from speech servers: only the samples are sound, whatever lies before and after them."""

from __future__ import annotations

import struct
from collections.abc import AsyncGenerator

import pytest

from jupyterlab_vibevoice.instance.adapters.sound import pcm_of

PCM = struct.pack("<2000h", *range(2000))
_FORM = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, 24_000, 48_000, 2, 16)
# Holds the word "data", has an odd length, and so a byte behind it that is none of its own.
_REMARK = struct.pack("<4sI", b"LIST", 19) + b"INFOISFT\x07\0\0\0data 12" + b"\0"


def wav(length: int, *, before: bytes = b"", after: bytes = b"") -> bytes:
    """A file whose head says that there are `length` bytes of samples."""
    return b"RIFF\xff\xff\xff\xffWAVE" + before + _FORM + before + struct.pack("<4sI", b"data", length) + PCM + after


async def heard(file: bytes, step: int) -> bytes:
    """What is heard of a file that comes in blocks of `step` bytes."""

    async def blocks() -> AsyncGenerator[bytes, None]:
        for at in range(0, len(file), step):
            yield file[at : at + step]

    return b"".join([piece async for piece in pcm_of(blocks(), "audio/wav")])


@pytest.mark.parametrize("step", [1, 7, 1 << 20])
@pytest.mark.parametrize("before", [b"", _REMARK], ids=["plain", "remarks before"])
async def test_what_follows_the_samples_is_not_heard(before: bytes, step: int) -> None:
    assert await heard(wav(len(PCM), before=before, after=_REMARK), step) == PCM


@pytest.mark.parametrize("step", [1, 7, 1 << 20])
@pytest.mark.parametrize("length", [0, 0x7FFFFFFF, 0x7FFFF000, 0xFFFFFFFF, 0xFFFFFFFF - 44])
async def test_a_length_that_nobody_knew_yet_means_all_that_comes(length: int, step: int) -> None:
    assert await heard(wav(length, before=_REMARK), step) == PCM


@pytest.mark.parametrize("length", [len(PCM) + 4000, 1 << 20])
async def test_a_file_that_breaks_off_is_heard_as_far_as_it_goes(length: int) -> None:
    assert await heard(wav(length), 1000) == PCM


async def test_a_picture_before_the_samples_is_left_to_the_decoder() -> None:
    picture = struct.pack("<4sI", b"PICT", 100_000) + bytes(100_000)
    assert await heard(wav(len(PCM), before=picture, after=_REMARK), 50_000) == PCM
