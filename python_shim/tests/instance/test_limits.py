"""What bounds an instance: the size of its library, the disk, its memory, the time of its first answer."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from typing import Any

import psutil
import pytest
from instance_process import InstanceProcess, dialogue
from sounds import assert_spoken_in_order

Make = Callable[..., InstanceProcess]
DAY_S = 24 * 3600
# 6.3 s, 302 kB.
LONG = " ".join(["word"] * 60)


async def old_jobs(instance: InstanceProcess, count: int) -> list[str]:
    """Finished jobs, the oldest first, all made days ago; the instance is stopped."""
    await instance.start()
    ids = [(await instance.ended((await instance.create(LONG))["id"]))["id"] for _ in range(count)]
    await instance.stop()
    with contextlib.closing(sqlite3.connect(instance.state_dir / "library.sqlite")) as database, database:
        database.execute("UPDATE jobs SET created_at = created_at - ?, finished_at = finished_at - ?", [2 * DAY_S] * 2)
    return ids


async def said(instance: InstanceProcess) -> dict[str, Any]:
    """The notice of an instance, once there is one."""
    async with instance.client.stream("GET", "/api/events") as answer:
        async for line in answer.aiter_lines():
            if line.startswith("data: ") and (notice := json.loads(line[6:]).get("notice")):
                found: dict[str, Any] = notice
                return found
    raise AssertionError("Nothing was said")


async def listed(instance: InstanceProcess) -> list[str]:
    """The ids of all jobs, the oldest first."""
    return [job["id"] for job in (await instance.get("/api/jobs"))["jobs"]][::-1]


async def test_what_is_too_much_is_announced_and_nothing_is_deleted_yet(make: Make) -> None:
    ids = await old_jobs(make(), 3)
    limited = await make("--library-gigabytes", "0.0001").start()
    notice = await said(limited)
    assert notice["code"] == "retention" and notice["jobs"] == ids and notice["at"] and "pin" in notice["message"]
    assert "oldest jobs are deleted" in (limited.folder / "log").read_text()
    assert await listed(limited) == ids


async def test_then_the_oldest_go_but_never_pinned_or_new_ones(make: Make) -> None:
    first = make()
    ids = await old_jobs(first, 4)
    await first.start()
    await first.client.patch(f"/api/jobs/{ids[0]}", json={"pinned": True})
    today = (await first.ended((await first.create(LONG))["id"]))["id"]
    await first.stop()
    limited = await make("--library-gigabytes", "0.0001", "--notice-minutes", "0.005").start()
    async with limited.client.stream("GET", "/api/events") as answer:
        async for line in answer.aiter_lines():
            is_status = line.startswith("data: ")
            if is_status and "notice" not in json.loads(line[6:]) and await listed(limited) == [ids[0], today]:
                break
    assert await listed(limited) == [ids[0], today]
    assert not (limited.state_dir / "jobs" / ids[1]).exists()
    assert (await limited.client.get(f"/api/jobs/{ids[0]}/audio.wav")).status_code == 200


@pytest.fixture
def on_small_disk(make: Make) -> Iterator[InstanceProcess]:
    """An instance whose library lies on a disk of its own of 80 MB."""
    instance = make()
    instance.state_dir.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", "size=80m", "tmpfs", str(instance.state_dir)]
    if subprocess.run(words, capture_output=True, check=False).returncode:
        pytest.skip("Only root can make a small disk")
    yield instance
    subprocess.run(["umount", "--lazy", str(instance.state_dir)], check=True)


async def test_a_full_disk_loses_nothing(on_small_disk: InstanceProcess) -> None:
    instance = on_small_disk
    texts = ["One two three four five six seven", LONG]
    instance.control(frames=10)
    await instance.start()
    job = await instance.create(*texts)
    await instance.until(job["id"], "turn", 3)
    ballast = instance.state_dir / "ballast"
    with ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(4096))
    instance.control()
    failed = await instance.ended(job["id"])
    assert failed["state"] == "failed" and "disk is full" in failed["problem"]["message"]
    answer = await instance.client.post("/api/jobs", json={"dialogue": dialogue("No room")})
    assert answer.status_code == 500 and "disk is full" in answer.json()["message"]
    heard = await instance.joined(failed)
    assert len(heard) >= 1.0 * 48_000
    ballast.unlink()
    await instance.post(f"/api/jobs/{job['id']}/resume")
    done = await instance.ended(job["id"])
    assert done["state"] == "done"
    assert_spoken_in_order(await instance.joined(done), texts)


def resident(process: psutil.Process) -> float:
    """Resident memory in MB."""
    return float(process.memory_info().rss) / 1e6


async def test_a_sleeping_instance_is_small(make: Make) -> None:
    instance = await make(engine="draft").start()
    process = psutil.Process(instance.pid)
    fresh = resident(process)
    job = await instance.ended((await instance.create("Hello there", "And you"))["id"])
    await instance.client.get(f"/api/jobs/{job['id']}/audio.mp3")
    assert process.children()
    await instance.client.delete("/api/engine")
    asleep = resident(process)
    print(f"fresh {fresh:.1f} MB, asleep after a job {asleep:.1f} MB")
    assert fresh <= 60 and asleep <= 60
    assert not [child for child in process.children() if child.status() != psutil.STATUS_ZOMBIE]
    loaded = " ".join(found.path for found in process.memory_maps())
    for heavy in ("numpy", "/av/", "aiohttp", "torch"):
        assert heavy not in loaded


async def test_memory_does_not_grow_with_the_dialogue(make: Make) -> None:
    instance = await make(engine="draft").start()
    process = psutil.Process(instance.pid)
    await instance.ended((await instance.create("Hello there", "And you"))["id"])
    before = resident(process)
    text = "This is a sentence of a rather long dialogue that goes on and on, as they do. " * 3
    job = await instance.ended((await instance.create(*[text] * 120))["id"])
    assert job["audio"]["seconds"] > 1200
    async with instance.client.stream("GET", f"/api/jobs/{job['id']}/audio.wav") as answer:
        read = 0
        async for block in answer.aiter_bytes():
            read += len(block)
    assert read > job["audio"]["seconds"] * 48_000
    print(f"grown by {resident(process) - before:.1f} MB for {job['audio']['seconds']:.0f} s")
    assert resident(process) - before <= 30


async def test_the_first_stage_answers_and_hands_everything_else_on(make: Make) -> None:
    instance = make()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        # These wait before the process is there; only the first is answered by the first stage.
        requests = [b"GET /api HTTP/1.1\r\nHost: x\r\n\r\n", b"GET /api/status HTTP/1.1\r\nHost: x\r\n\r\n"]
        streams = [await asyncio.open_connection("127.0.0.1", port) for _ in requests]
        for (_, writer), request in zip(streams, requests, strict=True):
            writer.write(request)
        process = await asyncio.create_subprocess_exec(
            *instance.command(), "--fd", str(listener.fileno()), pass_fds=[listener.fileno()], env=instance.environment
        )
        heads = [await reader.readuntil(b"\r\n\r\n") for reader, _ in streams]
        for _, writer in streams:
            writer.close()
        process.terminate()
        assert await process.wait() == 0
    assert heads[0].startswith(b"HTTP/1.1 200") and b"Connection: close" in heads[0]
    assert heads[1].startswith(b"HTTP/1.1 401")


async def test_a_key_that_is_no_text_is_refused_in_words(instance: InstanceProcess) -> None:
    answer = await instance.client.post("/api/jobs", content=b'{"script": "Nora: Hi", "\\ud800": 1}')
    assert answer.status_code == 400 and answer.json()["code"] == "invalid_request"


async def test_asleep_a_library_takes_no_more_of_the_disk_than_what_it_holds(make: Make) -> None:
    instance = await make().start()

    def taken() -> int:
        return sum(file.stat().st_size for file in instance.state_dir.glob("library.sqlite*"))

    before = taken()
    instance.control(frames=1)
    turns = [f"Turn {number}: {'and so on, ' * 8}" for number in range(200)]
    jobs = [await instance.create(*turns) for _ in range(30)]
    for job in jobs[::-1]:
        assert (await instance.client.delete(f"/api/jobs/{job['id']}")).status_code == 204
    assert taken() > before + 1_000_000
    assert (await instance.client.delete("/api/engine")).status_code == 202
    async with asyncio.timeout(60):
        while taken() > before + 100_000:  # noqa: ASYNC110 - nothing tells when an instance has come to rest
            await asyncio.sleep(0.05)
