"""An engine that tells checkpoints gets its newest one back, with the same request, where a job broke off."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from typing import Any

import pytest
from instance_process import InstanceProcess
from sounds import assert_spoken_in_order
from test_recovery import engine_process

TEXTS = ["One two three", "Four five", "Six seven", "Eight"]
RESUMES = {"can": {"resume": True}, "checkpoints": True}
# Frames of the first two turns and one of the third.
_IN_THE_THIRD = 6 + 5 + 1
Make = Callable[..., InstanceProcess]


def asked(instance: InstanceProcess) -> list[Any]:
    """The requests that the engine got: their texts, and the checkpoint that came with them."""
    return [json.loads(line) for line in (instance.folder / "asked").read_text().splitlines()]


def checkpoint(instance: InstanceProcess, job: dict[str, Any]) -> bytes | None:
    """What the library keeps for a job."""
    path = instance.state_dir / "jobs" / job["id"] / "checkpoint"
    return path.read_bytes() if path.exists() else None


async def broken_off(instance: InstanceProcess, **wishes: Any) -> dict[str, Any]:
    """A job that waits in the middle of its third turn."""
    instance.control(**{**RESUMES, "frames": _IN_THE_THIRD, **wishes})
    job = await instance.create(*TEXTS, gap_ms=0)
    await until_speaking(instance, job, 2)
    return job


async def until_speaking(instance: InstanceProcess, job: dict[str, Any], index: int) -> None:
    """Returns once the turn has begun."""
    async with contextlib.aclosing(instance.events(job["id"])) as events:
        async for event in events:
            if event["type"] == "turn" and event["turn"]["index"] == index:
                return


async def assert_whole(instance: InstanceProcess, job: dict[str, Any]) -> None:
    done = await instance.ended(job["id"])
    assert done["state"] == "done", done.get("problem")
    assert_spoken_in_order(await instance.joined(done), TEXTS, gap_ms=0)
    assert checkpoint(instance, job) is None


async def test_a_killed_engine_goes_on_from_its_checkpoint(instance: InstanceProcess) -> None:
    job = await broken_off(instance)
    engine_process(instance).kill()
    instance.control(**RESUMES)
    await assert_whole(instance, job)
    assert asked(instance) == [[TEXTS, None], [TEXTS, "said 2"]]


async def test_a_killed_instance_has_the_checkpoint_when_its_job_is_resumed(make: Make) -> None:
    instance = await make().start()
    job = await broken_off(instance)
    await instance.kill()
    # The third turn and one frame of the fourth: what follows a checkpoint makes checkpoints of its own.
    instance.control(**RESUMES, frames=6)
    await instance.start()
    await instance.post(f"/api/jobs/{job['id']}/resume")
    await until_speaking(instance, job, 3)
    await instance.stop()
    instance.control(**RESUMES)
    await instance.start()
    await instance.post(f"/api/jobs/{job['id']}/resume")
    await assert_whole(instance, job)
    assert asked(instance) == [[TEXTS, None], [TEXTS, "said 2"], [TEXTS, "said 3"]]


async def test_an_engine_that_does_not_take_its_checkpoint_speaks_the_rest_without_it(
    instance: InstanceProcess,
) -> None:
    job = await broken_off(instance)
    engine_process(instance).kill()
    instance.control(**{**RESUMES, "checkpoints": "refused"})
    await assert_whole(instance, job)
    assert asked(instance) == [[TEXTS, None], [TEXTS, "said 2"], [TEXTS[2:], None]]


async def test_one_that_is_broken_is_not_sent(instance: InstanceProcess) -> None:
    job = await broken_off(instance)
    await instance.post(f"/api/jobs/{job['id']}/cancel")
    await instance.ended(job["id"])
    kept = checkpoint(instance, job)
    assert kept is not None and kept.endswith(b"\nsaid 2")
    # Half of what was written, as a machine may find it that lost its power.
    (instance.state_dir / "jobs" / job["id"] / "checkpoint").write_bytes(kept[:-1])
    instance.control(**RESUMES)
    await instance.post(f"/api/jobs/{job['id']}/resume")
    await assert_whole(instance, job)
    assert asked(instance)[1:] == [[TEXTS[2:], None]]


@pytest.mark.parametrize("can", [{}, {"resume": True, "exact_turns": False}], ids=["no promise", "turn by turn"])
async def test_an_engine_that_does_not_promise_to_resume_is_asked_for_the_rest(
    instance: InstanceProcess, can: dict[str, bool]
) -> None:
    job = await broken_off(instance, can=can)
    assert checkpoint(instance, job) is None
    engine_process(instance).kill()
    instance.control(checkpoints=True, can=can)
    await assert_whole(instance, job)
    assert {state for _, state in asked(instance)} == {None}
