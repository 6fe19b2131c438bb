"""One real hub for all tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from .real_hub import RealHub

USERS = ("alice", "bob", "ada")
INSTANCE = 'configure(c, command=[sys.executable, "-m", "jupyterlab_vibevoice.instance"])'


@pytest.fixture(scope="session")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealHub]:
    """A hub with three users: alice, bob, and ada, who administers it."""
    running = RealHub(tmp_path_factory.mktemp("hub"), more=INSTANCE)
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
