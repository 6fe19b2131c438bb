"""An HTTP/1.1 answer as it comes: its head once, then its body piece by piece, no faster than it is taken.

The framing is RFC 9112, sections 6 and 7. Obsolete forms of headers are refused; HTTP/1.0, which Python's own server
speaks, is not.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

_HEAD_LIMIT_BYTES = 64 * 1024
# Beyond this the server has to wait until the browser has taken some.
_AHEAD_BYTES = 512 * 1024
_NO_BODY = frozenset({204, 304})
# Of a length; no body is longer than what these can say.
_MOST_DIGITS = 16
_LINE_LIMIT_BYTES = 8 * 1024


class BrokenAnswerError(Exception):
    """The server closed in the middle, or sent what is no HTTP."""


class Answer:
    """One answer; `status`, `reason` and `headers` are there when `head` is done."""

    def __init__(
        self, *, is_head_request: bool, on_pause: Callable[[bool], None], on_end: Callable[[bool], None]
    ) -> None:
        self.head: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.status = 0
        self.reason = ""
        self.headers: list[tuple[str, str]] = []
        self.is_complete = False
        self._is_head_request = is_head_request
        self._on_pause = on_pause
        self._on_end = on_end
        self._take: Callable[[bytes], bytes | None] = self._take_head
        self._rest = b""
        self._left = 0
        self._pieces: deque[bytes] = deque()
        self._ahead = 0
        self._is_paused = False
        self._waiter: asyncio.Future[None] | None = None
        self._error: BrokenAnswerError | None = None
        self._can_keep = False

    def feed(self, data: bytes) -> None:
        """Takes bytes from the server; what comes after the end is nobody's, and its connection is not used again."""
        rest = self._rest + data if self._rest else data
        self._rest = b""
        while rest and not self.is_complete:
            left_over = self._take(rest)
            if left_over is None:
                self._rest = rest
                break
            rest = left_over
        if rest and self.is_complete:
            self._on_end(False)
        if self._ahead > _AHEAD_BYTES and not self._is_paused:
            self._is_paused = True
            self._on_pause(True)
        self._wake()

    def lost(self) -> None:
        """The server closed: the end of a body that has no length, else a break."""
        if self.is_complete:
            return
        if self._take == self._take_all:
            self._end(can_reuse=False)
        else:
            self._error = BrokenAnswerError()
            if not self.head.done():
                self.head.set_exception(self._error)
                # Nobody may be waiting any more.
                self.head.exception()
        self._wake()

    def read_nowait(self) -> bytes:
        """What has come and was not taken yet; may be empty."""
        if not self._pieces:
            return b""
        data = self._pieces[0] if len(self._pieces) == 1 else b"".join(self._pieces)
        self._pieces.clear()
        self._ahead = 0
        if self._is_paused:
            self._is_paused = False
            self._on_pause(False)
        return data

    async def read(self) -> bytes:
        """The next piece as soon as there is one, empty at the end; raises BrokenAnswerError."""
        while not self._pieces:
            if self.is_complete:
                return b""
            if self._error is not None:
                raise self._error
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter
        return self.read_nowait()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def _end(self, *, can_reuse: bool) -> None:
        self.is_complete = True
        self._on_end(can_reuse and self._can_keep)

    def _put(self, piece: bytes) -> None:
        self._pieces.append(piece)
        self._ahead += len(piece)

    # Each takes a step and returns what is left over, None where it needs more.

    def _take_head(self, data: bytes) -> bytes | None:
        end = data.find(b"\r\n\r\n")
        if end < 0:
            if len(data) > _HEAD_LIMIT_BYTES:
                raise BrokenAnswerError
            return None
        first, *lines = data[:end].decode("latin-1").split("\r\n")
        version, _, rest = first.partition(" ")
        status, _, self.reason = rest.partition(" ")
        if version not in ("HTTP/1.1", "HTTP/1.0") or len(status) != 3 or not status.isdecimal():
            raise BrokenAnswerError
        self.status = int(status)
        if 100 <= self.status < 200:
            return data[end + 4 :]
        self.headers = [_header(line) for line in lines]
        self._choose_body(version)
        if not self.head.done():
            self.head.set_result(None)
        return data[end + 4 :]

    def _choose_body(self, version: str) -> None:
        named = {name.lower(): value for name, value in self.headers}
        self._can_keep = version == "HTTP/1.1" and named.get("connection", "").lower() != "close"
        if self._is_head_request or self.status in _NO_BODY:
            self._end(can_reuse=True)
        elif named.get("transfer-encoding", "").lower() == "chunked":
            self._take = self._take_chunk_size
        elif (length := named.get("content-length")) is not None:
            if not length.isdecimal() or len(length) > _MOST_DIGITS:
                raise BrokenAnswerError
            self._left, self._take = int(length), self._take_counted
            if not self._left:
                self._end(can_reuse=True)
        else:
            self._take = self._take_all

    def _take_counted(self, data: bytes) -> bytes:
        piece = data[: self._left]
        self._left -= len(piece)
        self._put(piece)
        if not self._left:
            self._end(can_reuse=True)
        return data[len(piece) :]

    def _take_all(self, data: bytes) -> bytes:
        self._put(data)
        return b""

    def _take_chunk_size(self, data: bytes) -> bytes | None:
        end = data.find(b"\r\n")
        if end < 0:
            _check_line(data)
            return None
        size = data[:end].partition(b";")[0].strip()
        if not size or len(size) > _MOST_DIGITS or size.translate(None, b"0123456789abcdefABCDEF"):
            raise BrokenAnswerError
        self._left = int(size, 16)
        self._take = self._take_chunk if self._left else self._take_trailer
        return data[end + 2 :]

    def _take_chunk(self, data: bytes) -> bytes | None:
        if self._left:
            piece = data[: self._left]
            self._left -= len(piece)
            self._put(piece)
            return data[len(piece) :]
        if len(data) < 2:
            return None
        if data[:2] != b"\r\n":
            raise BrokenAnswerError
        self._take = self._take_chunk_size
        return data[2:]

    def _take_trailer(self, data: bytes) -> bytes | None:
        end = data.find(b"\r\n")
        if end < 0:
            _check_line(data)
            return None
        if end == 0:
            self._end(can_reuse=True)
        return data[end + 2 :]


def _check_line(data: bytes) -> None:
    if len(data) > _LINE_LIMIT_BYTES:
        raise BrokenAnswerError


def _header(line: str) -> tuple[str, str]:
    name, colon, value = line.partition(":")
    if not colon or not name or name != name.strip():
        raise BrokenAnswerError
    return name, value.strip()
