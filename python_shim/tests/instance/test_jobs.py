"""Jobs: accepted, heard while they are made, done, changed and forgotten."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import pytest
from instance_process import InstanceProcess, dialogue
from sounds import RATE, assert_spoken_in_order, samples, spoken

from jupyterlab_vibevoice.contract import Job, JobEvent

TEXTS = ["One two three", "Four five", "Six"]


async def test_a_dialogue_is_spoken_from_its_first_segment_to_its_end(instance: InstanceProcess) -> None:
    job = await instance.create(*TEXTS)
    assert job["state"] in ("queued", "running")
    events = await instance.all_events(job["id"])
    kinds = [event["type"] for event in events]
    assert kinds[0] == "queued" and kinds[-1] == "done"
    assert [event["id"] for event in events] == list(range(1, len(events) + 1))
    for event in events:
        JobEvent.model_validate(event)
    done = await instance.get(f"/api/jobs/{job['id']}")
    Job.model_validate(done)
    assert done["state"] == "done" and done["progress"]["fraction"] == 1
    pcm = await instance.joined(done)
    assert_spoken_in_order(pcm, TEXTS)
    assert done["audio"]["sha256"] == hashlib.sha256(pcm).hexdigest()
    assert done["audio"]["seconds"] == pytest.approx(len(pcm) / 2 / RATE, abs=1e-4)


async def test_the_first_segment_is_half_a_second_and_the_others_two(instance: InstanceProcess) -> None:
    job = await instance.create("one two three four five six seven eight nine ten " * 5)
    lengths = [event["samples"] for event in await instance.all_events(job["id"]) if event["type"] == "segment"]
    assert lengths[0] == RATE // 2
    assert set(lengths[1:-1]) == {2 * RATE} and 0 < lengths[-1] <= 2 * RATE


async def test_audio_is_heard_before_the_job_ends(instance: InstanceProcess) -> None:
    instance.control(frames=7)
    job = await instance.create("one two three four five six seven eight nine ten")
    segment = await instance.until(job["id"], "segment")
    answer = await instance.client.get(f"/api/jobs/{job['id']}/revisions/1/segments/{segment['n']}.wav")
    first = samples(answer.content[44:])
    assert np.array_equal(first[200:], spoken("one two three four five six seven eight nine ten")[200 : RATE // 2])
    assert (await instance.client.get(f"/api/jobs/{job['id']}/revisions/1/segments/1.wav")).status_code == 404
    assert (await instance.get(f"/api/jobs/{job['id']}"))["turns"][0]["state"] == "speaking"
    instance.control()
    assert (await instance.ended(job["id"]))["state"] == "done"


async def test_times_of_turns_are_exact_and_gaps_are_silent(instance: InstanceProcess) -> None:
    job = await instance.create(*TEXTS, gap_ms=1000)
    done = await instance.ended(job["id"])
    assert_spoken_in_order(await instance.joined(done), TEXTS, gap_ms=1000)
    assert [turn["precision"] for turn in done["turns"]] == ["exact"] * 3
    assert done["turns"][0]["start"] == 0 and done["turns"][0]["end"] == pytest.approx(0.6)
    assert done["turns"][1]["start"] == pytest.approx(1.6) and done["turns"][1]["end"] == pytest.approx(2.1)


async def test_pauses_are_silence_at_a_split_of_the_turn(instance: InstanceProcess) -> None:
    words = dialogue("Wait here please")
    words["turns"][0]["pauses"] = [{"at": 9, "seconds": 1.5}]
    done = await instance.ended((await instance.create(dialogue=words))["id"])
    found = samples(await instance.joined(done))
    first = len(spoken("Wait here"))
    assert not found[first : first + RATE * 3 // 2].any()
    assert len(found) == first + RATE * 3 // 2 + len(spoken("please"))


async def test_no_join_clicks(instance: InstanceProcess) -> None:
    done = await instance.ended((await instance.create(*TEXTS))["id"])
    found = samples(await instance.joined(done)).astype(int)
    for turn in done["turns"]:
        start, end = round(turn["start"] * RATE), round(turn["end"] * RATE)
        assert abs(found[start]) < 200 and abs(found[end - 1]) < 200
    steps = np.abs(np.diff(found)).max()
    assert steps < 9000 * 2 * np.pi * 1300 / RATE


async def test_a_job_says_everything_it_was_rendered_with(instance: InstanceProcess) -> None:
    job = await instance.create(*TEXTS, seed=7, steps=5, guidance=1.5, cast={"Ben": "tone-3"}, title="A talk")
    done = await instance.ended(job["id"])
    assert done["title"] == "A talk"
    assert done["settings"] == {
        "engine": "script",
        "cast": {"Nora": "tone-1", "Ben": "tone-3"},
        "seed": 7,
        "steps": 5,
        "gap_ms": 350,
        "mode": "turns",
        "unsupported": "warn",
        **({"guidance": 1.5} if "guidance" in done["settings"] else {}),
    }
    assert done["engine"] == {"name": "tone", "model": "sine", "revision": "1"}
    usage = done["usage"]
    assert usage["audio_seconds"] == pytest.approx(1.5) and usage["realtime_factor"] > 0
    assert {take["seed"] for turn in done["turns"] for take in turn["takes"]} == {7}


async def test_an_option_that_the_engine_lacks_is_a_warning_or_a_refusal(instance: InstanceProcess) -> None:
    await instance.ended((await instance.create("Hello"))["id"])
    job = await instance.create("Hello", guidance=2.0)
    assert (await instance.until(job["id"], "warning"))["code"] == "unsupported_option"
    told = (await instance.get(f"/api/jobs/{job['id']}"))["warnings"]
    assert [warning["code"] for warning in told] == ["unsupported_option"], "who comes later is told too"
    body = {"dialogue": dialogue("Hello"), "guidance": 2.0, "unsupported": "error"}
    assert (await instance.post("/api/jobs", body, status=400))["code"] == "unsupported_option"


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"turns": []}, 422, "empty_dialogue"),
        ({"turns": [{"id": f"u{n}", "speaker": f"S{n}", "text": "Hi"} for n in range(5)]}, 422, "too_many_speakers"),
        ({"turns": [{"id": "u1", "speaker": "A", "text": "Hi"}] * 2}, 400, "invalid_dialogue"),
        ({"surprise": 1}, 400, "invalid_request"),
    ],
)
async def test_a_dialogue_that_cannot_be_spoken_is_refused(
    instance: InstanceProcess, change: dict[str, Any], status: int, code: str
) -> None:
    problem = await instance.post("/api/jobs", {"dialogue": {**dialogue("Hello"), **change}}, status=status)
    assert problem["code"] == code and problem["request_id"]
    if code == "invalid_request":
        assert problem["issues"][0]["path"] == ["dialogue", "surprise"]


async def test_a_voice_nobody_has_is_refused_with_the_nearest_names(instance: InstanceProcess) -> None:
    await instance.ended((await instance.create("Hello"))["id"])
    body = {"dialogue": dialogue("Hello"), "cast": {"Nora": "tone-9"}}
    problem = await instance.post("/api/jobs", body, status=404)
    assert problem["code"] == "voice_not_found" and "tone-" in problem["hint"]


async def test_an_engine_that_fails_fails_the_job_and_the_rest_is_spoken_later(instance: InstanceProcess) -> None:
    instance.control(fail_at="Four five")
    job = await instance.ended((await instance.create(*TEXTS))["id"])
    assert job["state"] == "failed" and job["problem"]["message"] == "The GPU ran out of memory."
    assert [turn["state"] for turn in job["turns"]] == ["done", "failed", "waiting"]
    assert_spoken_in_order(await instance.joined(job), TEXTS[:1])
    instance.control()
    await instance.post(f"/api/jobs/{job['id']}/resume")
    done = await instance.ended(job["id"])
    assert done["state"] == "done"
    assert_spoken_in_order(await instance.joined(done), TEXTS)


async def test_cancelling_keeps_the_audio_and_resuming_completes_it(instance: InstanceProcess) -> None:
    instance.control(frames=10)
    job = await instance.create(*TEXTS)
    await instance.until(job["id"], "segment")
    cancelled = await instance.post(f"/api/jobs/{job['id']}/cancel")
    assert cancelled["state"] == "cancelled"
    assert (await instance.all_events(job["id"]))[-1]["type"] == "cancelled"
    heard = await instance.joined(cancelled)
    assert len(heard) / 2 == pytest.approx(cancelled["audio"]["seconds"] * RATE, abs=1) and heard
    instance.control()
    await instance.post(f"/api/jobs/{job['id']}/resume")
    done = await instance.ended(job["id"])
    assert done["state"] == "done" and done["audio"]["revision"] > cancelled["audio"]["revision"]
    assert_spoken_in_order(await instance.joined(done), TEXTS)
    # What was announced before stays as it was.
    assert await instance.joined(cancelled) == heard


async def test_a_finished_job_has_nothing_to_cancel_or_resume(instance: InstanceProcess) -> None:
    job = await instance.ended((await instance.create("Hello"))["id"])
    for verb in ("cancel", "resume"):
        assert (await instance.post(f"/api/jobs/{job['id']}/{verb}", status=409))["code"] == "job_finished"


async def test_jobs_are_listed_newest_first_page_by_page_and_by_reference(instance: InstanceProcess) -> None:
    ids = [(await instance.create("Hello", ref=f"doc{n % 2}"))["id"] for n in range(5)]
    first = await instance.get("/api/jobs", params={"limit": 2})
    assert [job["id"] for job in first["jobs"]] == ids[:2:-1]
    second = await instance.get("/api/jobs", params={"limit": 3, "before": first["next"]})
    assert [job["id"] for job in second["jobs"]] == ids[2::-1] and "next" not in second
    of_one = await instance.get("/api/jobs", params={"ref": "doc1"})
    assert [job["id"] for job in of_one["jobs"]] == [ids[3], ids[1]]


async def test_a_job_is_renamed_pinned_and_forgotten_with_its_audio(instance: InstanceProcess) -> None:
    job = await instance.ended((await instance.create("Hello"))["id"])
    change = {"title": "新的", "pinned": True, "ref": "海.dialogue.txt"}
    answer = await instance.client.patch(f"/api/jobs/{job['id']}", json=change)
    assert answer.json()["title"] == "新的" and answer.json()["pinned"]
    found = await instance.client.get("/api/jobs", params={"ref": "海.dialogue.txt"})
    assert [each["id"] for each in found.json()["jobs"]] == [job["id"]]
    assert (await instance.client.delete(f"/api/jobs/{job['id']}")).status_code == 204
    assert (await instance.client.get(f"/api/jobs/{job['id']}")).json()["code"] == "job_not_found"
    assert not (instance.state_dir / "jobs" / job["id"]).exists()


async def test_a_running_job_can_be_forgotten(instance: InstanceProcess) -> None:
    instance.control(frames=8)
    job = await instance.create(*TEXTS)
    await instance.until(job["id"], "segment")
    assert (await instance.client.delete(f"/api/jobs/{job['id']}")).status_code == 204
    instance.control()
    assert (await instance.ended((await instance.create("Next"))["id"]))["state"] == "done"
    assert [one["id"] for one in (await instance.get("/api/jobs"))["jobs"]] != [job["id"]]


async def test_the_same_key_gives_the_same_job_and_another_body_is_refused(instance: InstanceProcess) -> None:
    key = {"Idempotency-Key": "one"}
    job = await instance.create("Hello", headers=key)
    assert (await instance.create("Hello", headers=key))["id"] == job["id"]
    answer = await instance.client.post("/api/jobs", json={"dialogue": dialogue("Bye")}, headers=key)
    assert answer.status_code == 400 and answer.json()["code"] == "invalid_request"
    assert len((await instance.get("/api/jobs"))["jobs"]) == 1


async def test_a_draft_job_runs_beside_the_scripts_engine(instance: InstanceProcess) -> None:
    instance.control(frames=8)
    slow = await instance.create(*TEXTS)
    await instance.until(slow["id"], "segment")
    draft = await instance.ended((await instance.create("Hello there", engine="draft"))["id"])
    assert draft["state"] == "done" and draft["engine"]["name"] == "draft"
    assert (await instance.get(f"/api/jobs/{slow['id']}"))["state"] == "running"
    instance.control()
    assert (await instance.ended(slow["id"]))["state"] == "done"
