"""Server-sent events, read from bytes as they come; the format is https://html.spec.whatwg.org/#server-sent-events."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from .errors import ProtocolError

# An instance's longest event is some hundred kilobytes; more than this is somebody else's, or has no end.
_LONGEST = 8 * 1024 * 1024
_LINE_END = re.compile(r"\r\n|\n|\r(?=.)", re.DOTALL)


class MessageReader:
    """Gives the data of each message; comments (heartbeats) give nothing."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        # What came since the last line end, piece by piece: a long line is put together once.
        self._rest: list[str] = []
        self._data: list[str] = []
        self._size = 0
        self._is_first = True

    def feed(self, chunk: bytes) -> Iterator[str]:
        """The messages that a chunk completes; ProtocolError where one has no end."""
        text = self._decoder.decode(chunk)
        if self._is_first and text:
            text, self._is_first = text.removeprefix("\ufeff"), False
        self._size += len(text)
        is_inside = not self._rest or not self._rest[-1].endswith("\r")
        if is_inside and "\n" not in text and "\r" not in text:
            self._rest.append(text)
        else:
            yield from self._lines("".join([*self._rest, text]))
        if self._size > _LONGEST:
            raise ProtocolError("An event is longer than events are.")

    def _lines(self, text: str) -> Iterator[str]:
        start = 0
        # A carriage return at the very end may be half of a line end: it waits for what follows.
        for found in _LINE_END.finditer(text):
            line, start = text[start : found.start()], found.end()
            yield from self._take(line)
        self._rest = [text[start:]] if start < len(text) else []
        if not self._data:
            self._size = len(text) - start

    def _take(self, line: str) -> Iterator[str]:
        if not line:
            data, self._data = self._data, []
            if data:
                yield "\n".join(data)
            return
        field, _, value = line.partition(":")
        if field == "data":
            self._data.append(value.removeprefix(" "))
