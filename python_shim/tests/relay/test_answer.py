"""HTTP answers, however the network cuts them."""

from __future__ import annotations

import asyncio
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyterlab_vibevoice.relay.answer import Answer, BrokenAnswerError

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: audio/wav\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;x=1\r\n world\r\n0\r\nTrailer: 1\r\n\r\n"
COUNTED = HEAD + b"Content-Length: 11\r\n\r\nhello world"
INFORMED = b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + COUNTED


class _Wire:
    """What an answer tells its connection."""

    def __init__(self) -> None:
        self.pauses: list[bool] = []
        self.can_reuse: bool | None = None

    def end(self, can_reuse: bool) -> None:
        self.can_reuse = can_reuse


def _answer(wire: _Wire, *, is_head_request: bool = False) -> Answer:
    return Answer(is_head_request=is_head_request, on_pause=wire.pauses.append, on_end=wire.end)


def _pieces(data: bytes, cuts: list[int]) -> list[bytes]:
    places = sorted({0, len(data), *(cut % len(data) for cut in cuts)})
    return [data[start:end] for start, end in pairwise(places)]


@given(st.sampled_from([CHUNKED, COUNTED, INFORMED]), st.lists(st.integers(min_value=0), max_size=30))
def test_the_body_is_the_same_however_it_is_cut(data: bytes, cuts: list[int]) -> None:
    async def read() -> None:
        wire = _Wire()
        answer = _answer(wire)
        body = b""
        for piece in _pieces(data, cuts):
            answer.feed(piece)
            body += answer.read_nowait()
        assert (body, answer.status, answer.is_complete) == (b"hello world", 200, True)
        assert wire.can_reuse is not None
        assert await answer.read() == b""

    asyncio.run(read())


@pytest.mark.parametrize("data", [COUNTED, CHUNKED])
@pytest.mark.parametrize("is_cut", [False, True])
async def test_what_comes_after_the_end_is_nobodys_and_its_connection_is_not_used_again(
    data: bytes, is_cut: bool
) -> None:
    wire = _Wire()
    answer = _answer(wire)
    for piece in [data, COUNTED] if is_cut else [data + COUNTED]:
        answer.feed(piece)
    assert (answer.is_complete, wire.can_reuse, await answer.read()) == (True, False, b"hello world")


async def test_a_body_without_a_length_ends_with_the_connection_which_is_not_used_again() -> None:
    wire = _Wire()
    answer = _answer(wire)
    answer.feed(HEAD + b"\r\nhello")
    assert not answer.is_complete
    answer.lost()
    assert (answer.is_complete, wire.can_reuse, await answer.read()) == (True, False, b"hello")


@pytest.mark.parametrize("data", [HEAD, COUNTED[:-1], CHUNKED[:-2], b""])
async def test_a_connection_that_is_lost_in_the_middle_is_a_broken_answer(data: bytes) -> None:
    answer = _answer(_Wire())
    answer.feed(data)
    answer.lost()
    answer.read_nowait()
    with pytest.raises(BrokenAnswerError):
        await answer.read()


@pytest.mark.parametrize(
    "data",
    [
        b"HTTP/2 200 OK\r\n\r\n",
        b"HTTP/1.1 OK\r\n\r\n",
        b"SSH-2.0-OpenSSH\r\n\r\n",
        HEAD + b"Content-Length: -1\r\n\r\n",
        HEAD + b"Content-Length: \xb2\r\n\r\n",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n-5\r\n",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n1\r\nabc",
        HEAD + b"No colon\r\n\r\n",
        b"x" * 70_000,
    ],
)
async def test_what_is_no_http_is_a_broken_answer(data: bytes) -> None:
    with pytest.raises(BrokenAnswerError):
        _answer(_Wire()).feed(data)


@pytest.mark.parametrize("status", [b"204 No Content", b"304 Not Modified"])
async def test_some_answers_have_no_body_whatever_their_length_says(status: bytes) -> None:
    answer = _answer(_Wire())
    answer.feed(b"HTTP/1.1 " + status + b"\r\nContent-Length: 5\r\n\r\n")
    assert answer.is_complete


async def test_an_answer_to_head_has_no_body() -> None:
    answer = _answer(_Wire(), is_head_request=True)
    answer.feed(HEAD + b"Content-Length: 5\r\n\r\n")
    assert answer.is_complete


async def test_an_instance_that_is_faster_than_the_browser_has_to_wait() -> None:
    wire = _Wire()
    answer = _answer(wire)
    answer.feed(HEAD + b"Content-Length: 10000000\r\n\r\n")
    for _ in range(12):
        answer.feed(b"x" * 65_536)
    assert wire.pauses == [True]
    answer.read_nowait()
    assert wire.pauses == [True, False]


async def test_a_reader_that_waits_is_woken_by_the_next_piece() -> None:
    answer = _answer(_Wire())
    answer.feed(HEAD + b"Content-Length: 5\r\n\r\n")
    waiting = asyncio.ensure_future(answer.read())
    await asyncio.sleep(0)
    answer.feed(b"hello")
    assert await waiting == b"hello"


async def test_an_answer_of_http_1_0_ends_with_its_connection_which_is_not_kept() -> None:
    for head in (b"HTTP/1.0 200 OK\r\n\r\n", b"HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\n"):
        wire = _Wire()
        answer = _answer(wire)
        answer.feed(head + b"hello")
        answer.lost()
        assert (answer.read_nowait(), answer.is_complete, wire.can_reuse) == (b"hello", True, False)
