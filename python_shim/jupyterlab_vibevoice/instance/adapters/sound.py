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

RATE = 24_000
_PROGRAM = "jupyterlab_vibevoice.instance.audio_stream"
_PIECE = 64 * 1024
_END_S = 10.0
# A WAV file's head may carry remarks before its samples.
_HEAD_LIMIT = 64 * 1024
_MAGIC = (b"RIFF", b"ID3", b"fLaC", b"OggS", b"\x1aE\xdf\xa3", b"FORM", b"caff")


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
        plain = _without_head(head, media_type)
        while plain == b"" and head.startswith(b"RIFF") and len(head) < _HEAD_LIMIT:
            # Its head is not whole yet.
            block = await anext(blocks, b"")
            if not block:
                return
            head += block
            plain = _without_head(head, media_type)
        source = _joined(head if plain is None else plain, blocks)
        async with aclosing(_decoded(source) if plain is None else _whole_samples(source)) as pieces:
            async for piece in pieces:
                yield piece


async def _joined(first: bytes, blocks: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
    if first:
        yield first
    async for block in blocks:
        yield block


async def _whole_samples(blocks: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
    rest = b""
    async for block in blocks:
        data = rest + block
        even = len(data) & ~1
        rest = data[even:]
        if even:
            yield data[:even]


def _without_head(head: bytes, media_type: str) -> bytes | None:
    """Samples that need no decoding, empty while a WAV file's head is not whole; None for all else."""
    if head.startswith(b"RIFF"):
        at = head.find(b"data", 12)
        if at < 0 or len(head) < at + 8:
            return b"" if len(head) < _HEAD_LIMIT else None
        form = head.find(b"fmt ", 12)
        # PCM, one channel, 24,000 a second, 16 bits.
        is_ours = form >= 0 and head[form + 8 : form + 16] == b"\1\0\1\0" + RATE.to_bytes(4, "little")
        return head[at + 8 :] if is_ours and head[form + 22 : form + 24] == b"\x10\0" else None
    if head.startswith(_MAGIC) or _is_mpeg(head):
        return None
    if "pcm" in media_type or "octet-stream" in media_type or "l16" in media_type:
        rate = re.search(r"rate=(\d+)", media_type)
        if rate is not None and int(rate[1]) != RATE:
            raise nonsense(f"raw samples at {int(rate[1])} Hz, where 24000 Hz is needed")
        return head
    return None


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
        if await asyncio.wait_for(child.wait(), _END_S) or not has_sound:
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
