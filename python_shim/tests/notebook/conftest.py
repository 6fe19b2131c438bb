"""A real instance with the draft engine, and a real kernel that finds it."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from jupyter_client.manager import start_new_kernel
from kernels import PATIENT_S, Kernel, Place

# The instances are started as the tests of the instance start theirs.
sys.path.insert(0, str(Path(__file__).parent.parent / "instance"))

from instance_process import InstanceProcess, temporary_folder


@pytest.fixture(scope="session")
def place() -> Iterator[Place]:
    """An instance for all tests of this folder; each makes jobs of its own."""
    with temporary_folder() as folder:
        process = InstanceProcess(Path(folder), engine="draft")
        asyncio.run(process.start())
        try:
            yield Place(process.address, process.login()["Authorization"].split()[1])
        finally:
            asyncio.run(process.close())


@pytest.fixture(scope="session")
def kernel(place: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kernel]:
    """An IPython kernel whose environment names the instance, as Jupyter's does."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "VIBEVOICE"))}
    folder = tmp_path_factory.mktemp("kernel")
    env = {**kept, "HOME": str(folder), "IPYTHONDIR": str(folder / "ipython"), "LANG": "C.UTF-8"}
    env |= {"VIBEVOICE_URL": place.url, "VIBEVOICE_TOKEN": place.token}
    manager, client = start_new_kernel(startup_timeout=PATIENT_S, env=env, cwd=str(folder))
    started = Kernel(manager, client)
    try:
        assert started.run("%load_ext jupyterlab_vibevoice").is_ok
        yield started
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
        manager.cleanup_resources()
