"""Engines that say anything at all: what they say is the contract's, or it is a problem in words."""

from __future__ import annotations

import asyncio
import json
import math
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from jupyterlab_vibevoice.contract.problems import ProblemError
from jupyterlab_vibevoice.instance.adapters.engine import RenderRequest, RenderTurn, TurnEdge, WordTime
from jupyterlab_vibevoice.instance.adapters.native import NativeAdapter, _events_of

from .depth import examples
from .material import DEEP, JSON_VALUES, mutated

_LINES: list[dict[str, Any]] = [
    {"turn": "t1", "at": 0, "edge": "start"},
    {"words": [{"turn": "t1", "text": "Hello", "at": 0.1, "end": 0.4}]},
    {"audio": "AAABAAIA"},
    {"state": "AAAA"},
    {"turn": "t1", "at": 0.5, "edge": "end"},
    {"problem": {"code": "engine_failed", "message": "No.", "retryable": True}},
    {"end": "complete"},
]
_NDJSON = b"".join(json.dumps(line).encode() + b"\n" for line in _LINES)
_CHUNKED = b"%x\r\n%s\r\n0\r\n\r\n" % (len(_NDJSON), _NDJSON)
_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\n"
_ANSWERS = [
    _HEAD + b"\r\n" + _NDJSON,
    _HEAD + b"Content-Length: %d\r\n\r\n" % len(_NDJSON) + _NDJSON,
    _HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + _CHUNKED,
    _HEAD + b"Content-Length: " + b"9" * 5000 + b"\r\n\r\n",
    _HEAD + b"Content-Length: -5\r\n\r\n" + _NDJSON,
    _HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"f" * 5000 + b"\r\n",
    b'HTTP/1.1 502 Bad\r\n\r\n{"problem": {"code": "engine_failed", "message": 7}}',
]


def _lines() -> st.SearchStrategy[bytes]:
    def changed(line: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
        return st.fixed_dictionaries({}, optional={key: st.one_of(st.just(line[key]), JSON_VALUES) for key in line})

    nearly = st.sampled_from(_LINES).flatmap(changed)
    return st.one_of(
        st.one_of(JSON_VALUES, nearly).map(lambda value: json.dumps(value).encode("utf-8", "surrogatepass")),
        mutated([json.dumps(line).encode() for line in _LINES]),
        st.binary(max_size=40),
        DEEP.map(str.encode),
    )


def _is_time(value: float | None) -> bool:
    return value is None or (math.isfinite(value) and value >= 0)


@examples(400)
@given(_lines())
@example(b'{"problem": {"code": ["engine_failed"], "message": "No."}}')
def test_every_line_is_events_with_times_that_can_be_told_or_a_problem(line: bytes) -> None:
    try:
        events = _events_of(line)
    except ProblemError:
        return
    for event in events:
        if isinstance(event, TurnEdge):
            assert _is_time(event.at_s)
        if isinstance(event, WordTime):
            assert _is_time(event.at_s) and _is_time(event.end_s)


async def _render(answer: bytes) -> None:
    """Renders with an engine that answers everything with these bytes, and closes."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(answer)
            await writer.drain()
        except (OSError, EOFError):
            pass
        finally:
            writer.close()

    with tempfile.TemporaryDirectory(prefix="vv-") as folder:
        path = Path(folder) / "engine.sock"
        server = await asyncio.start_unix_server(serve, path)
        adapter = NativeAdapter(path)
        calls = (adapter.describe, adapter.voices, lambda: _drain(adapter))
        try:
            for call in calls:
                try:
                    await asyncio.wait_for(call(), 60)
                except ProblemError:
                    continue
        finally:
            server.close()
            await server.wait_closed()


async def _drain(adapter: NativeAdapter) -> None:
    async for _ in adapter.render(RenderRequest([RenderTurn("t1", "Hello", "low")])):
        pass


@examples(60)
@given(st.one_of(mutated(_ANSWERS), st.sampled_from(_ANSWERS), st.binary(max_size=60)))
def test_whatever_an_engine_answers_the_call_ends_and_says_why(answer: bytes) -> None:
    asyncio.run(_render(answer))
