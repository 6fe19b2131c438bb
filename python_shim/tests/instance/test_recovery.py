"""Nothing is lost: killed instances, killed engines, both, at any moment."""

from __future__ import annotations

import asyncio
import contextlib
import random
import sqlite3
from collections.abc import Callable

import httpx
import psutil
import pytest
from instance_process import InstanceProcess
from sounds import assert_spoken_in_order

TEXTS = ["One two three", "Four five six seven eight nine ten eleven twelve", "Thirteen", "Fourteen fifteen sixteen"]
Make = Callable[..., InstanceProcess]


def engine_process(instance: InstanceProcess) -> psutil.Process:
    """The tone engine that belongs to an instance."""
    for process in psutil.process_iter():
        try:
            mine = process.environ().get("TONE_CONTROL") == str(instance.control_file)
            if mine and any("tone_engine.py" in word for word in process.cmdline()[:2]):
                return process
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
    raise AssertionError("There is no engine")


# (event, how many of it, frames the engine may make before): moments at which a process is killed.
MOMENTS = [
    ("queued", 1, 0),
    ("started", 1, 0),
    ("turn", 1, 3),
    ("segment", 1, 6),
    ("turn", 2, 6),
    ("segment", 2, 26),
    ("turn", 4, 22),
    ("turn", 7, 26),
]


@pytest.mark.parametrize(("kind", "count", "frames"), MOMENTS)
@pytest.mark.parametrize("victims", ["instance", "both"])
async def test_a_killed_instance_keeps_the_job_its_audio_and_goes_on(
    make: Make, kind: str, count: int, frames: int, victims: str
) -> None:
    instance = await make().start()
    instance.control(frames=frames)
    job = await instance.create(*TEXTS)
    seen = await instance.until(job["id"], kind, count)
    if victims == "both" and kind != "queued":
        engine_process(instance).kill()
    await instance.kill()

    instance.control()
    await instance.start()
    kept = await instance.get(f"/api/jobs/{job['id']}")
    assert kept["state"] == "interrupted"
    events = await instance.all_events(job["id"], after=seen["id"])
    assert events[-1]["type"] == "interrupted"
    heard = await instance.joined(kept)
    assert len(heard) / 2 / 24_000 == pytest.approx(kept["audio"]["seconds"], abs=1e-4)
    done_turns = [text for text, turn in zip(TEXTS, kept["turns"], strict=True) if turn["state"] == "done"]
    assert done_turns == TEXTS[: len(done_turns)]

    await instance.post(f"/api/jobs/{job['id']}/resume")
    done = await instance.ended(job["id"])
    assert done["state"] == "done"
    assert_spoken_in_order(await instance.joined(done), TEXTS)
    assert await instance.joined(kept) == heard


async def test_an_instance_killed_between_the_last_turn_and_the_end_comes_back_with_a_finished_job(
    make: Make,
) -> None:
    instance = await make().start()
    job = await instance.create(*TEXTS)
    done = await instance.ended(job["id"])
    await instance.kill()
    with contextlib.closing(sqlite3.connect(instance.state_dir / "library.sqlite")) as library, library:
        # What the process writes last: its work is off the list, its end is not told yet.
        library.execute("UPDATE jobs SET state = 'running', finished_at = NULL, sha256 = NULL")
        library.execute("DELETE FROM events WHERE type = 'done'")
    await instance.start()
    kept = await instance.get(f"/api/jobs/{job['id']}")
    assert kept["state"] == "done"
    assert kept["audio"] == done["audio"]


@pytest.mark.parametrize(("kind", "count", "frames"), MOMENTS[1:])
async def test_a_killed_engine_is_started_again_and_the_job_goes_on_by_itself(
    instance: InstanceProcess, kind: str, count: int, frames: int
) -> None:
    instance.control(frames=frames)
    job = await instance.create(*TEXTS)
    await instance.until(job["id"], kind, count)
    instance.control()
    engine_process(instance).kill()
    done = await instance.ended(job["id"])
    assert done["state"] == "done"
    assert_spoken_in_order(await instance.joined(done), TEXTS)


async def test_an_engine_that_ends_before_it_has_told_its_voices_is_started_again(make: Make) -> None:
    instance = make()
    instance.control(die_at="its voices")
    await instance.start()
    done = await instance.ended((await instance.create(*TEXTS))["id"])
    assert done["state"] == "done"
    assert_spoken_in_order(await instance.joined(done), TEXTS)


@pytest.mark.parametrize("seed", range(4))
async def test_killed_again_and_again_a_job_is_still_spoken_once(make: Make, seed: int) -> None:
    instance, chance = await make().start(), random.Random(seed)
    job, last = await instance.create(*TEXTS), 0
    for _ in range(3):
        left = chance.randrange(1, 14)
        async with contextlib.aclosing(instance.events(job["id"], after=last)) as events:
            async for event in events:
                left, last = left - 1, event["id"]
                if not left:
                    break
        await instance.kill()
        await instance.start()
        kept = await instance.get(f"/api/jobs/{job['id']}")
        if kept["state"] == "done":
            break
        assert kept["state"] == "interrupted"
        await instance.joined(kept)
        await instance.post(f"/api/jobs/{job['id']}/resume")
    done = await instance.ended(job["id"])
    assert done["state"] == "done"
    assert_spoken_in_order(await instance.joined(done), TEXTS)


async def test_an_engine_that_dies_again_and_again_fails_the_job_with_its_last_words(make: Make) -> None:
    instance = await make().start()
    (instance.folder / "script.sh").write_text("echo out of luck; exit 3\n")
    job = await instance.ended((await instance.create("Hello"))["id"])
    assert job["state"] == "failed"
    assert "exit code 3" in job["problem"]["message"] and "out of luck" in job["problem"]["hint"]
    assert (await instance.get("/api/status"))["state"] == "failed"


async def test_whoever_asks_while_the_instance_ends_is_answered_or_cut_off_but_never_told_of_faults(
    make: Make,
) -> None:
    instance = await make().start()
    done = await instance.ended((await instance.create(*TEXTS))["id"])
    path = f"/api/jobs/{done['id']}/revisions/{done['audio']['revision']}/segments/0.wav"
    statuses: set[int] = set()

    async def ask() -> None:
        with contextlib.suppress(httpx.TransportError):
            while True:
                statuses.add((await instance.client.get(path)).status_code)

    asking = [asyncio.create_task(ask()) for _ in range(12)]
    while not statuses:  # noqa: ASYNC110 - each of them has to be under way
        await asyncio.sleep(0.01)
    assert await instance.stop() == 0
    await asyncio.gather(*asking)
    assert statuses == {200}
    assert "failed" not in (instance.folder / "log").read_text()


async def test_term_interrupts_jobs_and_leaves_no_engine_behind(make: Make) -> None:
    instance = await make().start()
    instance.control(frames=6)
    job = await instance.create(*TEXTS)
    await instance.until(job["id"], "segment")
    engine = engine_process(instance)
    assert await instance.stop() == 0
    await asyncio.to_thread(psutil.wait_procs, [engine], 10)
    assert not engine.is_running()
    assert not instance.runtime_file.exists()
    await instance.start()
    assert (await instance.get(f"/api/jobs/{job['id']}"))["state"] == "interrupted"


async def test_the_end_of_the_lifeline_stops_the_instance(make: Make) -> None:
    instance = await make().start()
    process = psutil.Process(instance.pid)
    instance.cut_lifeline()
    await asyncio.to_thread(process.wait, 90)


async def test_an_engine_that_ignores_term_does_not_outlive_a_killed_instance(make: Make) -> None:
    instance = make()
    instance.control(is_deaf=True, frames=3)
    await instance.start()
    job = await instance.create("Hello you there")
    await instance.until(job["id"], "turn")
    engine = engine_process(instance)
    await instance.kill()
    gone, _ = await asyncio.to_thread(psutil.wait_procs, [engine], 90)
    assert gone


async def test_an_engine_that_ignores_term_does_not_hold_up_the_end_of_the_instance(make: Make) -> None:
    instance = make()
    instance.control(is_deaf=True, frames=3)
    await instance.start()
    job = await instance.create("Hello you there")
    await instance.until(job["id"], "turn")
    engine = engine_process(instance)
    following = instance.events(job["id"])
    await anext(following)
    assert await instance.stop() == 0
    # The engine has 10 s after TERM: it is still there when the instance has gone, but not for long.
    assert engine.is_running()
    assert [event["type"] async for event in following][-1] == "interrupted"
    gone, _ = await asyncio.to_thread(psutil.wait_procs, [engine], 90)
    assert gone


async def test_two_instances_do_not_share_a_library(make: Make) -> None:
    first = await make().start()
    second = make()
    second.runtime_file = first.folder / "other.json"
    process = await asyncio.create_subprocess_exec(
        *second.command(), env=second.environment, stderr=asyncio.subprocess.PIPE
    )
    _, said = await process.communicate()
    assert process.returncode == 3 and b"Another instance" in said


async def test_a_library_of_another_version_is_left_alone_and_named(make: Make) -> None:
    instance = make()
    library = instance.state_dir / "library.sqlite"
    library.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.closing(sqlite3.connect(library)) as connection:
        connection.execute("PRAGMA user_version=99")
    before = library.read_bytes()
    process = await asyncio.create_subprocess_exec(
        *instance.command(), env=instance.environment, stderr=asyncio.subprocess.PIPE
    )
    _, said = await process.communicate()
    assert process.returncode == 4 and b"another version" in said and b"Update VibeVoice" in said
    assert library.read_bytes() == before
