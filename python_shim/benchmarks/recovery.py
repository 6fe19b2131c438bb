"""From kill -9 to working again: engine, instance, Traefik; and whether any accepted sound was lost.

The real command with the draft engine, a job under way; five kills of each part. The engine's own load is added to its
target. A listener who was cut off asks again every 50 ms, so a recovery is told no finer than that.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from report import report

_TESTS = Path(__file__).parents[1] / "tests"
sys.path.insert(0, str(_TESTS))

import httpx  # noqa: E402 - the tests' folder comes first
from survival.lab_process import LabProcess, Part  # noqa: E402 - likewise
from survival.listener import Listener  # noqa: E402 - likewise
from survival.spoken_dialogue import spoken_dialogue  # noqa: E402 - likewise

_RUNS = 5
_POLL_S = 0.01


async def until(is_so: Callable[[], bool | Awaitable[bool]]) -> None:
    """Asks again and again."""
    while True:
        found = is_so()
        if found if isinstance(found, bool) else await found:
            return
        await asyncio.sleep(_POLL_S)


async def is_in(lab: LabProcess, state: str) -> bool:
    """Whether the launcher says that the instance is in a state."""
    return bool((await lab.told())["state"] == state)


async def job_under_way(lab: LabProcess) -> tuple[str, Listener, asyncio.Task[str]]:
    """A new job of which something has been heard, and who hears it."""
    async with lab.owner() as client:
        job = (await client.post("api/jobs", json={"dialogue": spoken_dialogue(), "seed": 7})).json()
    listener = Listener(lab, job["id"])
    following = asyncio.create_task(listener.follow())
    await until(lambda: bool(listener.heard))
    return job["id"], listener, following


async def kill(lab: LabProcess, part: Part) -> float:
    """Kills a part; returns when."""
    process = lab.part(part)
    process.kill()
    return time.perf_counter()


async def engine_load_s(lab: LabProcess) -> float:
    """How long the engine takes from asleep to awake."""
    async with lab.owner() as client:
        await client.delete("api/engine")
        begun = time.perf_counter()
        await client.post("api/engine")
        await until(lambda: is_in(lab, "ready"))
    return time.perf_counter() - begun


async def engine_recovery_s(lab: LabProcess) -> tuple[float, int]:
    """Seconds from the kill until a piece is heard that was made since, and pieces lost."""
    _, listener, following = await job_under_way(lab)
    killed, began = await kill(lab, "engine"), len(listener.events)
    await until(lambda: is_made_anew(listener, began))
    recovered = time.perf_counter() - killed
    await following
    return recovered, await lost(listener)


def is_made_anew(listener: Listener, began: int) -> bool:
    """Whether a piece came after the engine was told to load again; earlier ones may still be on their way."""
    kinds = [event["type"] for event in listener.events[began:]]
    return "loading" in kinds and "segment" in kinds[kinds.index("loading") :]


async def traefik_recovery_s(lab: LabProcess) -> tuple[float, int]:
    """Seconds from the kill until the instance answers through the front door again, and pieces lost."""
    _, listener, following = await job_under_way(lab)
    killed = await kill(lab, "traefik")
    await until(lambda: answers(lab))
    recovered = time.perf_counter() - killed
    await following
    return recovered, await lost(listener)


async def answers(lab: LabProcess) -> bool:
    """Whether the instance answers its owner through the front door."""
    try:
        async with lab.owner() as client:
            return (await client.get("api/status", timeout=2)).status_code == 200
    except httpx.TransportError:
        return False


async def instance_recovery_s(lab: LabProcess) -> tuple[float, int]:
    """Seconds from the kill, told and started again as the studio does, until the job's sound plays; pieces lost."""
    job_id, listener, following = await job_under_way(lab)
    killed = await kill(lab, "instance")
    await until(lambda: is_in(lab, "failed"))
    await lab.start_instance()
    async with lab.owner() as client:
        await client.get(f"api/jobs/{job_id}/audio.wav")
    recovered = time.perf_counter() - killed
    await following
    async with lab.owner() as client:
        await client.post(f"api/jobs/{job_id}/resume")
    await listener.follow()
    return recovered, await lost(listener)


async def lost(listener: Listener) -> int:
    """Pieces that were heard and do not play any more."""
    try:
        await listener.assert_it_still_plays()
        listener.assert_heard_everything_once()
    except AssertionError:
        return 1
    return 0


async def measure(folder: Path) -> None:
    """Prints a row for each part, and one for what was lost."""
    lab = LabProcess(folder)
    losses: list[float] = []
    await lab.start()
    try:
        load_s = statistics.median([await engine_load_s(lab) for _ in range(3)])
        rows = {
            "engine": (engine_recovery_s, f"<= {2 + load_s:.3g}"),
            "instance": (instance_recovery_s, "<= 3"),
            "traefik": (traefik_recovery_s, "<= 2"),
        }
        for name, (recover, target) in rows.items():
            runs = []
            for _ in range(_RUNS):
                # A life of its own for each kill: an engine that dies four times in ten minutes is given up.
                await engine_load_s(lab)
                seconds, gone = await recover(lab)
                runs.append(seconds)
                losses.append(gone)
            report(f"recovery: {name} killed to working", runs, unit="s", target=target)
    finally:
        await lab.close()
    report("recovery: accepted sound lost", [sum(losses)], unit="pieces", target="<= 0")


def main() -> None:
    """Runs it all in a folder that is removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="vv-") as folder:
        asyncio.run(measure(Path(folder)))


if __name__ == "__main__":
    main()
