"""What kind of engine a script has started: whoever answers decides.

The kinds `gradio`, `openai` and `page` are recognised; only `native` can be driven so far.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from jupyterlab_vibevoice.contract.problems import ProblemError

from .engine import EngineAdapter
from .http import Exchange, HttpFailure
from .native import NativeAdapter

_ANSWER_LIMIT = 4 * 2**20
_PROBE_S = 5.0

Kind = Literal["native", "gradio", "openai", "page"]


@dataclass(frozen=True)
class Found:
    """What answered: its kind, and the TCP port where it is a web server."""

    kind: Kind
    port: int | None = None


async def detect_kind(socket_path: str | Path, ports: Iterable[int] = ()) -> Found | None:
    """What answers on the engine's socket, else on one of the TCP `ports` of this machine; None while nothing does."""
    if await _is_native(str(socket_path)):
        return Found("native")
    for port in sorted(ports):
        with contextlib.suppress(OSError, EOFError, ValueError, TimeoutError, asyncio.LimitOverrunError):
            async with asyncio.timeout(_PROBE_S):
                kind = await _web_kind(port)
            if kind is not None:
                return Found(kind, port)
    return None


def adapter_for(found: Found, socket_path: str | Path) -> EngineAdapter:
    """The adapter of what answered. Raises ProblemError for a kind that cannot be driven yet."""
    if found.kind == "native":
        return NativeAdapter(socket_path)
    names = {"gradio": "a Gradio page", "openai": "an OpenAI-style server", "page": "a web page"}
    raise ProblemError(
        "engine_failed",
        f"The one-click script started {names[found.kind]}, which this version cannot drive yet.",
        hint="Open its own page, or make a table read with the draft engine.",
        retryable=False,
    )


async def _is_native(socket_path: str) -> bool:
    try:
        # Not wait_for: in Python 3.11 it may swallow a cancellation that comes together with the result.
        async with asyncio.timeout(_PROBE_S):
            exchange = await Exchange.open(socket_path, "GET", "/engine")
    except (HttpFailure, TimeoutError):
        return False
    exchange.close()
    return exchange.status == 200


async def _web_kind(port: int) -> Kind | None:
    status, body, kind = await _get(port, "/config")
    if status == 200 and "json" in kind:
        config = json.loads(body)
        if isinstance(config, dict) and "dependencies" in config and "components" in config:
            return "gradio"
    status, body, kind = await _get(port, "/v1/models")
    if status in (200, 401) and "json" in kind:
        return "openai"
    status, _, kind = await _get(port, "/")
    return "page" if status < 500 and "html" in kind else None


async def _get(port: int, path: str) -> tuple[int, bytes, str]:
    """Status, body and type of a page."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=64 * 1024)
    try:
        writer.write(f"GET {path} HTTP/1.0\r\nHost: 127.0.0.1:{port}\r\nAccept: */*\r\n\r\n".encode("ascii"))
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        body = bytearray()
        while len(body) < _ANSWER_LIMIT and (block := await reader.read(64 * 1024)):
            body += block
        kind = next((line for line in head.split("\r\n") if line.startswith("content-type:")), "")
        return int(head.split(" ", 2)[1]), bytes(body), kind
    finally:
        writer.transport.abort()
