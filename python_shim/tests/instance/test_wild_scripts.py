"""Scripts as people write them: each ends in a working instance or in a sentence, and none leaves a process behind."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import socket
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
from instance_process import InstanceProcess, temporary_folder
from sounds import assert_spoken_in_order

RESOURCES = Path(__file__).parents[1] / "resources"
SCRIPTS = RESOURCES / "wild"
TEXTS = ["One two three", "Four five"]
# Kind of engine, and what the page has below `ui/app.js`.
WORKING = {
    "venv-and-pip.sh": ("page", "ready()\n"),
    "nohup.sh": ("openai", "ready()"),
    "double-fork.sh": ("openai", "ready()"),
    "ignores-port.sh": ("openai", "ready()"),
    "two-ports.sh": ("openai", "ready()"),
    "local-url.sh": ("page", 'fetch("/x")'),
    "我的 一键 脚本.sh": ("openai", "ready()"),
    "silent.sh": ("openai", "ready()"),
}
# What is said: what happened, and what to change.
FAILING = {
    "needs-terminal.sh": ("needs a terminal", "start its server directly"),
    "exits-at-once.sh": ("left no server running", "exec python app.py"),
    "crashes-after-loading.sh": ("too little free memory", "smaller model"),
    "asks.sh": ("asks a question", "an option or a variable"),
    "port-taken.sh": ("port", "$PORT"),
    "windows-line-ends.sh": ("Windows line ends", "sed"),
}
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="ports and daemons are found through /proc")


@dataclass
class Outcome:
    """What became of a script's instance."""

    status: dict[str, Any] = field(default_factory=dict)
    job: dict[str, Any] = field(default_factory=dict)
    sound: bytes = b""
    asset: str = ""
    again: dict[str, Any] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def processes_of(folder: Path, name: str, value: str) -> list[psutil.Process]:
    """Processes whose home is `folder` and whose variable `name` ends with `value`."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess):
            environment = process.environ()
            if environment.get("HOME") == str(folder) and environment.get(name, "").endswith(value):
                found.append(process)
    return found


async def all_gone(folder: Path) -> list[str]:
    """Names of what is still there when everything had time to end."""
    for _ in range(300):
        if not (left := processes_of(folder, "HOME", "")):
            return []
        await asyncio.sleep(0.1)
    return [" ".join(process.cmdline()) for process in left]


async def lives(script: str, taken_port: int) -> Outcome:
    """The life of one script: woken, used, killed under its instance, used again, and the instance killed."""
    with temporary_folder() as name:
        folder = Path(name)
        shutil.copy(SCRIPTS / script, folder / script)
        # Minutes of silence are seconds here, but on a busy machine a mere start may take many of them.
        quiet = "0.5" if script == "silent.sh" else "2"
        instance = InstanceProcess(folder, "--script", str(folder / script), "--quiet-minutes", quiet, engine="none")
        instance.environment |= {"WILD": str(RESOURCES), "WILD_PORT": str(free_port()), "TAKEN_PORT": str(taken_port)}
        instance.environment |= {"SPEECH_SILENCE_S": "4"} if script == "silent.sh" else {}
        outcome = Outcome()
        try:
            await instance.start()
            await use(instance, outcome, is_working=script in WORKING)
            if script in WORKING:
                for process in processes_of(folder, "VIBEVOICE_ENGINE_SOCKET", "/script"):
                    with contextlib.suppress(psutil.NoSuchProcess):
                        process.kill()
                outcome.again = await instance.ended((await instance.create("Six"))["id"])
                await instance.kill()
            else:
                await instance.stop()
            outcome.left = await all_gone(folder)
        finally:
            await instance.close()
        return outcome


async def use(instance: InstanceProcess, outcome: Outcome, *, is_working: bool) -> None:
    """A job as the first thing that anybody asks for, then the page."""
    instance.client.timeout = httpx.Timeout(90)
    outcome.job = await instance.ended((await instance.create(*TEXTS))["id"])
    outcome.status = await instance.get("/api/status")
    if is_working:
        outcome.sound = await instance.joined(outcome.job)
        outcome.asset = (await instance.client.get("/ui/app.js")).text


@pytest.fixture(scope="module")
def outcomes() -> Iterator[dict[str, Outcome]]:
    """All scripts beside one another: most of a start is waiting."""

    async def run_all() -> dict[str, Outcome]:
        names, few = [*WORKING, *FAILING], asyncio.Semaphore(5)

        async def one(name: str, taken_port: int) -> Outcome:
            async with few:
                return await lives(name, taken_port)

        with socket.create_server(("127.0.0.1", 0)) as others:
            port = int(others.getsockname()[1])
            return dict(zip(names, await asyncio.gather(*(one(name, port) for name in names)), strict=True))

    yield asyncio.run(run_all())


@pytest.mark.timeout(300)
@pytest.mark.parametrize("script", WORKING)
def test_a_script_of_the_wild_becomes_a_working_instance(outcomes: dict[str, Outcome], script: str) -> None:
    outcome, (kind, asset) = outcomes[script], WORKING[script]
    assert outcome.job["state"] == "done", outcome.job
    assert outcome.status["engine"]["kind"] == kind and outcome.asset == asset
    assert outcome.again["state"] == "done", outcome.again
    if kind == "openai":
        assert_spoken_in_order(outcome.sound, TEXTS)
        assert {turn["precision"] for turn in outcome.job["turns"]} == {"exact"}
    else:
        assert len(outcome.sound) > 24_000


@pytest.mark.timeout(300)
@pytest.mark.parametrize("script", FAILING)
def test_a_script_that_cannot_work_ends_in_a_sentence_that_says_what_to_change(
    outcomes: dict[str, Outcome], script: str
) -> None:
    job, (message, hint) = outcomes[script].job, FAILING[script]
    assert job["state"] == "failed" and job["problem"]["code"] == "engine_failed"
    assert message in job["problem"]["message"] and hint in job["problem"]["hint"]
    assert outcomes[script].status["state"] == "failed"


@pytest.mark.timeout(300)
@pytest.mark.parametrize("script", [*WORKING, *FAILING])
def test_no_script_leaves_a_process_behind(outcomes: dict[str, Outcome], script: str) -> None:
    assert not outcomes[script].left
