"""The native adapter against a real engine that is slow, refuses, fails, dies or talks nonsense."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path

import pytest

from jupyterlab_vibevoice.contract.problems import ProblemError
from jupyterlab_vibevoice.instance.adapters import (
    AudioChunk,
    End,
    NativeAdapter,
    RenderEvent,
    RenderRequest,
    RenderTurn,
    detect_kind,
)
from jupyterlab_vibevoice.instance.adapters.detect import Found, Page
from jupyterlab_vibevoice.processes import Child, OutputRing

PROGRAM = Path(__file__).resolve().parents[1] / "resources" / "slow_engine.py"


@pytest.fixture
async def folder(tmp_path: Path) -> AsyncIterator[Path]:
    """A folder with a running engine: engine.sock, and frames with a byte for each frame that was rendered."""
    env = {
        **os.environ,
        "VIBEVOICE_ENGINE_SOCKET": str(tmp_path / "engine.sock"),
        "LOADED": str(tmp_path),
        "FRAMES": str(tmp_path / "frames"),
    }
    ring = OutputRing()
    is_started = asyncio.Event()
    ring.subscribe(lambda _: is_started.set())
    child = await Child.start([sys.executable, str(PROGRAM)], env=env, output=ring)
    try:
        await asyncio.wait_for(is_started.wait(), 90)
        assert await detect_kind(tmp_path / "engine.sock"), ring.tail(20)
        yield tmp_path
    finally:
        await child.stop()


def say(folder: Path, text: str) -> AsyncIterator[RenderEvent]:
    return NativeAdapter(folder / "engine.sock").render(RenderRequest([RenderTurn("t1", text, "one")], seed=7))


async def test_lines_of_a_later_contract_are_passed_over(folder: Path) -> None:
    events = [event async for event in say(folder, "hello")]
    assert sum(len(event.pcm) for event in events if isinstance(event, AudioChunk)) == 400 * 6400
    assert events[-1] == End("complete")


async def test_closing_the_iterator_stops_the_engine_within_a_frame_or_two(folder: Path) -> None:
    frames = folder / "frames"
    events = NativeAdapter(folder / "engine.sock").render(RenderRequest([RenderTurn("t1", "hello", "one")]))
    async with aclosing(events):
        async for event in events:
            if isinstance(event, AudioChunk):
                break
    rendered = frames.stat().st_size
    # Another whole render shows that time has passed and that the first one is over.
    assert [event async for event in say(folder, "hello")][-1] == End("complete")
    assert frames.stat().st_size - 400 <= rendered + 3


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("refuse", "dialogue_too_long", "Too long for this engine"),
        ("fail", "engine_failed", "Out of memory"),
        ("nonsense", "engine_failed", "not the contract's"),
        ("die", "engine_failed", "connection broke"),
    ],
)
async def test_what_goes_wrong_is_a_problem(folder: Path, text: str, code: str, words: str) -> None:
    with pytest.raises(ProblemError) as caught:
        async for _ in say(folder, text):
            pass
    assert caught.value.code == code and words in caught.value.message


async def test_an_engines_hint_reaches_the_caller(folder: Path) -> None:
    with pytest.raises(ProblemError) as caught:
        async for _ in say(folder, "fail"):
            pass
    assert caught.value.hint == "Use shorter turns."


async def test_an_engine_that_is_not_there_is_a_problem_that_may_pass(tmp_path: Path) -> None:
    adapter = NativeAdapter(tmp_path / "nobody.sock")
    with pytest.raises(ProblemError) as caught:
        await adapter.describe()
    assert caught.value.code == "engine_failed" and caught.value.retryable


async def test_what_answers_decides_the_kind(folder: Path, tmp_path: Path) -> None:
    assert await detect_kind(folder / "engine.sock") == Found("native")
    assert await detect_kind(tmp_path / "nobody.sock") is None


PAGES = {
    "gradio": ("/config", "application/json", '{"components": [], "dependencies": []}'),
    "openai": ("/v1/models", "application/json", '{"data": []}'),
    "page": ("/", "text/html", "<p>hello</p>"),
}


@pytest.mark.parametrize("kind", PAGES)
async def test_web_servers_are_told_apart(tmp_path: Path, kind: str) -> None:
    path, media, text = PAGES[kind]

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = (await reader.readuntil(b"\r\n\r\n")).split(b" ")[1].decode()
        head, body = ("200 OK", text) if asked == path else ("404 Not Found", "")
        writer.write(f"HTTP/1.0 {head}\r\nContent-Type: {media}\r\n\r\n{body}".encode())
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = int(server.sockets[0].getsockname()[1])
    async with server:
        found = await detect_kind(tmp_path / "nobody.sock", [("127.0.0.1", port)])
    page = Page(("127.0.0.1", port)) if kind == "page" else None
    assert found == Found(kind, ("127.0.0.1", port), page)  # type: ignore[arg-type]  # parametrized


async def test_a_server_that_is_no_web_server_is_not_an_engine(tmp_path: Path) -> None:
    async def answer(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"SSH-2.0-OpenSSH_9.2\r\n")
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = int(server.sockets[0].getsockname()[1])
    async with server:
        assert await detect_kind(tmp_path / "nobody.sock", [("127.0.0.1", port)]) is None
