"""A kernel that Jupyter started finds the instance by itself, and starts it."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest_asyncio
from jupyter_client.blocking.client import BlockingKernelClient
from kernels import Kernel, last

# Jupyter and the front door are started as the tests of the launcher start theirs.
sys.path.insert(0, str(Path(__file__).parents[1]))

from launcher.test_with_the_real_instance import Server, behind_traefik, plain

__all__ = ["behind_traefik", "plain"]

SCRIPT = "Ann: Good morning.\nBob: Good morning, Ann.\n"
LOGIN = {"Authorization": "token jupyter-token"}


async def kernel_of(url: str, folder: Path) -> Kernel:
    """A kernel of the Jupyter server at `url`, whose files lie below `folder`."""
    session = aiohttp.ClientSession(headers=LOGIN, trust_env=False)
    async with session, session.post(f"{url}api/kernels", json={"name": "python3"}) as answer:
        assert answer.status == 201, await answer.text()
        made = await answer.json()
    client = BlockingKernelClient(connection_file=str(folder / "runtime" / f"kernel-{made['id']}.json"))
    client.load_connection_file()
    client.start_channels()
    kernel = Kernel(None, client)
    kernel.until_heard()
    return kernel


def hear(kernel: Kernel, place: str) -> None:
    """Speaks a cell; nothing was told to the kernel, and no instance runs as yet."""
    try:
        assert kernel.run("%load_ext jupyterlab_vibevoice").is_ok
        assert kernel.run("%vibevoice status").printed.startswith("stopped")
        ran = kernel.run(f"%%vibevoice -o morning.flac --var job\n{SCRIPT}")
        assert ran.is_ok, ran.traceback
        assert last(ran)["state"] == "done"
        told = kernel.run("import jupyterlab_vibevoice as v; print(v.Client().status().place, len(job.to_numpy()))")
        found, samples = told.printed.split()
        assert found == place
        assert abs(int(samples) / 24_000 - last(ran)["seconds"]) < 0.01
    finally:
        kernel.client.stop_channels()


async def test_in_plain_jupyter_a_cell_is_heard(plain: Server) -> None:
    hear(await kernel_of(plain.url, plain.folder), "jupyter")


@pytest_asyncio.fixture
async def door(behind_traefik: tuple[str, object], tmp_path: Path) -> AsyncIterator[Kernel]:
    """A kernel of the JupyterLab behind the front door."""
    yield await kernel_of(f"{behind_traefik[0]}/", tmp_path / "jupyter")


async def test_behind_the_front_door_a_cell_is_heard(door: Kernel) -> None:
    hear(door, "traefik")
