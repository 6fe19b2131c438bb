"""A server's sound, in whatever form it comes, as s16le mono 24 kHz while it comes."""

from __future__ import annotations

import asyncio
import os
import re
import socket
import sys
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing

from ...contract.problems import ProblemError
from ...processes import Child, OutputRing
from .wav_stream import Head, Samples, find_samples

RATE = 24_000
_PROGRAM = "jupyterlab_vibevoice.instance.audio_stream"
_PIECE = 64 * 1024
_END_S = 10.0
_MAGIC = (b"RF64", b"ID3", b"fLaC", b"OggS", b"\x1aE\xdf\xa3", b"FORM", b"caff")


def nonsense(what: str) -> ProblemError:
    """The problem of sound that is none."""
    return ProblemError(
        "engine_failed",
        f"The speech server sent {what}.",
        hint="Its log may say why; a server that makes WAV or PCM at 24 kHz mono needs no decoding.",
        retryable=False,
    )


async def pcm_of(blocks: AsyncGenerator[bytes, None], media_type: str) -> AsyncGenerator[bytes, None]:
    """Whole samples of the sound that comes in `blocks`. Raises ProblemError for what is not sound."""
    async with aclosing(blocks):
        head = b""
        async for block in blocks:
            head += block
            if len(head) >= 12:
                break
        if not head:
            return
        if head.startswith(b"RIFF"):
            while (samples := find_samples(head)) is Head.UNFINISHED:
                block = await anext(blocks, b"")
                if not block:
                    return
                head += block
        else:
            samples = Samples() if _is_raw(head, media_type) else None
        if samples is None:
            pieces = _decoded(_joined(head, blocks))
        else:
            pieces = _whole_samples(_joined(head[samples.start :], blocks, limit=samples.length))
        async with aclosing(pieces):
            async for piece in pieces:
                yield piece


async def _joined(
    first: bytes, blocks: AsyncGenerator[bytes, None], *, limit: int | None = None
) -> AsyncGenerator[bytes, None]:
    """The first block and those that follow, up to `limit` bytes; what comes after them is not sound."""
    left = sys.maxsize if limit is None else limit
    if first:
        yield first[:left]
    left -= len(first)
    while left > 0 and (block := await anext(blocks, b"")):
        yield block[:left]
        left -= len(block)


async def _whole_samples(blocks: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
    rest = b""
    async for block in blocks:
        data = rest + block
        even = len(data) & ~1
        rest = data[even:]
        if even:
            yield data[:even]


def _is_raw(head: bytes, media_type: str) -> bool:
    """Whether these are samples that need no decoding. Raises ProblemError where they are of another rate."""
    if head.startswith(_MAGIC) or _is_mpeg(head):
        return False
    if not any(word in media_type for word in ("pcm", "octet-stream", "l16")):
        return False
    rate = re.search(r"rate=(\d+)", media_type)
    if rate is not None and int(rate[1]) != RATE:
        raise nonsense(f"raw samples at {int(rate[1])} Hz, where 24000 Hz is needed")
    return True


def _is_mpeg(head: bytes) -> bool:
    """Whether a frame of MP3 or AAC begins here: eleven set bits."""
    return len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0


async def _decoded(blocks: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
    """What the decoder's process makes of it."""
    ours, theirs = socket.socketpair()
    with theirs:
        argv = [sys.executable, "-m", _PROGRAM, str(theirs.fileno())]
        child = await Child.start(
            argv, env=os.environ, output=OutputRing(16 * 1024), pass_fds=[theirs.fileno()], orphan_grace_s=0.5
        )
    reader, writer = await asyncio.open_connection(sock=ours)
    feeding = asyncio.create_task(_feed(blocks, writer))
    try:
        rest, has_sound = b"", False
        while data := await reader.read(_PIECE):
            data = rest + data
            even = len(data) & ~1
            rest, has_sound = data[even:], True
            if even:
                yield data[:even]
        if feeding.done():
            feeding.result()
        async with asyncio.timeout(_END_S):
            code = await child.wait()
        if code or not has_sound:
            raise nonsense("what is not sound")
    finally:
        feeding.cancel()
        await asyncio.gather(feeding, return_exceptions=True)
        writer.transport.abort()
        await child.stop(0.5)


async def _feed(blocks: AsyncIterator[bytes], writer: asyncio.StreamWriter) -> None:
    try:
        async for block in blocks:
            writer.write(block)
            await writer.drain()
        writer.write_eof()
    except ConnectionError:
        # The decoder gave up, which its status says.
        return
    except BaseException:
        writer.transport.abort()
        raise
