"""Connections to one HTTP server of this machine: kept open, one exchange at a time each, requests written as bytes.

A client of its own because forwarding is most of what it does: a general one (aiohttp) took a third of a small
request's time, and would cost a sleeping instance more memory than the rest of it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, Callable

from .answer import Answer, BrokenAnswerError
from .headers import Headers

_SAFE_TO_REPEAT = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE"})
_CONNECT_S = 5.0
_KEPT = 64

# Host and port, or the path of a unix socket.
Address = tuple[str, int] | str


class Upstream:
    """The server at `address`."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self._idle: list[_Wire] = []
        self._wires: set[_Wire] = set()

    def close(self) -> None:
        """Cuts every exchange."""
        for wire in tuple(self._wires):
            wire.cut()

    async def send(
        self, method: str, target: str, headers: Headers, body: bytes | AsyncIterable[bytes] | None
    ) -> Exchange:
        """Sends a request and waits for the head of the answer; ConnectionError, BrokenAnswerError or TimeoutError."""
        while True:
            wire = self._idle.pop() if self._idle else await self._connect()
            exchange = wire.begin(method, target, headers, body)
            try:
                await exchange.answer.head
                return exchange
            except BrokenAnswerError:
                # The server closed a kept connection just when it was taken: nothing of the request was read.
                is_whole = body is None or isinstance(body, bytes)
                if not (wire.was_kept and is_whole and method in _SAFE_TO_REPEAT):
                    raise
            except BaseException:
                exchange.close()
                raise

    async def _connect(self) -> _Wire:
        async with asyncio.timeout(_CONNECT_S):
            loop = asyncio.get_running_loop()
            if isinstance(self.address, str):
                _, wire = await loop.create_unix_connection(lambda: _Wire(self), self.address)
            else:
                _, wire = await loop.create_connection(lambda: _Wire(self), *self.address)
        self._wires.add(wire)
        return wire

    def keep(self, wire: _Wire) -> None:
        """Takes back a connection whose exchange is over."""
        if len(self._idle) < _KEPT:
            self._idle.append(wire)
        else:
            wire.cut()

    def forget(self, wire: _Wire) -> None:
        """A connection was closed."""
        self._wires.discard(wire)
        if wire in self._idle:
            self._idle.remove(wire)


class Exchange:
    """One request under way and its answer; `close` it, whatever came of it."""

    def __init__(self, wire: _Wire, answer: Answer, sending: asyncio.Task[None] | None) -> None:
        self.answer = answer
        self._wire = wire
        self._sending = sending

    def when_sent(self, callback: Callable[[], None]) -> None:
        """Calls `callback` when nothing more of the body is taken: it was sent, or the answer ended before."""
        if self._sending is None:
            callback()
        else:
            self._sending.add_done_callback(lambda _: callback())

    def close(self) -> None:
        """Lets the connection go: kept when both bodies are over, else cut, which tells the server to stop."""
        sending, self._sending = self._sending, None
        is_sent = sending is None or (sending.done() and not sending.cancelled())
        if sending is not None:
            sending.cancel()
        self._wire.release(self.answer, is_sent=is_sent)


class _Wire(asyncio.Protocol):
    """One connection."""

    was_kept = False

    def __init__(self, upstream: Upstream) -> None:
        self._upstream = upstream
        self._answer: Answer | None = None
        self._sending: asyncio.Task[None] | None = None
        self._can_reuse = False
        self._writable: asyncio.Future[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def begin(self, method: str, target: str, headers: Headers, body: bytes | AsyncIterable[bytes] | None) -> Exchange:
        """Writes a request; a body that comes by and by is written beside."""
        self._can_reuse = False
        answer = Answer(is_head_request=method == "HEAD", on_pause=self._pause, on_end=self._ended)
        self._answer = answer
        lines = [f"{method} {target} HTTP/1.1", *[f"{name}: {value}" for name, value in headers]]
        if body is None or isinstance(body, bytes):
            if body is not None:
                lines.append(f"Content-Length: {len(body)}")
            self._transport.write(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + (body or b""))
            return Exchange(self, answer, None)
        is_counted = any(name == "Content-Length" for name, _ in headers)
        if not is_counted:
            lines.append("Transfer-Encoding: chunked")
        self._transport.write(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1"))
        self._sending = asyncio.create_task(self._write_body(body, is_counted=is_counted))
        return Exchange(self, answer, self._sending)

    def release(self, answer: Answer, *, is_sent: bool) -> None:
        """Ends an exchange; the connection is kept where the next one can follow."""
        if self._answer is not answer:
            return
        self._answer = None
        if answer.is_complete and self._can_reuse and is_sent and not self._transport.is_closing():
            self.was_kept = True
            self._upstream.keep(self)
        else:
            self.cut()

    def cut(self) -> None:
        """Closes at once."""
        self._transport.abort()

    def data_received(self, data: bytes) -> None:
        if self._answer is None:
            self.cut()
            return
        try:
            self._answer.feed(data)
        except BrokenAnswerError:
            self._answer.lost()
            self.cut()

    def connection_lost(self, error: Exception | None) -> None:
        if self._answer is not None:
            self._answer.lost()
        self._stop_sending()
        self.resume_writing()
        self._upstream.forget(self)

    def pause_writing(self) -> None:
        self._writable = asyncio.get_running_loop().create_future()

    def resume_writing(self) -> None:
        if self._writable is not None and not self._writable.done():
            self._writable.set_result(None)
        self._writable = None

    def _pause(self, is_paused: bool) -> None:
        if is_paused:
            self._transport.pause_reading()
        elif not self._transport.is_closing():
            self._transport.resume_reading()

    def _ended(self, can_reuse: bool) -> None:
        self._can_reuse = can_reuse
        self._stop_sending()

    def _stop_sending(self) -> None:
        """Nobody reads the rest of a body whose answer is over."""
        sending, self._sending = self._sending, None
        if sending is not None:
            sending.cancel()

    async def _write_body(self, body: AsyncIterable[bytes], *, is_counted: bool) -> None:
        async for piece in body:
            if self._transport.is_closing():
                return
            self._transport.write(piece if is_counted else b"%x\r\n%s\r\n" % (len(piece), piece))
            if self._writable is not None:
                await self._writable
        if not is_counted:
            self._transport.write(b"0\r\n\r\n")
