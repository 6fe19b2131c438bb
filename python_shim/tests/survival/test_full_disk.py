"""A disk without a free byte: everything is refused in words or goes on, nothing is lost, and room can be made."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from instance_process import InstanceProcess, dialogue, temporary_folder

from .hostile_requests import form_body, wav_file

_SIZE = "80m"
_FULL = "The disk is full"
_VOICE = form_body(
    ('Content-Disposition: form-data; name="name"', b"Nora"),
    ('Content-Disposition: form-data; name="consent"', b"true"),
    ('Content-Disposition: form-data; name="file"; filename="a.wav"', wav_file(bytes(range(256)) * 600)),
)


@pytest.fixture
async def instance() -> AsyncIterator[InstanceProcess]:
    """An instance whose library, runtime file and all else lie on a small disk of their own."""
    with temporary_folder() as folder:
        disk = Path(folder) / "disk"
        disk.mkdir()
        words = ["mount", "-t", "tmpfs", "-o", f"size={_SIZE}", "tmpfs", str(disk)]
        mounted = await asyncio.to_thread(subprocess.run, words, capture_output=True, check=False)
        if mounted.returncode:
            pytest.skip("Only root can make a small disk")
        made = InstanceProcess(disk, engine="draft")
        try:
            yield made
            await made.close()
        finally:
            await asyncio.to_thread(subprocess.run, ["umount", "--lazy", str(disk)], check=True)


def fill(instance: InstanceProcess) -> Path:
    """Leaves no byte free; the file can be removed to make room."""
    ballast = instance.folder / "ballast"
    for size in (1 << 20, 4096, 1):
        with ballast.open("ab", buffering=0) as file, contextlib.suppress(OSError):
            while file.write(bytes(size)) == size:
                pass
    return ballast


async def ask(instance: InstanceProcess, method: str, path: str, **more: Any) -> int:
    """The status of an answer: good, or the full disk in words."""
    answer = await instance.client.request(method, path, **more)
    if not answer.is_success:
        problem = answer.json()
        assert problem["message"].startswith(_FULL) and "Free some space" in problem["hint"], problem
    return answer.status_code


async def two_jobs(instance: InstanceProcess) -> list[str]:
    await instance.start()
    return [(await instance.ended((await instance.create(text, "Yes"))["id"]))["id"] for text in ("One two", "Three")]


async def test_on_a_full_disk_what_is_there_plays_and_the_rest_is_refused_in_words(instance: InstanceProcess) -> None:
    kept, unwanted = await two_jobs(instance)
    job = f"/api/jobs/{kept}"
    ballast = fill(instance)
    plays = [f"{job}/audio.wav", f"{job}/revisions/1/segments/0.flac", f"{job}/peaks.json", f"{job}/captions.vtt"]
    for path in ["/api/status", "/api/jobs", job, f"{job}/events", "/api/voices", "/api/log", *plays]:
        assert await ask(instance, "GET", path) == 200, path
    assert await ask(instance, "POST", "/api/dialogues/parse", json={"script": "A: a"}) == 200
    # Whoever wants to make room has to be let in.
    assert await ask(instance, "POST", "/api/tokens") == 200
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    speech = {"model": "draft", "input": "Hello", "voice": "draft-en-f5"}
    assert await ask(instance, "POST", "/api/voices", content=_VOICE, headers=headers) == 500
    assert await ask(instance, "POST", "/api/jobs", json={"dialogue": dialogue("No room")}) == 500
    assert await ask(instance, "POST", "/v1/audio/speech", json=speech) == 500
    assert await ask(instance, "GET", f"{job}/audio.mp3") == 500
    for method, path in (("GET", "/api/voices/draft-en-f3/preview"), ("POST", f"{job}/turns/u0/takes")):
        await ask(instance, method, path)
    await ask(instance, "PATCH", job, json={"title": "Another title"})
    assert await ask(instance, "DELETE", f"/api/jobs/{unwanted}") == 204
    assert [one["id"] for one in (await instance.get("/api/jobs"))["jobs"]] == [kept]
    assert not list((instance.state_dir / "voices").glob("*.upload"))

    ballast.unlink()
    assert await ask(instance, "GET", f"{job}/audio.mp3") == 200
    assert (await instance.client.post("/api/voices", content=_VOICE, headers=headers)).status_code == 201
    assert (await instance.ended((await instance.create("Room again"))["id"]))["state"] == "done"


async def test_an_instance_killed_on_a_full_disk_starts_there_again(instance: InstanceProcess) -> None:
    jobs = await two_jobs(instance)
    fill(instance)
    await instance.kill()
    await instance.start()
    assert {one["id"]: one["state"] for one in (await instance.get("/api/jobs"))["jobs"]} == dict.fromkeys(jobs, "done")
    assert await ask(instance, "GET", f"/api/jobs/{jobs[0]}/audio.wav") == 200
    assert await ask(instance, "DELETE", f"/api/jobs/{jobs[1]}") == 204


async def test_where_even_a_start_has_no_room_it_says_so_and_starts_once_there_is_some(
    instance: InstanceProcess,
) -> None:
    jobs = await two_jobs(instance)
    await instance.kill()
    (instance.state_dir / "reserve").unlink()
    ballast = fill(instance)
    process = await asyncio.create_subprocess_exec(
        *instance.command(), env=instance.environment, stderr=asyncio.subprocess.PIPE
    )
    _, said = await process.communicate()
    assert process.returncode == 5 and b"The disk is full, so the instance cannot start. Free some space" in said
    ballast.unlink()
    await instance.start()
    assert {one["id"] for one in (await instance.get("/api/jobs"))["jobs"]} == set(jobs)


if os.geteuid() != 0:  # Root has run them above.

    @pytest.mark.timeout(400)
    async def test_all_of_this_holds_for_who_is_not_root() -> None:
        # In a namespace of their own everybody may make a small disk (Linux; some machines forbid it).
        alone = ["unshare", "--user", "--map-root-user", "--mount"]
        if shutil.which("unshare") is None or (await run(*alone, "true"))[0]:
            pytest.skip("Neither root nor a namespace of one's own is to be had, so no small disk")
        other = Path(__file__).parents[1] / "instance" / "test_limits.py"
        tests = [__file__, f"{other}::test_a_full_disk_loses_nothing"]
        status, said = await run(*alone, sys.executable, "-m", "pytest", "-rs", *tests)
        assert status == 0 and "small disk" not in said, said


async def run(*words: str) -> tuple[int, str]:
    """A program's exit status and what it printed."""
    process = await asyncio.create_subprocess_exec(
        *words, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT, cwd=Path(__file__).parents[2]
    )
    said, _ = await process.communicate()
    return process.returncode or 0, said.decode("utf-8", "replace")
