"""WebSockets to the instance: after the handshake bytes pass both ways as they are, frames, pings and all."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterable

from tornado.iostream import IOStream, StreamClosedError

from ..contract.problems import ProblemError
from .forward_headers import Headers

_PIECE_BYTES = 64 * 1024
_HEAD_LIMIT_BYTES = 64 * 1024
_HANDSHAKE_S = 30.0


class Tunnel:
    """One upgraded connection to the instance; made by `open`."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, head: bytes) -> None:
        self._reader = reader
        self._writer = writer
        self._head = head

    @classmethod
    async def open(cls, port: int, target: str, headers: Headers) -> Tunnel:
        """Makes the handshake at `target` (path and query); ProblemError where the instance does not upgrade."""
        try:
            async with asyncio.timeout(_HANDSHAKE_S):
                reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=_HEAD_LIMIT_BYTES)
                writer.write(_request_head(target, headers))
                head = await reader.readuntil(b"\r\n\r\n")
        except ConnectionRefusedError:
            raise ProblemError("instance_stopped", "The instance is not running.") from None
        except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            raise ProblemError("engine_failed", "The instance did not answer.") from None
        if head.split(b" ", 2)[1:2] != [b"101"]:
            writer.close()
            raise _refusal(head)
        return cls(reader, writer, head)

    async def run(self, stream: IOStream) -> None:
        """Passes bytes on until either side closes; then closes the other."""
        directions = [asyncio.create_task(self._up(stream)), asyncio.create_task(self._down(stream))]
        try:
            await asyncio.wait(directions, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for direction in directions:
                direction.cancel()
            await asyncio.gather(*directions, return_exceptions=True)
            self._writer.close()
            stream.close()
            with contextlib.suppress(OSError):
                await self._writer.wait_closed()

    async def _up(self, stream: IOStream) -> None:
        with contextlib.suppress(StreamClosedError, OSError):
            while True:
                self._writer.write(await stream.read_bytes(_PIECE_BYTES, partial=True))
                await self._writer.drain()

    async def _down(self, stream: IOStream) -> None:
        with contextlib.suppress(StreamClosedError, OSError):
            await stream.write(self._head)
            while piece := await self._reader.read(_PIECE_BYTES):
                await stream.write(piece)


def _request_head(target: str, headers: Iterable[tuple[str, str]]) -> bytes:
    lines = [f"GET {target} HTTP/1.1", *(f"{name}: {value}" for name, value in headers)]
    return ("\r\n".join([*lines, "Connection: Upgrade", "Upgrade: websocket", "", ""])).encode("latin-1")


def _refusal(head: bytes) -> ProblemError:
    """What the instance's answer to the handshake means for the caller."""
    status = head.split(b" ", 2)[1]
    if status == b"404":
        return ProblemError("not_found", "There is nothing at this address.")
    if status in (b"401", b"403"):
        return ProblemError("not_yours", "The instance refused this connection.")
    return ProblemError("engine_failed", "The instance did not open the connection.")
