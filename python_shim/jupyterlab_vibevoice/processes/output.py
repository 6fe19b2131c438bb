"""What a child prints, line by line, in bounded memory."""

from __future__ import annotations

import codecs
import contextlib
import logging
import re
from collections import deque
from collections.abc import Callable

MAX_LINE_CHARS = 4096
_LINE_END = re.compile(r"\r\n|\n|\r")
# Colours, cursor movements, titles: a log is read as text.
_TERMINAL_CODES = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])|[\x00-\x08\x0b-\x1f\x7f]"
)

Listener = Callable[[str], None]
logger = logging.getLogger(__name__)


class OutputRing:
    """The last lines of an output, at most `max_bytes` of UTF-8; old lines fall out first.

    A progress bar redraws one line with carriage returns: here, too, each drawing replaces the one before it.
    """

    def __init__(self, max_bytes: int = 256 * 1024) -> None:
        self._max_bytes = max_bytes
        self._lines: deque[tuple[str, int]] = deque()
        self._bytes = 0
        self._is_last_transient = False
        self._listeners: list[Listener] = []

    def append(self, line: str, *, is_transient: bool = False) -> None:
        """Adds a line (no line end), tells the subscribers; a transient line is replaced by the next transient one."""
        text = _TERMINAL_CODES.sub("", line)[:MAX_LINE_CHARS]
        if self._is_last_transient and is_transient and self._lines:
            self._bytes -= self._lines.pop()[1]
        size = len(text.encode("utf-8", "replace")) + 1
        self._lines.append((text, size))
        self._bytes += size
        self._is_last_transient = is_transient
        while self._bytes > self._max_bytes and len(self._lines) > 1:
            self._bytes -= self._lines.popleft()[1]
        for listener in tuple(self._listeners):
            listener(text)

    def tail(self, count: int) -> list[str]:
        """The last `count` lines, oldest first."""
        if count <= 0:
            return []
        return [text for text, _ in tuple(self._lines)[-count:]]

    def subscribe(self, callback: Listener) -> Callable[[], None]:
        """Calls `callback` with every further line, in the thread that appends; returns the function that ends it."""
        self._listeners.append(callback)

        def unsubscribe() -> None:
            with contextlib.suppress(ValueError):
                self._listeners.remove(callback)

        return unsubscribe


class LineSplitter:
    """Bytes in, lines into a ring; a line without an end is cut at `MAX_LINE_CHARS`, so that no flood grows memory."""

    def __init__(self, ring: OutputRing) -> None:
        self._ring = ring
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._rest = ""

    def feed(self, data: bytes) -> None:
        """Takes the next bytes of the output."""
        text = self._rest + self._decoder.decode(data)
        start = 0
        for end in _LINE_END.finditer(text):
            # A carriage return at the very end may be half of CR LF: decided with the next bytes.
            if end.group() == "\r" and end.end() == len(text):
                break
            self._ring.append(text[start : end.start()], is_transient=end.group() == "\r")
            start = end.end()
        self._rest = text[start:]
        while len(self._rest) > MAX_LINE_CHARS:
            self._ring.append(self._rest[:MAX_LINE_CHARS])
            self._rest = self._rest[MAX_LINE_CHARS:]

    def close(self) -> None:
        """Takes what is left as the last line."""
        rest = (self._rest + self._decoder.decode(b"", True)).rstrip("\r")
        self._rest = ""
        if rest:
            self._ring.append(rest)
