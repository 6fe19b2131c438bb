"""Engines of other minds: without edges, with gaps, at their limits, not there at all."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from instance_process import InstanceProcess, dialogue
from sounds import assert_spoken_in_order, samples, spoken

TEXTS = ["One two three", "Four five", "Six"]
Make = Callable[..., InstanceProcess]


async def test_an_engine_that_tells_nothing_of_turns_is_asked_for_one_after_the_other(
    instance: InstanceProcess,
) -> None:
    instance.control(can={"exact_turns": False}, is_edgeless=True)
    done = await instance.ended((await instance.create(*TEXTS))["id"])
    assert done["state"] == "done"
    assert_spoken_in_order(await instance.joined(done), TEXTS)


async def test_such_an_engine_may_speak_everything_in_one_go(instance: InstanceProcess) -> None:
    instance.control(can={"exact_turns": False}, is_edgeless=True)
    done = await instance.ended((await instance.create(*TEXTS, mode="whole"))["id"])
    assert done["state"] == "done" and done["settings"]["mode"] == "whole"
    # One sound, cut into turns: nothing is missing or doubled, no gap is put in, and the times are estimates.
    found, wanted = samples(await instance.joined(done)), np.concatenate([spoken(text) for text in TEXTS])
    assert len(found) == len(wanted) and np.count_nonzero(found != wanted) <= 2 * 96 * len(TEXTS)
    assert [turn["precision"] for turn in done["turns"]] == ["estimated"] * 3
    assert all(turn["start"] < turn["end"] for turn in done["turns"])


@pytest.mark.parametrize(("left_out", "kept"), [("Six", TEXTS[:2]), ("Four five", TEXTS[:1])])
async def test_an_engine_that_leaves_out_a_turn_fails_the_job(
    instance: InstanceProcess, left_out: str, kept: list[str]
) -> None:
    instance.control(leave_out=left_out)
    job = await instance.ended((await instance.create(*TEXTS))["id"])
    assert job["state"] == "failed" and job["problem"]["code"] == "engine_failed"
    assert_spoken_in_order(await instance.joined(job), kept)
    instance.control()
    await instance.post(f"/api/jobs/{job['id']}/resume")
    assert_spoken_in_order(await instance.joined(await instance.ended(job["id"])), TEXTS)


async def test_an_engine_at_its_limit_fails_the_job_in_words(instance: InstanceProcess) -> None:
    instance.control(limit_at="Six")
    job = await instance.ended((await instance.create(*TEXTS))["id"])
    assert job["state"] == "failed" and job["problem"]["code"] == "dialogue_too_long"
    assert_spoken_in_order(await instance.joined(job), TEXTS[:2])


async def test_a_dialogue_that_is_too_long_for_the_engine_is_refused(instance: InstanceProcess) -> None:
    await instance.ended((await instance.create("Hello"))["id"])
    body = {"dialogue": dialogue(*["word " * 2000] * 12)}
    problem = await instance.post("/api/jobs", body, status=422)
    assert problem["code"] == "dialogue_too_long" and "90 min" in problem["message"]


async def test_turns_without_words_are_silence(instance: InstanceProcess) -> None:
    words = dialogue("One two three", "", "Six")
    words["turns"][1]["pauses"] = [{"at": 0, "seconds": 2}]
    done = await instance.ended((await instance.create(dialogue=words, gap_ms=0))["id"])
    found = samples(await instance.joined(done))
    first = len(spoken("One two three"))
    assert not found[first : first + 48_000].any() and len(found) == first + 48_000 + len(spoken("Six"))


async def test_a_script_that_is_not_there_is_said_and_table_reads_still_work(make: Make) -> None:
    instance = make("--script", "/nowhere/1键推理.sh", engine="none")
    await instance.start()
    status = await instance.get("/api/status")
    assert status["state"] == "failed" and status["problem"]["code"] == "engine_failed"
    job = await instance.ended((await instance.create("Hello"))["id"])
    assert job["state"] == "failed" and "does not exist" in job["problem"]["message"]
    assert (await instance.ended((await instance.create("Hello", engine="draft"))["id"]))["state"] == "done"


async def test_the_table_read_is_there_before_its_engine_was_ever_awake(make: Make) -> None:
    instance = await make(engine="draft").start()
    before = await instance.get("/api/status")
    await instance.ended((await instance.create("Hello"))["id"])
    awake = (await instance.get("/api/status"))["table_read"]
    assert before["state"] == "asleep"
    assert awake.pop("revision") and before["table_read"] == awake


async def test_a_table_read_leaves_the_scripts_engine_asleep(make: Make) -> None:
    instance = await make().start()
    await instance.ended((await instance.create("Hello", engine="draft"))["id"])
    assert (await instance.get("/api/status"))["state"] == "asleep"


async def test_with_the_draft_engine_alone_every_job_is_a_table_read(make: Make) -> None:
    instance = await make(engine="draft").start()
    job = await instance.ended((await instance.create("Hello", engine="script"))["id"])
    assert job["state"] == "done" and job["settings"]["engine"] == "draft"
    status = await instance.get("/api/status")
    assert "engine" not in status and status["table_read"]["name"] == "draft"
