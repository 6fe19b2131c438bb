"""A real Jupyter server with the extension, and the small instance in place of the real one."""

from __future__ import annotations

import asyncio
import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

import aiohttp
import pytest
import pytest_asyncio

from jupyterlab_vibevoice.contract import Instance
from jupyterlab_vibevoice.processes import OutputRing
from jupyterlab_vibevoice.routes import (
    Address,
    EmbeddedTraefik,
    find_traefik,
    free_port,
    lab_name,
    new_generation,
    render_lab,
)

SMALL_INSTANCE = Path(__file__).parents[1] / "resources" / "small_instance.py"
# Installed beside us; not wanted here.
_OTHERS = ("jupyterlab", "jupyter_lsp", "jupyter_server_proxy", "jupyter_server_terminals", "notebook_shim")
_CONFIG = """
c.ServerApp.allow_root = True
c.ServerApp.open_browser = False
c.ServerApp.ip = "127.0.0.1"
c.ServerApp.port = 0
c.ServerApp.base_url = {base_url!r}
c.ServerApp.default_url = "/lab"
c.ServerApp.jpserver_extensions = {{**dict.fromkeys({others!r}, False), "jupyterlab_vibevoice": True}}
c.IdentityProvider.token = "jupyter-token"
c.VibeVoiceLauncher.instance_command = [{python!r}, {instance!r}]
c.VibeVoiceLauncher.user = "ann"
"""


@dataclass(frozen=True)
class Server:
    """A running Jupyter server; `url` ends with a slash."""

    url: str
    process: subprocess.Popen[bytes]
    folder: Path

    @property
    def api(self) -> str:
        return f"{self.url}jupyterlab-vibevoice/api/instance"

    @property
    def inside(self) -> str:
        return f"{self.url}jupyterlab-vibevoice/i/"


def jupyter_environment(folder: Path) -> dict[str, str]:
    """An environment whose Jupyter keeps everything below `folder`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "VIBEVOICE"))}
    places = {"HOME": folder, "JUPYTER_CONFIG_DIR": folder / "config", "JUPYTER_RUNTIME_DIR": folder / "runtime"}
    places |= {"JUPYTER_DATA_DIR": folder / "data", "JUPYTER_NO_CONFIG": "1"}
    return {**kept, **{name: str(value) for name, value in places.items()}}


@contextmanager
def serve(
    folder: Path, *, base_url: str = "/at/home/", extra: str = "", environ: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """Runs a Jupyter server below `folder` until the block ends; `environ` is added to its environment."""
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "server_config.py"
    values = {"base_url": base_url, "python": sys.executable, "instance": str(SMALL_INSTANCE), "others": _OTHERS}
    config.write_text(_CONFIG.format(**values) + extra)
    environment = {**jupyter_environment(folder), **(environ or {})}
    del environment["JUPYTER_NO_CONFIG"]
    process = subprocess.Popen(
        [sys.executable, "-m", "jupyter_server", f"--config={config}"],
        env=environment,
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stderr is not None
    lines: list[bytes] = []
    try:
        yield Server(_address(process.stderr, lines), process, folder)
    finally:
        process.terminate()
        process.wait(90)
        process.stderr.close()


@asynccontextmanager
async def serve_behind_a_door(folder: Path, *, extra: str = "") -> AsyncIterator[tuple[Server, str]]:
    """A Jupyter server behind a front door of its own, and the door's public origin."""
    program = find_traefik(os.environ)
    assert program is not None
    address = Address("127.0.0.1", free_port())
    output = OutputRing()
    traefik = await EmbeddedTraefik.start(program, folder / "door", address, environ=os.environ, output=output)
    try:
        door = f"c.VibeVoiceLauncher.front_door = {str(traefik.folder)!r}\n"
        with serve(folder / "jupyter", base_url="/", extra=extra + door) as server:
            generation = new_generation()
            target = f"http://127.0.0.1:{urlsplit(server.url).port}"
            await traefik.door.publish_lab(lab_name(generation), render_lab(target, generation))
            yield server, traefik.door.origin
    finally:
        await traefik.stop()


def _address(output: IO[bytes], lines: list[bytes]) -> str:
    """The address that the server prints when it answers; what follows is read by a thread, so that it never blocks."""
    for line in output:
        lines.append(line)
        if match := re.search(rb"(http://127\.0\.0\.1:\d+/(?:\S*?/)?)lab\?token", line):
            threading.Thread(target=lines.extend, args=(output,), daemon=True).start()
            _wait_until_it_listens(match[1].decode())
            return match[1].decode()
    raise AssertionError(b"".join(lines).decode())


def _wait_until_it_listens(url: str) -> None:
    """Jupyter names its address just before it listens there."""
    parts = urlsplit(url)
    while True:
        try:
            socket.create_connection((str(parts.hostname), int(parts.port or 0)), timeout=60).close()
            return
        except ConnectionRefusedError:
            time.sleep(0.02)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serve(tmp_path_factory.mktemp("jupyter")) as running:
        yield running


@pytest_asyncio.fixture
async def owner(server: Server) -> AsyncIterator[aiohttp.ClientSession]:
    """A client that is logged in by Jupyter's token."""
    async with aiohttp.ClientSession(headers={"Authorization": "token jupyter-token"}, trust_env=False) as session:
        yield session


@pytest_asyncio.fixture
async def stranger() -> AsyncIterator[aiohttp.ClientSession]:
    """A client that nobody knows."""
    async with aiohttp.ClientSession(trust_env=False) as session:
        yield session


@pytest_asyncio.fixture
async def running(server: Server, owner: aiohttp.ClientSession) -> AsyncIterator[Server]:
    """The server with its instance started."""
    await start(owner, server)
    yield server


async def start(session: aiohttp.ClientSession, server: Server, **body: str | float) -> dict:
    """Starts the instance; gives it once it is ready."""
    async with session.post(server.api, json=body) as answer:
        assert answer.status == 202, await answer.text()
    return await until(session, server, "ready")


async def stop(session: aiohttp.ClientSession, server: Server) -> None:
    """Stops the instance and waits for its end."""
    async with session.delete(server.api) as answer:
        assert answer.status == 202
    await until(session, server, "stopped")


async def until(session: aiohttp.ClientSession, server: Server, state: str) -> dict:
    """Follows the launcher's events until the instance is in `state`; each has to be as the contract says."""
    async with asyncio.timeout(120), session.get(f"{server.api}/events") as answer:
        assert answer.content_type == "text/event-stream"
        async for line in answer.content:
            if line.startswith(b"data:"):
                instance = json.loads(line[5:])
                Instance.model_validate(instance)
                if instance["state"] == state:
                    return instance
    raise AssertionError(f"the stream ended before {state}")
