"""Output is kept in bounded memory and read as lines."""

import os
import sys

from jupyterlab_vibevoice.processes import Child, OutputRing
from jupyterlab_vibevoice.processes.output import MAX_LINE_CHARS, LineSplitter


def lines_of(*pieces: bytes) -> list[str]:
    ring = OutputRing()
    splitter = LineSplitter(ring)
    for piece in pieces:
        splitter.feed(piece)
    splitter.close()
    return ring.tail(100)


def test_lines_end_with_lf_crlf_or_cr_also_across_reads() -> None:
    assert lines_of(b"one\r", b"\ntwo\nthr", b"ee") == ["one", "two", "three"]


def test_a_progress_bar_is_one_line_that_changes() -> None:
    assert lines_of(b"start\n 1%\r 50%\r 100%\rdone\n") == ["start", " 100%", "done"]


def test_signs_split_over_reads_are_whole_and_broken_ones_are_replaced() -> None:
    text = "一键推理\n".encode()
    assert lines_of(text[:4], text[4:]) == ["一键推理"]
    assert lines_of(b"\xff\xfe\n") == ["��"]


def test_colours_and_control_signs_are_taken_out() -> None:
    assert lines_of(b"\x1b[32mOK\x1b[0m \x1b]0;title\x07then\x00\n") == ["OK then"]


def test_old_lines_fall_out_at_the_limit() -> None:
    ring = OutputRing(max_bytes=100)
    for number in range(1000):
        ring.append(f"line {number}")
    kept = ring.tail(1000)
    assert kept[-1] == "line 999" and sum(len(line) + 1 for line in kept) <= 100


def test_subscribers_hear_each_line_until_they_leave() -> None:
    ring = OutputRing()
    heard: list[str] = []
    leave = ring.subscribe(heard.append)
    ring.append("a")
    leave()
    leave()
    ring.append("b")
    assert heard == ["a"]


async def test_a_flood_without_line_ends_stays_within_the_ring() -> None:
    ring = OutputRing(max_bytes=64 * 1024)
    code = "import sys\nfor _ in range(200): sys.stdout.write('x' * 100_000)\nprint('\\nthe end')"
    child = await Child.start([sys.executable, "-c", code], env=dict(os.environ), output=ring)
    assert await child.wait() == 0
    assert ring.tail(1) == ["the end"]
    assert sum(len(line) + 1 for line in ring.tail(10**6)) <= 64 * 1024
    assert all(len(line) <= MAX_LINE_CHARS for line in ring.tail(10**6))
