"""One exchange on a raw socket: bytes out, whatever comes back."""

from __future__ import annotations

import asyncio
import contextlib
import json
from dataclasses import dataclass, field
from typing import Any

PATIENCE_S = 90.0
_ENOUGH_BYTES = 4 * 1024 * 1024


@dataclass
class RawAnswer:
    """What came back; `status` is 0 where the connection was closed without a word."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def is_json(self) -> bool:
        """Whether the body says that it is JSON."""
        return self.headers.get("content-type", "").startswith("application/json")

    @property
    def is_problem(self) -> bool:
        """Whether the body tells a problem of the contract."""
        told: Any = json.loads(self.body) if self.is_json else {}
        return {"code", "message", "retryable", "request_id"} <= set(told)


async def exchange(port: int, data: bytes, *, patience_s: float = PATIENCE_S) -> RawAnswer:
    """Sends the bytes and reads the first answer; raises TimeoutError where nothing comes and nothing closes."""
    async with asyncio.timeout(patience_s):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        sending = asyncio.create_task(_send(writer, data))
        try:
            return await _read(reader)
        except (ConnectionError, asyncio.IncompleteReadError):
            return RawAnswer()
        finally:
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()


async def _send(writer: asyncio.StreamWriter, data: bytes) -> None:
    with contextlib.suppress(ConnectionError):
        writer.write(data)
        await writer.drain()


async def _read(reader: asyncio.StreamReader) -> RawAnswer:
    head = await reader.readuntil(b"\r\n\r\n")
    while head.startswith(b"HTTP/1.1 100"):
        head = await reader.readuntil(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").strip().split("\r\n")
    named = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    answer = RawAnswer(int(first.split()[1]), named)
    if "content-length" in named:
        # Less where there is none to come: HEAD.
        with contextlib.suppress(asyncio.IncompleteReadError):
            answer.body = await reader.readexactly(min(int(named["content-length"]), _ENOUGH_BYTES))
    elif not named.get("content-type", "").startswith("text/event-stream"):
        answer.body = await reader.read(_ENOUGH_BYTES)
    return answer
