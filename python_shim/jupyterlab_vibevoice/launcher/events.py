"""Server-sent events whose data is JSON; the format is https://html.spec.whatwg.org/#server-sent-events."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from ..contract.json_text import parse_json
from .settings import Wire

if TYPE_CHECKING:
    import aiohttp

_MAX_EVENT_BYTES = 1 << 20


async def read_events(content: aiohttp.StreamReader) -> AsyncIterator[Wire]:
    """The data of every event of type `instance` or of none; raises ValueError for what is too long or no JSON."""
    kind, size = "", 0
    data: list[str] = []
    while line := await content.readline():
        text = line.decode("utf-8").rstrip("\r\n")
        field, _, value = text.partition(":")
        value = value.removeprefix(" ")
        size += len(line)
        if size > _MAX_EVENT_BYTES:
            raise ValueError("An event is too long")
        if not text:
            if data and kind in ("", "instance"):
                value = parse_json("\n".join(data))
                if not isinstance(value, dict):
                    raise ValueError("An event is no object")
                yield value
            kind, data, size = "", [], 0
        elif field == "event":
            kind = value
        elif field == "data":
            data.append(value)
