"""Events of a call of a Gradio page: server-sent, with outputs as changes of the outputs before."""

from __future__ import annotations

import asyncio
import copy
from contextlib import aclosing
from typing import Any

from ...contract.json_text import parse_json
from .http import Exchange, HttpFailure

BODY_LIMIT = 32 * 2**20
# A page with a queue sends a heartbeat every 15 s.
_SILENCE_S = 120.0


class Messages:
    """The JSON of a stream of server-sent events, read beside whoever waits: who leaves may still wait for its end."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._found: asyncio.Queue[dict[str, Any] | HttpFailure | None] = asyncio.Queue()
        self._reading = asyncio.create_task(self._read())

    async def next(self) -> dict[str, Any] | None:
        """The next message, None after the last. Raises HttpFailure, also where the page falls silent."""
        try:
            async with asyncio.timeout(_SILENCE_S):
                found = await self._found.get()
        except TimeoutError as error:
            raise HttpFailure(f"it said nothing for {_SILENCE_S:.0f} s") from error
        if isinstance(found, HttpFailure):
            raise found
        return found

    async def close(self) -> None:
        """Closes the connection."""
        self._reading.cancel()
        await asyncio.gather(self._reading, return_exceptions=True)
        self._exchange.close()

    async def _read(self) -> None:
        try:
            async with aclosing(self._exchange.lines(BODY_LIMIT)) as lines:
                async for line in lines:
                    if line.startswith(b"data:"):
                        self._found.put_nowait(_message(line[5:]))
            self._found.put_nowait(None)
        except HttpFailure as error:
            self._found.put_nowait(error)


def _message(data: bytes) -> dict[str, Any]:
    try:
        message = parse_json(data)
    except ValueError as error:
        raise HttpFailure("it sent an event that is not JSON") from error
    if not isinstance(message, dict):
        raise HttpFailure("it sent an event that is not an object")
    return message


def merge(before: list[Any], data: list[Any]) -> list[Any]:
    """Outputs after an event: the first is full, later ones are lists of changes [[operation, path, value], ...]."""
    if not before:
        return data
    return [_apply(value, changes) for value, changes in zip(before, data, strict=True)]


def _apply(value: Any, changes: list[Any]) -> Any:
    changed = copy.deepcopy(value)
    for operation, path, new in changes:
        if not path:
            changed = changed + new if operation == "append" else new
            continue
        parent = changed
        for key in path[:-1]:
            parent = parent[key]
        _change(parent, operation, path[-1], new)
    return changed


def _change(parent: Any, operation: str, key: Any, new: Any) -> None:
    match operation:
        case "add" if isinstance(parent, list):
            parent.insert(int(key), new)
        case "replace" | "add":
            parent[key] = new
        case "append":
            parent[key] = parent[key] + new
        case "delete":
            del parent[key]
        case _:
            raise ValueError("an unknown change")
