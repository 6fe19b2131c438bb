"""WebSockets to another server: after the handshake bytes pass both ways as they are, frames, pings and all."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterable

from tornado.iostream import IOStream, StreamClosedError

from .answer import Answer, BrokenAnswerError
from .headers import Headers
from .upstream import Address

_PIECE_BYTES = 64 * 1024
_HEAD_LIMIT_BYTES = 64 * 1024
_HANDSHAKE_S = 30.0


class RefusedUpgradeError(Exception):
    """The server answered the handshake with a `status` that is not 101."""

    def __init__(self, status: int) -> None:
        super().__init__(f"status {status}")
        self.status = status


class Tunnel:
    """One upgraded connection; made by `open`. `on_piece` is told how many bytes pass, whichever way."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, headers: Headers) -> None:
        self._reader = reader
        self._writer = writer
        self.headers = headers
        self.on_piece: Callable[[int], None] = lambda _: None

    @classmethod
    async def open(cls, address: Address, target: str, headers: Headers) -> Tunnel:
        """Makes the handshake at `target` (path and query).

        Raises RefusedUpgradeError, BrokenAnswerError, TimeoutError or OSError.
        """
        async with asyncio.timeout(_HANDSHAKE_S):
            if isinstance(address, str):
                reader, writer = await asyncio.open_unix_connection(address, limit=_HEAD_LIMIT_BYTES)
            else:
                reader, writer = await asyncio.open_connection(*address, limit=_HEAD_LIMIT_BYTES)
            try:
                writer.write(_head(f"GET {target} HTTP/1.1", headers))
                head = await reader.readuntil(b"\r\n\r\n")
                return cls(reader, writer, _upgraded(head))
            except (asyncio.IncompleteReadError, asyncio.LimitOverrunError) as error:
                writer.close()
                raise BrokenAnswerError from error
            except BaseException:
                writer.close()
                raise

    async def run(self, stream: IOStream, headers: Headers) -> None:
        """Answers the browser's handshake with `headers`, then passes bytes on until either side closes."""
        with contextlib.suppress(StreamClosedError):
            await stream.write(_head("HTTP/1.1 101 Switching Protocols", headers))
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
                piece = await stream.read_bytes(_PIECE_BYTES, partial=True)
                self.on_piece(len(piece))
                self._writer.write(piece)
                await self._writer.drain()

    async def _down(self, stream: IOStream) -> None:
        with contextlib.suppress(StreamClosedError, OSError):
            while piece := await self._reader.read(_PIECE_BYTES):
                self.on_piece(len(piece))
                await stream.write(piece)


def _head(first: str, headers: Iterable[tuple[str, str]]) -> bytes:
    lines = [first, *(f"{name}: {value}" for name, value in headers)]
    return ("\r\n".join([*lines, "Connection: Upgrade", "Upgrade: websocket", "", ""])).encode("latin-1")


def _upgraded(head: bytes) -> Headers:
    """The headers of an answer that upgrades. Raises RefusedUpgradeError."""
    status = head.split(b" ", 2)[1:2]
    if status != [b"101"]:
        raise RefusedUpgradeError(int(status[0]) if status and status[0].isdigit() else 502)
    # As any other head is read; 101 itself would be passed over as the one before the answer.
    answer = Answer(is_head_request=True, on_pause=lambda _: None, on_end=lambda _: None)
    answer.feed(head.replace(b" 101", b" 200", 1))
    return answer.headers
