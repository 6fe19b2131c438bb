"""Jobs of an instance whose one-click script opens a Gradio page: one pass, cut into turns; stop, resume, death."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from .studio_process import Studio

TEXTS = ("Hello there, this is the very first line.", "Yes. It is so.", "And a third one follows after all.")
# What the stand-in makes of a text: a tone of so many seconds a sign, then a pause.
SIGN_S, PAUSE_S = 0.06, 0.3


@pytest.fixture
async def studio() -> AsyncIterator[Studio]:
    with tempfile.TemporaryDirectory(prefix="vv-") as folder:
        one = Studio(Path(folder))
        try:
            yield await one.start()
        finally:
            await one.close()


async def heard(studio: Studio, job: dict[str, Any]) -> np.ndarray:
    return np.frombuffer(await studio.joined(job), "<i2").astype(float)


def true_starts(texts: tuple[str, ...]) -> list[float]:
    starts = [0.0]
    for text in texts[:-1]:
        starts.append(starts[-1] + len(text) * SIGN_S + PAUSE_S)
    return starts


async def test_a_dialogue_is_one_pass_heard_while_it_comes_and_cut_into_turns(studio: Studio) -> None:
    studio.control(pieces=3)
    job = await studio.create(*TEXTS)
    # Sound comes before the page is done, and says where it probably is.
    segment = await studio.until(job["id"], "segment", 2)
    assert segment["revision"] == 1
    now = await studio.get(f"/api/jobs/{job['id']}")
    assert now["state"] == "running" and now["settings"]["mode"] == "scenes" and now["audio"]["seconds"] > 1
    assert now["turns"][0]["state"] in ("speaking", "done") and now["turns"][0]["precision"] == "estimated"
    studio.control()
    done = await studio.ended(job["id"])
    assert done["state"] == "done", done.get("problem")
    assert studio.scripts() == [f"Speaker 1: {TEXTS[0]}\nSpeaker 2: {TEXTS[1]}\nSpeaker 1: {TEXTS[2]}"]
    # The whole sound took the place of the live one: to the sample, but for 4 ms at the edges of turns.
    sound, made = await heard(studio, done), studio.made(1)
    assert done["audio"]["revision"] == 2 and len(sound) == len(made)
    assert np.count_nonzero(sound != made) <= 96 * 2 * len(TEXTS)
    # Each turn begins in the pause before its first word, found from its estimated place.
    for turn, start in zip(done["turns"], true_starts(TEXTS), strict=True):
        assert turn["state"] == "done" and turn["precision"] == "estimated"
        assert start - PAUSE_S - 0.02 <= turn["start"] <= start + 0.02
    assert "hidden" not in (studio.folder / "log").read_text()


async def test_cancel_keeps_the_sound_so_far_and_resume_speaks_the_pass_again(studio: Studio) -> None:
    studio.control(pieces=3)
    job = await studio.create(*TEXTS, mode="whole")
    await studio.until(job["id"], "segment", 2)
    await studio.post(f"/api/jobs/{job['id']}/cancel")
    job = await studio.ended(job["id"])
    assert job["state"] == "cancelled" and job["audio"]["seconds"] > 1.4
    so_far = await heard(studio, job)
    stopped = next(call for call in studio.calls() if "stopped_by" in call)
    assert stopped["running"] == [stopped["stopped_by"]]
    studio.control()
    await studio.post(f"/api/jobs/{job['id']}/resume")
    done = await studio.ended(job["id"])
    assert done["state"] == "done", done.get("problem")
    events = await studio.all_events(job["id"])
    assert "spoken_again" in [event["code"] for event in events if event["type"] == "warning"]
    sound, made = await heard(studio, done), studio.made(2)
    assert len(sound) == len(made) and np.corrcoef(sound[: len(so_far)], so_far)[0, 1] > 0.99
    assert [turn["state"] for turn in done["turns"]] == ["done"] * 3

    # One turn again: a call of its own, and everything else stays as it was.
    await studio.post(f"/api/jobs/{job['id']}/turns/u1/takes", {"text": "No. It is not so at all."})
    again = await studio.ended(job["id"])
    assert again["state"] == "done" and studio.scripts()[-1] == "Speaker 1: No. It is not so at all."
    first, third = again["turns"][0], again["turns"][2]
    later = await heard(studio, again)
    assert np.array_equal(later[: round(first["end"] * 24_000)], sound[: round(first["end"] * 24_000)])
    kept = len(later) - round(third["start"] * 24_000)
    assert np.array_equal(later[-kept:], sound[-kept:])


async def test_a_page_that_is_killed_is_started_again_and_the_job_goes_on(studio: Studio) -> None:
    # The third piece kills it, after sound of it was heard.
    studio.control(die_at=2)
    job = await studio.create(*TEXTS)
    done = await studio.ended(job["id"])
    assert done["state"] == "done", done.get("problem")
    sound, made = await heard(studio, done), studio.made(1)
    assert len(sound) == len(made) and np.count_nonzero(sound != made) <= 96 * 2 * len(TEXTS)
    assert len(studio.scripts()) == 2 and [turn["state"] for turn in done["turns"]] == ["done"] * 3


async def test_scenes_and_turns_are_passes_of_their_own_and_the_queue_is_told(studio: Studio) -> None:
    chapters = [{"title": "Two", "before_turn": 2}]
    turns = [{"id": f"u{n}", "speaker": "Nora", "text": text} for n, text in enumerate(TEXTS)]
    dialogue = {"version": 1, "cast": {"Nora": "zh-Xinran_woman"}, "turns": turns, "chapters": chapters}
    studio.control(busy=2)
    job = await studio.create(dialogue=dialogue, gap_ms=500)
    waiting = await studio.until(job["id"], "loading", 1)
    while waiting.get("phase") != "queued":
        waiting = await studio.until(job["id"], "loading", 1, after=waiting["id"])
    assert waiting["message"].startswith("2 requests are before this one")
    now = await studio.get(f"/api/jobs/{job['id']}")
    assert now["progress"]["queue_position"] == 2 and now["progress"]["eta_seconds"] == 3.0
    studio.control()
    done = await studio.ended(job["id"])
    assert done["state"] == "done", done.get("problem")
    assert studio.scripts() == [f"Speaker 1: {TEXTS[0]}\nSpeaker 1: {TEXTS[1]}", f"Speaker 1: {TEXTS[2]}"]
    # Between scenes lies the gap, between turns of a scene what the page makes.
    assert len(await heard(studio, done)) == len(studio.made(1)) + 12_000 + len(studio.made(2))

    singly = await studio.ended((await studio.create(dialogue=dialogue, gap_ms=0, mode="turns"))["id"])
    assert [turn["precision"] for turn in singly["turns"]] == ["exact"] * 3
    assert studio.scripts()[2:] == [f"Speaker 1: {text}" for text in TEXTS]
    assert len(await heard(studio, singly)) == sum(len(studio.made(number)) for number in (3, 4, 5))
