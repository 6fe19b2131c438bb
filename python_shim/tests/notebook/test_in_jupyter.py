"""A kernel that Jupyter started finds the instance by itself, and starts it."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from kernels import Kernel, hear, kernel_of

# Jupyter and the front door are started as the tests of the launcher start theirs.
sys.path.insert(0, str(Path(__file__).parents[1]))

from launcher.test_with_the_real_instance import Server, behind_traefik, plain

__all__ = ["behind_traefik", "plain"]

LOGIN = {"Authorization": "token jupyter-token"}


async def test_in_plain_jupyter_a_cell_is_heard(plain: Server) -> None:
    hear(await kernel_of(LOGIN, plain.url, plain.folder / "runtime"), "jupyter")


@pytest_asyncio.fixture
async def door(behind_traefik: tuple[Server, str]) -> AsyncIterator[Kernel]:
    """A kernel of the JupyterLab behind the front door."""
    server, origin = behind_traefik
    yield await kernel_of(LOGIN, f"{origin}/", server.folder / "runtime")


async def test_behind_the_front_door_a_cell_is_heard(door: Kernel) -> None:
    hear(door, "traefik")
