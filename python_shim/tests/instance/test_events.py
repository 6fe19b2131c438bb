"""Streams: numbered events that can be missed and replayed, and the status of the instance."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable

from instance_process import InstanceProcess

from jupyterlab_vibevoice.contract import Instance

Make = Callable[..., InstanceProcess]


async def test_what_was_missed_is_replayed_also_after_a_restart(instance: InstanceProcess) -> None:
    job = await instance.create("One two", "Three four", "Five")
    events = await instance.all_events(job["id"])
    for last in (0, 1, len(events) // 2, len(events) - 1):
        assert await instance.all_events(job["id"], after=last) == events[last:]
    await instance.kill()
    await instance.start()
    assert await instance.all_events(job["id"], after=3) == events[3:]


async def test_many_listeners_hear_the_same(instance: InstanceProcess) -> None:
    instance.control(frames=4)
    job = await instance.create("One two", "Three four")
    listeners = [asyncio.create_task(instance.all_events(job["id"])) for _ in range(5)]
    await instance.until(job["id"], "turn")
    instance.control()
    heard = await asyncio.gather(*listeners)
    assert all(one == heard[0] for one in heard)


async def test_closing_a_stream_stops_nothing(instance: InstanceProcess) -> None:
    instance.control(frames=3)
    job = await instance.create("One two", "Three four")
    await instance.until(job["id"], "turn")
    instance.control()
    assert (await instance.ended(job["id"]))["state"] == "done"


async def test_a_stream_goes_on_past_an_earlier_end(instance: InstanceProcess) -> None:
    instance.control(frames=3)
    job = await instance.create("One two", "Three four")
    await instance.until(job["id"], "turn")
    await instance.post(f"/api/jobs/{job['id']}/cancel")
    instance.control()
    await instance.post(f"/api/jobs/{job['id']}/resume")
    ends = [event["type"] for event in await instance.all_events(job["id"]) if event["type"] in ("cancelled", "done")]
    assert ends == ["cancelled", "done"]


async def test_who_knows_all_events_of_an_ended_job_is_told_that_no_more_come(instance: InstanceProcess) -> None:
    job = await instance.create("One two")
    last = len(await instance.all_events(job["id"]))
    path, headers = f"/api/jobs/{job['id']}/events", {"Last-Event-ID": str(last)}
    answer = await instance.client.get(path, headers=headers)
    assert (answer.status_code, answer.content) == (204, b"") and "Content-Type" not in answer.headers
    await instance.post(f"/api/jobs/{job['id']}/turns/{job['turns'][0]['id']}/takes", {})
    more = [event["type"] for event in await instance.all_events(job["id"], after=last)]
    assert more[0] == "queued" and "done" in more
    assert (await instance.client.get(path, headers=headers)).status_code == 200


async def test_a_stream_is_not_buffered_on_its_way(instance: InstanceProcess) -> None:
    job = await instance.create("One")
    async with instance.client.stream("GET", f"/api/jobs/{job['id']}/events") as answer:
        assert answer.headers["X-Accel-Buffering"] == "no"
        assert answer.headers["Cache-Control"] == "no-store"


async def test_the_status_follows_the_engine_from_sleep_to_work_and_back(instance: InstanceProcess) -> None:
    seen: list[str] = []
    began, is_busy = asyncio.Event(), asyncio.Event()

    async def follow() -> None:
        async with instance.client.stream("GET", "/api/events") as answer:
            async for line in answer.aiter_lines():
                if line.startswith("data: "):
                    status = Instance.model_validate(json.loads(line[6:]))
                    began.set()
                    if not seen or seen[-1] != status.state:
                        seen.append(status.state)
                    if status.state == "busy":
                        is_busy.set()
                    # A listener who is late may not be told of what was over at once.
                    if is_busy.is_set() and status.state == "asleep":
                        return

    instance.control(frames=2)
    following = asyncio.create_task(follow())
    await began.wait()
    job = await instance.create("Hello there, everybody")
    # Held in the middle until the listener has seen it: a short job may be over before.
    async with asyncio.timeout(90):
        await is_busy.wait()
    instance.control()
    await instance.ended(job["id"])
    status = Instance.model_validate(await instance.get("/api/status"))
    assert status.state == "ready" and status.sleeps_at and status.script == "script.sh"
    assert status.engine and status.engine.name == "tone"
    answer = await instance.client.delete("/api/engine")
    assert answer.status_code == 202 and answer.json()["state"] == "asleep"
    await asyncio.wait_for(following, 90)
    assert seen[0] == "asleep" and "busy" in seen


async def test_the_log_holds_what_the_script_printed(instance: InstanceProcess) -> None:
    await instance.ended((await instance.create("Hello"))["id"])
    log = (await instance.client.get("/api/log", params={"tail": 5})).text
    assert log == "Loading checkpoint shards 100% 1/1\n"


async def test_an_engine_put_to_sleep_interrupts_its_job_and_keeps_the_audio(instance: InstanceProcess) -> None:
    instance.control(frames=8)
    job = await instance.create("One two three", "Four five six")
    await instance.until(job["id"], "segment")
    waiting = await instance.create("Next")
    answer = await instance.client.delete("/api/engine")
    assert answer.json()["state"] == "asleep"
    kept = await instance.get(f"/api/jobs/{job['id']}")
    assert kept["state"] == "interrupted" and kept["audio"]["segments"] > 0
    assert (await instance.get(f"/api/jobs/{waiting['id']}"))["state"] == "interrupted"


async def test_an_instance_sleeps_after_its_time_without_use_though_it_is_watched(make: Make) -> None:
    instance = await make("--idle-minutes", "0.02").start()
    job = await instance.create("Hello")
    await instance.ended(job["id"])
    async with instance.client.stream("GET", "/api/events") as answer:
        async for line in answer.aiter_lines():
            # Playing and asking are no use.
            await instance.joined(await instance.get(f"/api/jobs/{job['id']}"))
            if line.startswith("data: ") and json.loads(line[6:])["state"] == "asleep":
                break
    assert (await instance.ended((await instance.create("Again"))["id"]))["state"] == "done"


async def test_an_engine_can_be_woken_when_the_instance_starts(make: Make) -> None:
    instance = await make("--engine-start", "open").start()
    async with instance.client.stream("GET", "/api/events") as answer:
        async for line in answer.aiter_lines():
            if line.startswith("data: ") and json.loads(line[6:])["state"] == "ready":
                break
