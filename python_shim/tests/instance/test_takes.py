"""New takes of a turn, and which of them counts."""

from __future__ import annotations

import contextlib

import numpy as np
from instance_process import InstanceProcess
from sounds import assert_spoken_in_order, samples, spoken

TEXTS = ["One two three", "Four five", "Six"]


async def test_a_new_take_is_chosen_in_a_new_revision_and_the_old_one_stays(instance: InstanceProcess) -> None:
    before = await instance.ended((await instance.create(*TEXTS))["id"])
    heard = await instance.joined(before)
    path = f"/api/jobs/{before['id']}/turns/u1"
    again = await instance.post(f"{path}/takes", {"seed": 9, "text": "Four five and more", "voice": "tone-4"})
    assert again["state"] in ("queued", "running") and again["turns"][1]["state"] in ("waiting", "speaking")
    after = await instance.ended(before["id"])
    assert after["state"] == "done" and after["audio"]["revision"] == before["audio"]["revision"] + 1
    assert after["audio"]["sha256"] != before["audio"]["sha256"]
    old, new = after["turns"][1]["takes"]
    assert after["turns"][1]["take"] == new["id"] and new["seed"] == 9 and new["voice"] == "tone-4"
    assert after["dialogue"]["turns"][1]["text"] == "Four five and more"
    assert_spoken_in_order(await instance.joined(after), [TEXTS[0], "Four five and more", TEXTS[2]])
    assert await instance.joined(before) == heard

    answer = await instance.client.put(f"{path}/take", json={"take_id": old["id"]})
    back = answer.json()
    assert answer.status_code == 200 and back["audio"]["revision"] == after["audio"]["revision"] + 1
    assert back["audio"]["sha256"] == before["audio"]["sha256"]
    assert back["dialogue"]["turns"][1]["text"] == TEXTS[1]
    assert await instance.joined(back) == heard


async def test_one_take_can_be_heard_alone(instance: InstanceProcess) -> None:
    job = await instance.ended((await instance.create(*TEXTS))["id"])
    take = job["turns"][1]["take"]
    answer = await instance.client.get(f"/api/jobs/{job['id']}/takes/{take}.wav")
    assert "immutable" in answer.headers["Cache-Control"]
    found = samples(answer.content[44:])
    assert np.array_equal(found[120:-120], spoken(TEXTS[1])[120:-120])
    assert (await instance.client.get(f"/api/jobs/{job['id']}/takes/{take}.flac")).content[:4] == b"fLaC"


async def test_takes_asked_for_while_the_job_runs_are_spoken_after_it(instance: InstanceProcess) -> None:
    instance.control(frames=3)
    job = await instance.create(*TEXTS)
    await instance.until(job["id"], "turn")
    for text in ("Anew", "Once more"):
        await instance.post(f"/api/jobs/{job['id']}/turns/u0/takes", {"text": text})
    instance.control()
    done = await instance.ended(job["id"])
    assert len(done["turns"][0]["takes"]) == 3
    assert_spoken_in_order(await instance.joined(done), ["Once more", *TEXTS[1:]])


async def test_a_take_can_be_chosen_while_the_rest_is_spoken(instance: InstanceProcess) -> None:
    job = await instance.ended((await instance.create(*TEXTS))["id"])
    await instance.post(f"/api/jobs/{job['id']}/turns/u0/takes", {"text": "Anew"})
    done = await instance.ended(job["id"])
    instance.control(frames=18)
    await instance.post(f"/api/jobs/{job['id']}/turns/u2/takes", {"text": "Six and a half"})
    await instance.until(job["id"], "turn", after=len(await instance_events(instance, job["id"])))
    await instance.client.put(
        f"/api/jobs/{job['id']}/turns/u0/take", json={"take_id": done["turns"][0]["takes"][0]["id"]}
    )
    instance.control()
    last = await instance.ended(job["id"])
    assert_spoken_in_order(await instance.joined(last), [TEXTS[0], TEXTS[1], "Six and a half"])


async def instance_events(instance: InstanceProcess, job_id: str) -> list[object]:
    """Events up to the last end."""
    found: list[object] = []
    async with contextlib.aclosing(instance.events(job_id)) as events:
        async for event in events:
            found.append(event)
            if event["type"] == "revision":
                break
    return found


async def test_a_new_take_of_a_stopped_dialogue_does_not_go_on_with_the_rest(instance: InstanceProcess) -> None:
    instance.control(frames=9)
    job = await instance.create(*TEXTS)
    await instance.until(job["id"], "turn", 3)
    stopped = await instance.post(f"/api/jobs/{job['id']}/cancel")
    instance.control()
    await instance.post(f"/api/jobs/{job['id']}/turns/u0/takes", {"text": "Anew"})
    kept = await instance.ended(job["id"])
    assert kept["state"] == "cancelled" and kept["turns"][2]["state"] == "waiting"
    assert kept["audio"]["revision"] > stopped["audio"]["revision"]
    await instance.post(f"/api/jobs/{job['id']}/resume")
    done = await instance.ended(job["id"])
    assert done["state"] == "done"
    assert_spoken_in_order(await instance.joined(done), ["Anew", *TEXTS[1:]])


async def test_a_cancelled_take_leaves_the_finished_dialogue_as_it_was(instance: InstanceProcess) -> None:
    job = await instance.ended((await instance.create(*TEXTS))["id"])
    instance.control(frames=16)
    await instance.post(f"/api/jobs/{job['id']}/turns/u0/takes", {"text": "A take that takes long"})
    await instance.until(job["id"], "started", 2)
    back = await instance.post(f"/api/jobs/{job['id']}/cancel")
    assert back["state"] == "done" and back["audio"] == job["audio"]
    assert len(back["turns"][0]["takes"]) == 1


async def test_a_take_that_is_killed_is_spoken_when_the_job_is_resumed(instance: InstanceProcess) -> None:
    job = await instance.ended((await instance.create(*TEXTS))["id"])
    instance.control(frames=16)
    await instance.post(f"/api/jobs/{job['id']}/turns/u0/takes", {"text": "A take that takes long"})
    await instance.until(job["id"], "started", 2)
    await instance.kill()
    instance.control()
    await instance.start()
    kept = await instance.get(f"/api/jobs/{job['id']}")
    assert kept["state"] == "interrupted"
    assert_spoken_in_order(await instance.joined(kept), TEXTS)
    await instance.post(f"/api/jobs/{job['id']}/resume")
    done = await instance.ended(job["id"])
    assert_spoken_in_order(await instance.joined(done), ["A take that takes long", *TEXTS[1:]])


async def test_takes_of_nothing_are_refused(instance: InstanceProcess) -> None:
    instance.control(fail_at=TEXTS[1])
    job = await instance.ended((await instance.create(*TEXTS))["id"])
    path = f"/api/jobs/{job['id']}/turns"
    assert (await instance.post(f"{path}/u2/takes", {}, status=409))["code"] == "job_not_finished"
    assert (await instance.post(f"{path}/u9/takes", {}, status=404))["code"] == "turn_not_found"
    assert (await instance.post(f"{path}/u0/takes", {"voice": "nobody"}, status=404))["code"] == "voice_not_found"
    answer = await instance.client.put(f"{path}/u0/take", json={"take_id": "t0"})
    assert answer.status_code == 404 and answer.json()["code"] == "not_found"
