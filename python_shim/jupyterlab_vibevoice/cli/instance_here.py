"""The instance for a command in a terminal: one that is known, one that runs, or one for this command alone."""

from __future__ import annotations

import asyncio
import getpass
import json
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from jupyter_core.paths import jupyter_runtime_dir

from ..notebook import AsyncClient
from ..notebook.errors import VibeVoiceError
from ..processes import Child, OutputRing, make_lifeline
from ..routes import slug_for

_POLL_S = 0.02
_START_TIMEOUT_S = 60.0
_STOP_GRACE_S = 5.0


class NotStartedError(Exception):
    """The instance ended, or took too long; what it said last is its text."""


@asynccontextmanager
async def instance_here(environ: Mapping[str, str], on_start: Callable[[], None]) -> AsyncIterator[AsyncClient]:
    """A client of the instance; `on_start` is told before one is started, which ends with the block."""
    if environ.get("VIBEVOICE_URL") or environ.get("VIBEVOICE_LAUNCHER"):
        async with AsyncClient() as client:
            yield client
        return
    user = getpass.getuser()
    path = Path(jupyter_runtime_dir()) / f"vibevoice-{slug_for(user)}.json"
    running = await _running(path)
    if running is not None:
        async with running:
            yield running
        return
    on_start()
    async with _started(path, user, environ) as client:
        yield client


async def _running(path: Path) -> AsyncClient | None:
    """The instance that the runtime file tells of, if it answers to its secret."""
    told = _read(path)
    if told is None:
        return None
    client = AsyncClient(url=f"http://127.0.0.1:{told['port']}/", token=told["secret"])
    try:
        await client.status()
    except VibeVoiceError:
        await client.aclose()
        return None
    return client


@asynccontextmanager
async def _started(path: Path, user: str, environ: Mapping[str, str]) -> AsyncIterator[AsyncClient]:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    lifeline, output = make_lifeline(), OutputRing()
    words = [sys.executable, "-m", "jupyterlab_vibevoice.instance", "--lifeline-fd", str(lifeline.child_fd)]
    words += ["--runtime-file", str(path), "--user", user, "--slug", slug_for(user)]
    child = await Child.start(words, env=environ, output=output, pass_fds=(lifeline.child_fd,))
    lifeline.close_child_end()
    try:
        told = await _until_told(path, child)
        if told is None:
            raise NotStartedError("\n".join(output.tail(5)))
        async with AsyncClient(url=f"http://127.0.0.1:{told['port']}/", token=told["secret"]) as client:
            yield client
    finally:
        await child.stop(_STOP_GRACE_S)
        lifeline.close()


async def _until_told(path: Path, child: Child) -> dict[str, Any] | None:
    """The runtime file once it is this process's; None where the process ended, or took too long."""
    deadline = asyncio.get_running_loop().time() + _START_TIMEOUT_S
    while child.returncode is None and asyncio.get_running_loop().time() < deadline:
        told = _read(path)
        if told is not None and told.get("pid") == child.pid:
            return told
        await asyncio.sleep(_POLL_S)
    return None


def _read(path: Path) -> dict[str, Any] | None:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    is_whole = isinstance(told, dict) and isinstance(told.get("port"), int) and isinstance(told.get("secret"), str)
    return told if is_whole else None
