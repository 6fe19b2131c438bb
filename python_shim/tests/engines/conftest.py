"""A running draft engine."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from jupyterlab_vibevoice.instance.adapters import NativeAdapter, detect_kind
from jupyterlab_vibevoice.processes import Child, OutputRing


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[NativeAdapter]:
    """The draft engine's own process, asked as the instance asks it."""
    socket_path = tmp_path / "engine.sock"
    ring = OutputRing()
    is_up = asyncio.Event()
    ring.subscribe(lambda _: is_up.set())
    env = {**os.environ, "VIBEVOICE_ENGINE_SOCKET": str(socket_path)}
    argv = [sys.executable, "-m", "jupyterlab_vibevoice.engines.draft"]
    child = await Child.start(argv, env=env, output=ring)
    try:
        await asyncio.wait_for(is_up.wait(), 90)
        assert await detect_kind(socket_path), ring.tail(20)
        yield NativeAdapter(socket_path)
    finally:
        await child.stop()
