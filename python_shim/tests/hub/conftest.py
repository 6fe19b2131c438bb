"""One real hub for all tests of this folder."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from .real_hub import RealHub

USERS = ("alice", "bob", "ada", "carol", "dave", "zoe-svc")
CONFIGURE = """
configure(
    c, command=[{python!r}, "-m", "jupyterlab_vibevoice.instance"], script="{folder}/script.sh",
    sharing=True, activity_seconds=1, cull_minutes=1,
)
# The service of `cull_minutes` with its rights, but without its command: a test starts that when the time has come.
c.JupyterHub.services = [found for found in c.JupyterHub.services if "command" not in found]
"""


@pytest.fixture(scope="session")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealHub]:
    """A hub with some users; ada administers it."""
    folder = tmp_path_factory.mktemp("hub")
    # Another environment's Python makes another version of JupyterHub the one that is tested.
    python = os.environ.get("VIBEVOICE_TEST_HUB", sys.executable)
    running = RealHub(folder, more=CONFIGURE.format(python=sys.executable, folder=folder), python=python)
    try:
        running.start()
        for name in USERS:
            running.add_user(name)
        yield running
    finally:
        running.stop()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder for this test alone."""
    return tmp_path
