"""As much HTTP/1.1 as an engine on a unix socket needs: one request a connection, bodies read as they come.

A client library would cost a sleeping instance more memory than the rest of it.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncGenerator
from typing import Any

_HEAD_LIMIT = 64 * 1024
_BLOCK = 64 * 1024


class HttpFailure(Exception):
    """The peer is not there, is gone, or does not speak HTTP."""


class Exchange:
    """One request and its answer: `status`, then the body by `lines` or `read`; `close` ends it at once."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self.status = 0
        self._headers: dict[str, str] = {}

    @classmethod
    async def open(cls, socket_path: str, method: str, path: str, body: Any = None) -> Exchange:
        """Sends a request, its body as JSON, and reads the head of the answer. Raises HttpFailure."""
        try:
            reader, writer = await asyncio.open_unix_connection(socket_path, limit=_HEAD_LIMIT)
        except OSError as error:
            raise HttpFailure("it does not answer") from error
        exchange = cls(reader, writer)
        try:
            data = b"" if body is None else json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
            head = f"{method} {path} HTTP/1.1\r\nHost: engine\r\nConnection: close\r\nContent-Length: {len(data)}\r\n"
            writer.write(head.encode("ascii") + b"Content-Type: application/json\r\n\r\n" + data)
            await writer.drain()
            await exchange._read_head()
        except BaseException:
            exchange.close()
            raise
        return exchange

    async def _read_head(self) -> None:
        try:
            head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            first, *rest = head.split("\r\n")
            self.status = int(first.split(" ", 2)[1])
        except (OSError, EOFError, asyncio.LimitOverrunError, ValueError, IndexError) as error:
            raise HttpFailure("it closed the connection or does not speak HTTP") from error
        for line in rest:
            name, separator, value = line.partition(":")
            if separator:
                self._headers[name.strip().lower()] = value.strip()

    async def _blocks(self) -> AsyncGenerator[bytes, None]:
        try:
            if "chunked" in self._headers.get("transfer-encoding", "").lower():
                while size := int((await self._reader.readline()).split(b";")[0], 16):
                    yield await self._reader.readexactly(size)
                    await self._reader.readexactly(2)
            elif "content-length" in self._headers:
                left = int(self._headers["content-length"])
                while left:
                    block = await self._reader.read(min(left, _BLOCK))
                    if not block:
                        raise EOFError
                    left -= len(block)
                    yield block
            else:
                while block := await self._reader.read(_BLOCK):
                    yield block
        except (OSError, EOFError, ValueError) as error:
            raise HttpFailure("the connection broke") from error

    async def read(self, limit: int) -> bytes:
        """The whole body. Raises HttpFailure when it is larger than `limit` bytes."""
        body = bytearray()
        async for block in self._blocks():
            body += block
            if len(body) > limit:
                raise HttpFailure("its answer is too large")
        return bytes(body)

    async def lines(self, limit: int) -> AsyncGenerator[bytes, None]:
        """The body line by line, without empty ones. Raises HttpFailure when a line is longer than `limit` bytes."""
        rest = bytearray()
        async with contextlib.aclosing(self._blocks()) as blocks:
            async for block in blocks:
                rest += block
                *whole, tail = rest.split(b"\n")
                rest = tail
                for line in whole:
                    if line:
                        yield bytes(line)
                if len(rest) > limit:
                    raise HttpFailure("a line of its answer is too long")
        if rest:
            yield bytes(rest)

    def close(self) -> None:
        """Closes the connection now; the peer sees it at its next write."""
        self._writer.transport.abort()
