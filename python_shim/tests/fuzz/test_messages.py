"""Streams of events from anybody: read alike however they are cut, and refused in words."""

from __future__ import annotations

import asyncio

import aiohttp
from hypothesis import example, given
from hypothesis import strategies as st

from jupyterlab_vibevoice.launcher.events import read_events
from jupyterlab_vibevoice.notebook.errors import ProtocolError
from jupyterlab_vibevoice.notebook.messages import MessageReader
from jupyterlab_vibevoice.relay.answer import Answer, BrokenAnswerError

from .depth import examples
from .material import mutated, pieces

_STREAMS = [
    b': open\n\nid: 1\nevent: instance\ndata: {"state": "ready"}\n\n',
    'event: instance\r\ndata: {"message": "你好🎙"}\r\n\r\n'.encode(),
    b"data: [\ndata: 1]\n\ndata\n\ndata:\n\nretry: 5\nevent: x\n\n",
    b"\xef\xbb\xbfdata: 1\r\rdata: 2\r\r",
    b"data: " + b"x" * 70_000 + b"\n\n",
    b"data: " + b"[" * 60_000 + b"\n\n",
]
_ANSWERS = [
    b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nA: b\r\n\r\n",
    b"HTTP/1.0 204 No\r\n\r\n",
    b"HTTP/1.1 103 Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\n\r\nhello",
    b"HTTP/1.1 200 OK\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"f" * 5000 + b"\r\n",
]


def _messages(chunks: list[bytes]) -> list[str] | None:
    reader = MessageReader()
    try:
        return [message for chunk in chunks for message in reader.feed(chunk)]
    except ProtocolError:
        return None


@examples(300)
@given(pieces(st.one_of(mutated(_STREAMS), st.binary(max_size=60))))
@example([b"data: 1\r", b"\n\r", b"\n"])
def test_the_client_reads_the_same_messages_however_they_are_cut(chunks: list[bytes]) -> None:
    whole = b"".join(chunks)
    assert _messages(chunks) == _messages([whole])


async def _instances(data: bytes) -> None:
    loop = asyncio.get_running_loop()
    content = aiohttp.StreamReader(_Protocol(loop), 2**16, loop=loop)
    content.feed_data(data)
    content.feed_eof()
    try:
        async for found in read_events(content):
            assert isinstance(found, dict)
    except ValueError:
        return


class _Protocol(aiohttp.base_protocol.BaseProtocol):
    """A connection that is over."""


@examples(150)
@given(st.one_of(mutated(_STREAMS), st.binary(max_size=60)))
def test_the_launcher_reads_objects_or_raises_a_value_error(data: bytes) -> None:
    asyncio.run(_instances(data))


async def _answer(chunks: list[bytes]) -> tuple[object, ...]:
    answer = Answer(is_head_request=False, on_pause=lambda _: None, on_end=lambda _: None)
    try:
        for chunk in chunks:
            answer.feed(chunk)
        answer.lost()
        await answer.head
    except BrokenAnswerError:
        return ("broken",)
    body = bytearray()
    try:
        while piece := await answer.read():
            body += piece
    except BrokenAnswerError:
        return (answer.status, "cut")
    return (answer.status, answer.headers, bytes(body))


async def _as_one_and_cut(chunks: list[bytes]) -> None:
    whole = b"".join(chunks)
    assert await _answer(chunks) == await _answer([whole])


@examples(300)
@given(pieces(st.one_of(mutated(_ANSWERS), st.binary(max_size=60))))
@example([b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", b"!"])
def test_forwarding_reads_the_same_answer_however_it_is_cut(chunks: list[bytes]) -> None:
    asyncio.run(_as_one_and_cut(chunks))
