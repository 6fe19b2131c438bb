"""A real `jupyter vibevoice lab` with the real instance and the draft engine, and its parts by name."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any, Literal

import httpx
import psutil

SERVER_CONFIG = Path(__file__).parents[2] / "jupyter-config" / "server-config" / "jupyterlab_vibevoice.json"
Part = Literal["engine", "tone", "instance", "jupyter", "traefik"]
_SIGNS: dict[Part, Callable[[list[str]], bool]] = {
    "engine": lambda words: "jupyterlab_vibevoice.engines.draft" in words,
    "tone": lambda words: any(word.endswith("tone_engine.py") for word in words),
    "instance": lambda words: "jupyterlab_vibevoice.instance" in words,
    "jupyter": lambda words: "jupyterlab" in words,
    "traefik": lambda words: words[0].endswith("/traefik"),
}
_ENDED_WITHIN_S = 90
_READY = ("ready", "asleep", "busy")


def words_of(process: psutil.Process) -> list[str]:
    """Its command line; a blank word where it has ended."""
    with contextlib.suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
        return process.cmdline() or [""]
    return [""]


def environment(folder: Path) -> dict[str, str]:
    """An environment whose Jupyter keeps everything below `folder` and has our extension enabled."""
    enabled = folder / "config" / "jupyter_server_config.d"
    enabled.mkdir(parents=True, exist_ok=True)
    (enabled / SERVER_CONFIG.name).write_text(SERVER_CONFIG.read_text())
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "VIBEVOICE", "LC_"))}
    places = {f"JUPYTER_{name.upper()}_DIR": str(folder / name) for name in ("config", "runtime", "data")}
    return {**kept, **places, "HOME": str(folder), "LANG": "C.UTF-8"}


class LabProcess:
    """The command, started and killed again and again; the library in `folder` outlives it."""

    def __init__(self, folder: Path, *options: str, more_environment: dict[str, str] | None = None) -> None:
        self.folder = folder
        self.environment = {**environment(folder), **(more_environment or {})}
        self.printed: list[str] = []
        self.origin = self.token = ""
        self._options = options or ("--engine", "draft")
        self._process: subprocess.Popen[str] | None = None
        self._reading: asyncio.Task[None] | None = None
        self.instance_token = ""

    async def start(self) -> None:
        """Starts it and its instance; returns once the instance is ready."""
        self.printed = []
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port = probe.getsockname()[1]
        words = [sys.executable, "-m", "jupyterlab_vibevoice.cli", "lab", "--no-browser", "--user", "ann"]
        self._process = await asyncio.to_thread(
            subprocess.Popen,
            [*words, "--port", str(port), *self._options],
            env=self.environment,
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._reading = asyncio.create_task(self._read())
        line = await self.until_printed(r"is ready: (https?://\S+)/lab\?token=(\w+)", timeout_s=90)
        self.origin, self.token = line.groups()
        await self.start_instance()

    async def _read(self) -> None:
        """Keeps what it prints."""
        assert self._process is not None and self._process.stdout is not None
        while line := await asyncio.to_thread(self._process.stdout.readline):
            self.printed.append(line)

    async def until_printed(self, pattern: str, *, timeout_s: float = 30) -> re.Match[str]:
        """The first match in what was printed since the start."""
        async with asyncio.timeout(timeout_s):
            while (found := re.search(pattern, "".join(self.printed))) is None:  # noqa: ASYNC110 - read by a thread
                await asyncio.sleep(0.02)
        return found

    @property
    def launcher(self) -> str:
        """The launcher's address of the instance."""
        return f"{self.origin}/jupyterlab-vibevoice/api/instance"

    @property
    def url(self) -> str:
        """The instance through the front door."""
        return f"{self.origin}/vibevoice/ann/"

    @contextlib.asynccontextmanager
    async def jupyter(self) -> AsyncIterator[httpx.AsyncClient]:
        """A client that is logged in to Jupyter."""
        login = {"Authorization": f"token {self.token}"}
        async with httpx.AsyncClient(headers=login, trust_env=False, timeout=90) as client:
            yield client

    @contextlib.asynccontextmanager
    async def owner(self) -> AsyncIterator[httpx.AsyncClient]:
        """A client that holds the instance's token, below the instance's address."""
        login = {"Authorization": f"Bearer {self.instance_token}"}
        async with httpx.AsyncClient(base_url=self.url, headers=login, trust_env=False, timeout=90) as client:
            yield client

    async def start_instance(self) -> dict[str, Any]:
        """Starts the instance by the launcher, as the studio does; returns once it is ready."""
        async with asyncio.timeout(120), self.jupyter() as client:
            instance = (await client.post(self.launcher, json={})).json()
            while instance["state"] not in _READY or "token" not in instance:
                instance = (await client.get(self.launcher)).json()
        self.instance_token = instance["token"]
        return dict(instance)

    async def told(self) -> dict[str, Any]:
        """What the launcher says of the instance."""
        async with self.jupyter() as client:
            return dict((await client.get(self.launcher)).json())

    def family(self) -> list[psutil.Process]:
        """All processes that belong to it."""
        assert self._process is not None
        return [*psutil.Process(self._process.pid).children(recursive=True)]

    def part(self, name: Part) -> psutil.Process:
        """The process of a part."""
        for process in self.family():
            if _SIGNS[name](words_of(process)):
                return process
        raise AssertionError(f"There is no {name}")

    def parts(self) -> dict[Part, int]:
        """Process ids of all parts that run."""
        found: dict[Part, int] = {}
        for process in self.family():
            for name, is_it in _SIGNS.items():
                if is_it(words_of(process)) and process.status() != psutil.STATUS_ZOMBIE:
                    found[name] = process.pid
        return found

    async def ended(self) -> int:
        """The exit code, once it has ended by itself, with its last words read."""
        assert self._process is not None and self._reading is not None
        code = await asyncio.to_thread(self._process.wait, _ENDED_WITHIN_S)
        await self._reading
        return code

    async def close(self) -> None:
        """Ends it."""
        if self._process is None:
            return
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
        await self.ended()
        assert self._process.stdout is not None
        self._process.stdout.close()


async def assert_gone(processes: list[psutil.Process]) -> None:
    """Fails when one of them lives on."""
    _, alive = await asyncio.to_thread(psutil.wait_procs, processes, timeout=_ENDED_WITHIN_S)
    left = [" ".join(words_of(process)) for process in alive if process.status() != psutil.STATUS_ZOMBIE]
    assert not left
