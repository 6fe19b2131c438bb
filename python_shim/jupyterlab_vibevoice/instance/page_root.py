"""A web page that believes it lies at the root of its host, made to work below a prefix, while it passes.

Addresses in its HTML that begin with one slash get the prefix; a script of ours, the first to run, does the same for
what the page asks for later (`pages/root-paths.js`). Addresses that have the prefix already, as those of a page that
heeds GRADIO_ROOT_PATH or X-Forwarded-Prefix, stay as they are.
"""

from __future__ import annotations

import re

# The address of our script, below the page's own.
SCRIPT_PATH = "~vibevoice/root-paths.js"
# More than this between `<` and `>` is no tag that we look for.
_LONGEST_TAG = 64 * 1024
_LONGEST_HEAD = 64 * 1024
_ADDRESSES = (
    rb"((?:\s(?:src|href|action|formaction|poster|data|srcset)\s*=\s*[\"']?"
    rb"|\b(?:from|import)\s*\(?\s*[\"']))/(?!/|%s)"
)
_HEAD = re.compile(rb"<head(?:\s[^>]*)?>", re.IGNORECASE)
_FIRST = re.compile(rb"<(?:script|link|body|style|img|form|p|div|h1|a)\b", re.IGNORECASE)


class RootPaths:
    """Changes one HTML document, piece by piece; holds back no more than a tag that is not whole."""

    def __init__(self, prefix: str) -> None:
        """`prefix` begins and ends with a slash."""
        self._prefix = prefix.encode("ascii", "xmlcharrefreplace")
        self._pattern = re.compile(_ADDRESSES % re.escape(self._prefix[1:]), re.IGNORECASE)
        self._tag = b'<script src="%s%s"></script>' % (self._prefix, SCRIPT_PATH.encode())
        self._rest = b""
        self._has_script = False

    def feed(self, piece: bytes) -> bytes:
        """What may go on of all that has come."""
        data = self._rest + piece
        opened = data.rfind(b"<")
        is_whole = opened < 0 or b">" in data[opened:] or len(data) - opened > _LONGEST_TAG
        cut = len(data) if is_whole else opened
        ready, self._rest = data[:cut], data[cut:]
        if not self._has_script:
            found = _HEAD.search(ready)
            if found is None and len(ready) < _LONGEST_HEAD and _FIRST.search(ready) is None:
                self._rest = ready + self._rest
                return b""
            ready = self._with_script(ready)
        return self._changed(ready)

    def close(self) -> bytes:
        """What is left at the end."""
        rest, self._rest = self._rest, b""
        return self._changed(rest)

    def _with_script(self, data: bytes) -> bytes:
        self._has_script = True
        found = _HEAD.search(data)
        if found is not None:
            return data[: found.end()] + self._tag + data[found.end() :]
        first = _FIRST.search(data)
        at = first.start() if first is not None else 0
        return data[:at] + self._tag + data[at:]

    def _changed(self, data: bytes) -> bytes:
        return self._pattern.sub(lambda found: found[1] + self._prefix, data)
