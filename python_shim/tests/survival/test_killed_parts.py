"""kill -9 of each part, while a job waits, runs, or is about to end: nothing is lost, and people are told.

Each moment is drawn from a seed that a failing test shows; `-m long` repeats every cell four more times.
"""

from __future__ import annotations

import asyncio
import json
import random
import secrets
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import psutil
import pytest
import pytest_asyncio
from instance_process import temporary_folder

from .lab_process import LabProcess, Part, assert_gone
from .listener import Listener
from .spoken_dialogue import RATE, ROUNDING, Samples, assert_whole, spoken_dialogue, turns_of

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(300)]
Stage = Literal["queued", "running", "finishing"]
REPETITIONS = [0, *(pytest.param(number, marks=pytest.mark.long) for number in range(1, 5))]
# What must have ended, besides the part itself, once a part was killed; all else has to live on.
GONE_TOO: dict[Part, set[Part]] = {
    "engine": set(),
    "traefik": set(),
    "instance": {"engine"},
    "jupyter": {"instance", "engine", "traefik"},
}

# Turns of the dialogue whose sound may lie in sockets when the engine ends: some 0.2 MB, and more on the way.
_SENT_AHEAD = 6


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def lab() -> AsyncIterator[LabProcess]:
    with temporary_folder() as folder:
        lab = LabProcess(Path(folder))
        try:
            await lab.start()
            yield lab
        finally:
            await lab.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def reference(lab: LabProcess) -> list[Samples]:
    """The turns of the dialogue as they sound when nothing dies."""
    job_id = await create(lab)
    assert await Listener(lab, job_id).follow() == "done"
    job, pcm = await whole(lab, job_id)
    found = turns_of(job, pcm)
    assert_whole(job, pcm, found)
    return found


async def create(lab: LabProcess) -> str:
    """A new job that is accepted."""
    async with lab.owner() as client:
        answer = await client.post("api/jobs", json={"dialogue": spoken_dialogue(), "seed": 7})
    assert answer.status_code == 202, answer.text
    return str(answer.json()["id"])


async def whole(lab: LabProcess, job_id: str) -> tuple[dict[str, Any], bytes]:
    """A job and the samples of its audio file."""
    async with lab.owner() as client:
        job = (await client.get(f"api/jobs/{job_id}")).json()
        audio = await client.get(f"api/jobs/{job_id}/audio.wav")
    assert audio.status_code == 200, audio.text
    at = audio.content.index(b"data") + 8
    return job, audio.content[at:]


async def until_moment(lab: LabProcess, job_id: str, stage: Stage, chance: random.Random) -> None:
    """Returns at the moment of the kill."""
    last = len(spoken_dialogue()["turns"]) - 1
    wanted = last if stage == "finishing" else chance.randrange(1, last - 3)
    if stage != "queued":
        async with lab.owner() as client, client.stream("GET", f"api/jobs/{job_id}/events", timeout=60) as answer:
            async for line in answer.aiter_lines():
                if line.startswith("data: ") and (event := json.loads(line[6:]))["type"] == "turn":
                    turn = event["turn"]
                    if turn["index"] == wanted and turn["state"] == "speaking":
                        break
    await asyncio.sleep(chance.uniform(0, 0.08 if stage == "finishing" else 0.02))


async def assert_told(lab: LabProcess, victim: Part) -> None:
    """Whoever looks is told what happened, and what to do."""
    if victim == "traefik":
        await lab.until_printed("Traefik ended and was started again")
    elif victim == "jupyter":
        assert await lab.ended() == 1
        await lab.until_printed(r"JupyterLab ended \(exit code -9\)")
    elif victim == "instance":
        async with asyncio.timeout(90):
            while (told := await lab.told())["state"] != "failed":  # noqa: ASYNC110 - the launcher is asked
                await asyncio.sleep(0.02)
        assert told["problem"]["message"] == "The instance ended unexpectedly."
        assert "Start it again" in told["problem"]["hint"]
        async with lab.jupyter() as client:
            answer = await client.get(f"{lab.url}api/status")
        assert (answer.status_code, answer.json()["code"]) == (409, "instance_stopped")


async def bring_back(lab: LabProcess, victim: Part, listeners: list[Listener]) -> list[str]:
    """Does what a person has to do; returns how each job had ended."""
    if victim == "jupyter":
        await lab.close()
        await lab.start()
    elif victim == "instance":
        await lab.start_instance()
    async with asyncio.timeout(120):
        return list(await asyncio.gather(*(listener.follow() for listener in listeners)))


async def resume(lab: LabProcess, job_id: str, listener: Listener) -> None:
    """Goes on with an interrupted job to its end."""
    async with lab.owner() as client:
        kept = (await client.get(f"api/jobs/{job_id}")).json()
        assert kept["state"] == "interrupted"
        spoken = [turn["index"] for turn in kept["turns"] if turn["state"] == "done"]
        assert spoken == list(range(len(spoken)))
        answer = await client.post(f"api/jobs/{job_id}/resume")
        assert answer.status_code == 202, answer.text
    assert await listener.follow() == "done"
    # Who heard the whole turns before hears them again where they were: only what was cut off is spoken anew.
    end = (round(kept["turns"][len(spoken) - 1]["end"] * RATE) - ROUNDING) * 2 if spoken else 0
    revision = kept["audio"]["revision"]
    assert listener.joined(revision)[:end] == listener.joined(max(of for of, _ in listener.heard))[:end]


@pytest.mark.parametrize("repetition", REPETITIONS)
@pytest.mark.parametrize("stage", ["queued", "running", "finishing"])
@pytest.mark.parametrize("victim", ["engine", "traefik", "instance", "jupyter"])
async def test_nothing_is_lost_when_a_part_is_killed(
    lab: LabProcess, reference: list[Samples], victim: Part, stage: Stage, repetition: int
) -> None:
    seed = secrets.randbelow(2**32)
    print(f"seed {seed}, repetition {repetition}")
    chance = random.Random(seed)
    await rested(lab)
    job_ids = [await create(lab)] + ([await create(lab)] if stage == "queued" else [])
    listeners = [Listener(lab, job_id) for job_id in job_ids]
    async with asyncio.TaskGroup() as group:
        following = [group.create_task(listener.follow()) for listener in listeners]
        await until_moment(lab, job_ids[-1], stage, chance)
        before = {name: psutil.Process(pid) for name, pid in lab.parts().items()}
        # What was said of earlier deaths is not said of this one.
        lab.printed.clear()
        before[victim].kill()
        killed_at = datetime.now(UTC)
        await assert_gone([before[name] for name in (victim, *GONE_TOO[victim]) if name in before])
        gone_at = datetime.now(UTC)
        await assert_told(lab, victim)
        if victim in ("jupyter", "instance"):
            for task in following:
                task.cancel()
    if victim in ("jupyter", "instance"):
        ends = await bring_back(lab, victim, listeners)
        # A job whose last turn was spoken before all had died is done, whichever instance says so.
        assert ends[-1] == "interrupted" or listeners[-1].spoken_at() <= gone_at
    else:
        ends = [task.result() for task in following]
        assert set(ends) == {"done"}
    if victim == "engine" and stage != "finishing":
        assert_told_of_loading(listeners, killed_at)
    if victim != "jupyter":
        assert_lives_on(before, lab.parts(), but={victim, *GONE_TOO[victim]})
    for job_id, end, listener in zip(job_ids, ends, listeners, strict=True):
        if end != "done":
            await resume(lab, job_id, listener)
        await assert_nothing_lost(lab, job_id, listener, reference)
    await assert_listed(lab, job_ids)


def assert_told_of_loading(listeners: list[Listener], killed_at: datetime) -> None:
    """Whoever listens is told that the engine loads again, unless all that was left had been sent before its end."""
    events = [event for listener in listeners for event in listener.events]
    later = [event for event in events if datetime.fromisoformat(event["at"]) >= killed_at]
    begun = [event for event in later if event["type"] == "turn" and event["turn"]["state"] == "speaking"]
    assert len(begun) <= _SENT_AHEAD or "loading" in {event["type"] for event in later}


def assert_lives_on(before: dict[Part, psutil.Process], now: dict[Part, int], *, but: set[Part]) -> None:
    """All other parts are the same processes as before."""
    for name in set(before) - but:
        assert now[name] == before[name].pid, f"{name} is another one"


async def assert_nothing_lost(lab: LabProcess, job_id: str, listener: Listener, reference: list[Samples]) -> None:
    """Everything was told once, all that was heard still plays, and the whole is the dialogue."""
    listener.assert_heard_everything_once()
    await listener.assert_it_still_plays()
    job, pcm = await whole(lab, job_id)
    assert_whole(job, pcm, reference)
    assert listener.joined(job["audio"]["revision"]) == pcm


async def rested(lab: LabProcess) -> None:
    """The instance is up and its engine sleeps: the next life is the first, whatever was done to the last one."""
    await lab.start_instance()
    async with lab.owner() as client:
        assert (await client.delete("api/engine")).status_code == 202


async def assert_listed(lab: LabProcess, job_ids: list[str]) -> None:
    """The jobs are the newest ones, each once, and nothing else was made."""
    async with lab.owner() as client:
        jobs = (await client.get("api/jobs", params={"limit": len(job_ids)})).json()["jobs"]
    assert [job["id"] for job in jobs] == job_ids[::-1]
