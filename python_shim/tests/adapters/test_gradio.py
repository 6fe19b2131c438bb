"""The Gradio adapter against a page that speaks Gradio's wire: sound without gaps, queue, stop, every failure."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from pathlib import Path

import httpx
import numpy as np
import pytest

from jupyterlab_vibevoice.contract.problems import ProblemError
from jupyterlab_vibevoice.instance.adapters.engine import Anew, AudioChunk, End, Queued
from jupyterlab_vibevoice.instance.adapters.http import HttpFailure

from .page_process import PageProcess, hear, request

Start = Callable[..., Awaitable[PageProcess]]
LINES = (("en-Frank_man", "Hello there, this is the first line of all."), ("zh-Xinran_woman", "Yes. It is so."))


def values(pcm: bytes) -> np.ndarray:
    return np.frombuffer(pcm, "<i2").astype(float)


@pytest.mark.parametrize("version", ["6", "5"])
async def test_live_sound_is_joined_without_gaps_and_the_whole_follows_to_the_sample(
    start: Start, version: str
) -> None:
    page = await start(STAND_IN_GRADIO=version)
    heard = await hear(page.adapter(), request(*LINES, is_live=True))
    made = page.made()
    assert heard.whole == made and heard.events[-2:] == [Anew(), End("complete")]
    live, whole = values(heard.live), values(made)
    # Gradio 6 fills its very last frame, which the whole sound replaces.
    assert 0 <= len(live) - len(whole) <= 1024
    live = live[: len(whole)]
    assert abs(np.sqrt((live**2).mean()) / np.sqrt((whole**2).mean()) - 1) < 0.01
    assert np.corrcoef(live, whole)[0, 1] > 0.999
    # Neither a click nor a hole at any join: nowhere is the step larger, or the 20 ms quieter, than in what was made.
    for join in range(24_000, len(whole), 24_000):
        near, there = live[join - 480 : join + 480], whole[join - 480 : join + 480]
        assert np.abs(np.diff(near)).max() < np.abs(np.diff(there)).max() + 700
        assert np.abs(near).mean() > 0.9 * np.abs(there).mean() - 50


async def test_a_page_without_live_sound_gives_the_whole(start: Start) -> None:
    page = await start(STAND_IN_GRADIO="4", STAND_IN_SIGNATURE="seven")
    described = await page.adapter().describe()
    assert not described.can.stream and not described.can.steps and described.can.guidance
    heard = await hear(page.adapter(), request(*LINES, is_live=True))
    assert heard.live == page.made() and Anew() not in heard.events
    assert page.sent()[:2] == [2, "Speaker 1: Hello there, this is the first line of all.\nSpeaker 2: Yes. It is so."]


async def test_where_there_is_no_whole_the_live_sound_counts_to_its_end(start: Start) -> None:
    page = await start()
    page.control(has_whole=False)
    heard = await hear(page.adapter(), request(*LINES, is_live=True))
    assert Anew() not in heard.events and heard.events[-1] == End("complete")
    live, made = values(heard.live), values(page.made())
    assert 0 <= len(live) - len(made) <= 1024 and np.corrcoef(live[: len(made)], made)[0, 1] > 0.999


async def test_a_whole_that_is_no_wav_is_decoded(start: Start) -> None:
    page = await start(STAND_IN_GRADIO="4")
    page.control(file="mp3")
    heard = await hear(page.adapter(), request(*LINES))
    assert abs(len(heard.live) - len(page.made())) < 2 * 2 * 1152
    level = np.sqrt((values(heard.live) ** 2).mean() / (values(page.made()) ** 2).mean())
    assert abs(level - 1) < 0.1


async def test_a_page_tells_what_it_can_and_whose_voices_it_has(start: Start) -> None:
    page = await start()
    described = await page.adapter().describe()
    assert described.kind == "gradio" and described.revision == "gradio 6.31.0" and described.max_speakers == 4
    assert described.can.stream and described.can.steps and not described.can.seed and not described.can.exact_turns
    assert [voice.id for voice in await page.adapter().voices()][:2] == ["en-Alice_woman", "en-Carter_man"]


async def test_a_chinese_page_and_a_mapped_one_are_driven_alike(start: Start) -> None:
    page = await start(STAND_IN_SIGNATURE="chinese")
    heard = await hear(page.adapter(), request(*LINES, seed=2001, steps=8))
    assert heard.live == page.made()
    assert page.sent()[1:] == ["2", "en-Frank_man", "zh-Xinran_woman", "en-Frank_man", "en-Maya_woman", 1.3, 8, 1000]


async def test_a_mapping_file_makes_an_unknown_page_speak(start: Start, tmp_path: Path) -> None:
    page = await start(STAND_IN_SIGNATURE="odd")
    with pytest.raises(ProblemError, match="none that can be told"):
        await page.adapter().describe()
    mapping = tmp_path / "script.sh.gradio.json"
    mapping.write_text(json.dumps({"inputs": {"script": "Prompt A", "speakers": ["First", "Second"]}}))
    # The stand-in reads its first text that is not empty, which is the mapped one.
    heard = await hear(page.adapter(mapping_file=mapping), request(*LINES))
    assert heard.live == page.made()
    assert page.sent()[1:] == ["keep me", "en-Frank_man", "zh-Xinran_woman", 1]


async def test_the_place_in_the_pages_queue_is_told(start: Start) -> None:
    page = await start()
    page.control(busy=2)
    places = []
    async for event in page.adapter().render(request(*LINES)):
        if isinstance(event, Queued):
            places.append((event.position, event.eta_s))
            page.control()
    assert (2, 3.0) in places and places[-1] == (0, None)


async def test_only_a_call_of_ours_that_runs_is_stopped(start: Start) -> None:
    page = await start()
    page.control(pieces=1)
    running = page.adapter().render(request(*LINES, is_live=True))
    async with aclosing(running):
        async for event in running:
            if isinstance(event, AudioChunk):
                break
        waiting = page.adapter().render(request(("en-Maya_woman", "Another.")))
        async with aclosing(waiting):
            assert (await anext(waiting)) == Queued(1, None)
        # Who leaves the queue stops nobody: the one that runs goes on to its end.
        assert not any("stopped_by" in call for call in page.calls())
    stopped = await page.until("stopped_by")
    assert stopped["running"] == [stopped["stopped_by"]] == [page.calls()[0]["joined"]]
    page.control()
    assert (await hear(page.adapter(), request(*LINES))).live == page.made()


FAILURES = (
    ({"fail": "ffprobe"}, "ffmpeg and ffprobe", False),
    ({"fail": "memory"}, "out of memory", True),
    # The page calls this one a success, and only its log knows better.
    ({"fail": "thread"}, "out of memory", True),
    ({"fail": "null"}, "without saying why", True),
    ({"fail": "silent"}, "expected 2 voices", True),
    ({"is_full": True}, "queue of the script's page is full", True),
)


async def test_failures_are_told_with_their_cause_and_the_next_call_is_served(start: Start) -> None:
    page = await start()
    for wishes, words, retryable in FAILURES:
        page.control(**wishes)
        with pytest.raises(ProblemError) as caught:
            await hear(page.adapter(), request(*LINES, is_live=True))
        assert words in caught.value.message and caught.value.hint and caught.value.retryable is retryable
    page.control()
    assert (await hear(page.adapter(), request(*LINES))).live == page.made()


async def test_somebody_elses_stop_is_told_as_such(start: Start) -> None:
    page = await start()
    page.control(pieces=1)

    async def press() -> None:
        await page.until("started")
        async with httpx.AsyncClient() as client:
            body = {"data": [], "fn_index": 3, "session_hash": "somebody"}
            await client.post(f"{page.url}/gradio_api/run/predict", json=body)

    pressing = asyncio.create_task(press())
    with pytest.raises(ProblemError, match="Somebody stopped it"):
        await hear(page.adapter(), request(*LINES))
    await pressing


async def test_a_page_that_dies_is_a_broken_connection(start: Start) -> None:
    page = await start()
    page.control(die_at=1)
    with pytest.raises(ProblemError) as caught:
        await hear(page.adapter(), request(*LINES, is_live=True))
    assert caught.value.code == "engine_failed" and caught.value.retryable
    assert isinstance(caught.value.__cause__, HttpFailure)
