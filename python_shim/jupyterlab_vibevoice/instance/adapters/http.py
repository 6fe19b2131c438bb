"""Requests to an engine, on its unix socket or on a TCP port of this machine: one a connection, bodies as they come."""

from __future__ import annotations

import contextlib
import json
from collections.abc import AsyncGenerator, Sequence
from typing import Any
from urllib.parse import urlsplit

from ...relay import Address, BrokenAnswerError, Upstream
from ...relay import Exchange as Sent


class HttpFailure(Exception):
    """The peer is not there, is gone, or does not speak HTTP."""


def address_of(base_url: str) -> Address:
    """Host and port of an address such as `http://127.0.0.1:7860`."""
    parts = urlsplit(base_url)
    return parts.hostname or "127.0.0.1", parts.port or 80


class Exchange:
    """One request and its answer: `status`, then the body by `blocks`, `lines` or `read`; `close` ends it at once."""

    def __init__(self, sent: Sent) -> None:
        self._sent = sent
        self.status = sent.answer.status

    @classmethod
    async def open(
        cls, address: Address, method: str, path: str, body: Any = None, *, headers: Sequence[tuple[str, str]] = ()
    ) -> Exchange:
        """Sends a request, its body as JSON (bytes as they are), and waits for the head. Raises HttpFailure."""
        is_json = body is not None and not isinstance(body, bytes)
        data = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace") if is_json else body
        host = "engine" if isinstance(address, str) else _host(*address)
        sent_headers = [("Host", host), ("Accept", "*/*"), *headers, ("Connection", "close")]
        if is_json:
            sent_headers.append(("Content-Type", "application/json"))
        try:
            return cls(await Upstream(address).send(method, path, sent_headers, data))
        except BrokenAnswerError as error:
            raise HttpFailure("it closed the connection or does not speak HTTP") from error
        except (OSError, TimeoutError) as error:
            raise HttpFailure("it does not answer") from error

    def header(self, name: str) -> str:
        """The value of a header of the answer, empty where there is none."""
        return next((value for key, value in self._sent.answer.headers if key.lower() == name.lower()), "")

    async def blocks(self) -> AsyncGenerator[bytes, None]:
        """The body as it comes. Raises HttpFailure when it breaks off."""
        try:
            while block := await self._sent.answer.read():
                yield block
        except BrokenAnswerError as error:
            raise HttpFailure("the connection broke") from error

    async def read(self, limit: int) -> bytes:
        """The whole body. Raises HttpFailure when it is larger than `limit` bytes."""
        body = bytearray()
        async for block in self.blocks():
            body += block
            if len(body) > limit:
                raise HttpFailure("its answer is too large")
        return bytes(body)

    async def lines(self, limit: int) -> AsyncGenerator[bytes, None]:
        """The body line by line, without empty ones. Raises HttpFailure when a line is longer than `limit` bytes."""
        rest = bytearray()
        async with contextlib.aclosing(self.blocks()) as blocks:
            async for block in blocks:
                rest += block
                *whole, tail = rest.split(b"\n")
                rest = tail
                for line in whole:
                    if line:
                        yield bytes(line)
                if len(rest) > limit:
                    raise HttpFailure("a line of its answer is too long")
        if rest:
            yield bytes(rest)

    def close(self) -> None:
        """Closes the connection now; the peer sees it at its next write."""
        self._sent.close()


def _host(name: str, port: int) -> str:
    return f"[{name}]:{port}" if ":" in name else f"{name}:{port}"
