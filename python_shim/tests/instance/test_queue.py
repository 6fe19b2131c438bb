"""The queue: one job at a time, its place told, fair, bounded."""

from __future__ import annotations

import asyncio

from instance_process import InstanceProcess, dialogue


async def hold(instance: InstanceProcess) -> str:
    """A job that is being spoken until the engine is let go."""
    instance.control(frames=1)
    job = await instance.create("Holding the engine")
    await instance.until(job["id"], "turn")
    return str(job["id"])


async def order_of_ends(instance: InstanceProcess, ids: list[str]) -> list[str]:
    """The ids in the order in which their jobs began."""
    jobs = await asyncio.gather(*(instance.ended(job_id) for job_id in ids))
    return [job["id"] for job in sorted(jobs, key=lambda job: job["finished_at"])]


async def test_waiting_jobs_know_their_place_and_move_up(instance: InstanceProcess) -> None:
    running = await hold(instance)
    first, second = await instance.create("First"), await instance.create("Second")
    assert [job["progress"]["queue_position"] for job in (first, second)] == [1, 2]
    assert (await instance.post(f"/api/jobs/{running}/cancel"))["state"] == "cancelled"
    event = await instance.until(second["id"], "queued", 2)
    assert event["queue_position"] == 1
    instance.control()
    assert await order_of_ends(instance, [second["id"], first["id"]]) == [first["id"], second["id"]]


async def test_documents_take_turns(instance: InstanceProcess) -> None:
    await hold(instance)
    many = [(await instance.create(f"Many {n}", ref="many"))["id"] for n in range(3)]
    one = (await instance.create("One", ref="one"))["id"]
    instance.control()
    assert await order_of_ends(instance, [*many, one]) == [many[0], one, *many[1:]]


async def test_a_new_take_comes_before_whole_dialogues(instance: InstanceProcess) -> None:
    done = await instance.ended((await instance.create("Hello"))["id"])
    await hold(instance)
    whole = (await instance.create("Whole"))["id"]
    await instance.post(f"/api/jobs/{done['id']}/turns/u0/takes", {})
    instance.control()
    assert await order_of_ends(instance, [whole, done["id"]]) == [done["id"], whole]


async def test_a_waiting_job_can_be_cancelled_or_forgotten(instance: InstanceProcess) -> None:
    await hold(instance)
    first, second = await instance.create("First"), await instance.create("Second")
    assert (await instance.post(f"/api/jobs/{first['id']}/cancel"))["state"] == "cancelled"
    assert (await instance.client.delete(f"/api/jobs/{second['id']}")).status_code == 204
    assert (await instance.all_events(first["id"]))[-1]["type"] == "cancelled"
    instance.control()
    third = await instance.ended((await instance.create("Third"))["id"])
    assert third["state"] == "done"
    assert (await instance.get(f"/api/jobs/{first['id']}"))["audio"]["segments"] == 0


async def test_more_than_a_hundred_do_not_wait(instance: InstanceProcess) -> None:
    await hold(instance)
    for n in range(100):
        await instance.create(f"Job {n}")
    answer = await instance.client.post("/api/jobs", json={"dialogue": dialogue("One too many")})
    assert answer.status_code == 429 and answer.json()["code"] == "queue_full"
    assert int(answer.headers["Retry-After"]) > 0
