"""Multipart bodies (RFC 7578), read as they come: small fields into memory, the one file onto the disk."""

from __future__ import annotations

import re
from pathlib import Path
from typing import BinaryIO

from ..contract.problems import ProblemError

_HEAD_LIMIT = 16 * 1024
_FIELD_LIMIT = 4 * 1024
_BOUNDARY = re.compile(r'boundary=(?:"([^"]{1,70})"|([^;\s]{1,70}))', re.IGNORECASE)
_NAME = re.compile(r'[;\s]name="([^"]*)"', re.IGNORECASE)


def _malformed() -> ProblemError:
    return ProblemError("invalid_request", "The form is not what multipart/form-data says.")


class MultipartReader:
    """Feed it bytes; afterwards `fields` holds the texts, and the file named `file` lies at `path`."""

    def __init__(self, content_type: str, path: Path, *, limit: int) -> None:
        found = _BOUNDARY.search(content_type)
        if not content_type.lower().startswith("multipart/form-data") or found is None:
            raise ProblemError("invalid_request", "Send the voice as multipart/form-data.")
        self.fields: dict[str, str] = {}
        self.file_bytes = 0
        self._delimiter = b"\r\n--" + (found[1] or found[2]).encode()
        self._path = path
        self._limit = limit
        # As if a line had ended: the first delimiter has no line before it.
        self._buffer = bytearray(b"\r\n")
        self._name: str | None = None
        self._text = bytearray()
        self._file: BinaryIO | None = None
        self._state = self._before
        self._is_over = False

    def feed(self, data: bytes) -> None:
        """Takes the next bytes. Raises `too_large`, `invalid_request`."""
        if self._is_over:
            # What follows the end of a form is nobody's.
            return
        self._buffer += data
        while self._state():
            pass

    def close(self) -> None:
        """Closes the file."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def finish(self) -> None:
        """Checks that the body came to its end."""
        self.close()
        if not self._is_over:
            raise _malformed()

    def _before(self) -> bool:
        """Up to the first delimiter."""
        at = self._buffer.find(self._delimiter)
        if at < 0:
            if len(self._buffer) > _HEAD_LIMIT:
                raise _malformed()
            return False
        del self._buffer[: at + len(self._delimiter)]
        self._state = self._head
        return True

    def _head(self) -> bool:
        """The head of a part, or the end of the body."""
        if self._buffer[:2] == b"--":
            self._is_over = True
            self._buffer.clear()
            return False
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            if len(self._buffer) > _HEAD_LIMIT:
                raise _malformed()
            return False
        found = _NAME.search(bytes(self._buffer[:end]).decode("utf-8", "replace"))
        if found is None:
            raise _malformed()
        del self._buffer[: end + 4]
        self._name = found[1]
        self._text.clear()
        if self._name == "file":
            self.close()
            self.file_bytes = 0
            self._file = self._path.open("wb")
        self._state = self._body
        return True

    def _body(self) -> bool:
        at = self._buffer.find(self._delimiter)
        # What may be the beginning of a delimiter is kept until the rest has come.
        ready = at if at >= 0 else max(0, len(self._buffer) - len(self._delimiter))
        self._take(bytes(self._buffer[:ready]))
        del self._buffer[:ready]
        if at < 0:
            return False
        del self._buffer[: len(self._delimiter)]
        if self._file is None and self._name is not None:
            self.fields[self._name] = self._text.decode("utf-8", "replace")
        self.close()
        self._state = self._head
        return True

    def _take(self, data: bytes) -> None:
        if self._file is None:
            self._text += data
            if len(self._text) > _FIELD_LIMIT:
                raise ProblemError("too_large", "A field of the form is too long.")
            return
        self.file_bytes += len(data)
        if self.file_bytes > self._limit:
            raise ProblemError("too_large", f"The recording is larger than {self._limit // (1024 * 1024)} MiB.")
        self._file.write(data)
