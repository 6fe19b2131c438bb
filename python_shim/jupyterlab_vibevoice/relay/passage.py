"""A tornado handler's request on its way to another server, and the answer back, at the pace of the slower side."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from tornado import httputil, web
from tornado.http1connection import HTTP1Connection
from tornado.iostream import StreamClosedError

from .answer import BrokenAnswerError
from .headers import Headers
from .upload import SMALL_BYTES, Upload
from .upstream import Exchange

Send = Callable[[bytes | Upload | None], Awaitable[Exchange]]
_NO_LIMIT = 1 << 62
_LENGTH = re.compile(r"[0-9]{1,18}")


class Through(Protocol):
    """What changes a body on its way, piece by piece."""

    def feed(self, piece: bytes) -> bytes:
        """What may go on of all that has come."""
        ...

    def close(self) -> bytes:
        """What is left at the end."""
        ...


class Passage:
    """Belongs to a handler with `stream_request_body`; nothing of either body waits longer than the other side asks."""

    def __init__(self, handler: web.RequestHandler) -> None:
        self._handler = handler
        self._body: list[bytes] = []
        self._upload: Upload | None = None
        self._sending: asyncio.Task[Exchange] | None = None
        self._answering: asyncio.Task[Any] | None = None
        given = handler.request.headers.get("Content-Length", "")
        self._length = int(given) if _LENGTH.fullmatch(given) else None
        is_framed = self._length is not None or "Transfer-Encoding" in handler.request.headers
        # Odd lengths (signs, lists, letters) tornado refuses or mends after this; nobody may send much by them.
        self._http.set_max_body_size(_NO_LIMIT if is_framed else SMALL_BYTES)

    @property
    def _http(self) -> HTTP1Connection:
        connection = self._handler.request.connection
        assert isinstance(connection, HTTP1Connection)
        return connection

    @property
    def is_large(self) -> bool:
        """Whether the body is passed on before it is whole."""
        is_chunked = "Transfer-Encoding" in self._handler.request.headers
        return is_chunked or (self._length is not None and self._length > SMALL_BYTES)

    def begin(self, send: Send) -> None:
        """Begins to pass a large body on, by `send`."""
        self._upload = upload = Upload()
        self._sending = asyncio.ensure_future(send(upload))
        self._sending.add_done_callback(lambda sending: _watch(sending, upload))

    async def take(self, piece: bytes) -> None:
        """Takes the next piece of the body; the caller's socket is read further when the server has taken it."""
        if self._upload is None:
            self._body.append(piece)
        else:
            await self._upload.put(piece)

    def cut(self) -> None:
        """The caller went: the server is told by closing its connection."""
        for task in (self._sending, self._answering):
            if task is not None:
                task.cancel()

    async def run(self, work: Awaitable[None]) -> None:
        """Does what answers the request; returns quietly when the caller goes."""
        self._answering = asyncio.current_task()
        try:
            await work
        except asyncio.CancelledError:
            if not self._http.stream.closed():
                raise

    async def answer(self, send: Send) -> Exchange:
        """The server's answer, once its head is here; sends a body that was small."""
        if self._sending is None:
            return await send(b"".join(self._body) or None)
        assert self._upload is not None
        await self._upload.put(None)
        return await self._sending

    async def write(self, exchange: Exchange, headers: Headers, through: Through | None = None) -> None:
        """Writes head and body as they come; a body that breaks off breaks off for the caller too."""
        answer, http = exchange.answer, self._http
        named = httputil.HTTPHeaders()
        for name, value in headers:
            named.add(name, value)
        start = httputil.ResponseStartLine("", answer.status, answer.reason or "")
        self._handler._status_code, self._handler._headers_written = answer.status, True
        try:
            # What has already come goes with the head, in one packet.
            first = answer.read_nowait()
            written = http.write_headers(start, named, (through.feed(first) if through else first) or None)
            if not answer.is_complete:
                await written
                while piece := await answer.read():
                    if changed := through.feed(piece) if through else piece:
                        await http.write(changed)
            if through and (rest := through.close()):
                await http.write(rest)
            self._finish(http)
        except (BrokenAnswerError, StreamClosedError, httputil.HTTPOutputError):
            http.stream.close()
        finally:
            exchange.close()

    def _finish(self, http: HTTP1Connection) -> None:
        """What tornado's `finish` does, less the transforms and the log, which forwarded bytes do not pass."""
        http.finish()
        self._handler._finished = True
        self._handler.on_finish()
        self._handler._break_cycles()


def _watch(sending: asyncio.Task[Exchange], upload: Upload) -> None:
    """Once the answer has begun (or will never come): drops what is uploaded after the server stopped reading."""
    if sending.cancelled() or sending.exception() is not None:
        upload.refuse()
    else:
        sending.result().when_sent(upload.refuse)
