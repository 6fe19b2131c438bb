"""The instance lives as long as the Jupyter server that started it, however that ends."""

from __future__ import annotations

import json
import os
import signal
import stat
from pathlib import Path

import aiohttp
import psutil
import pytest

from .conftest import serve, start

LOGIN = {"Authorization": "token jupyter-token"}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
async def test_the_instance_ends_with_the_server_that_started_it(tmp_path: Path, number: signal.Signals) -> None:
    with serve(tmp_path / "jupyter") as server:
        async with aiohttp.ClientSession(headers=LOGIN, trust_env=False) as session:
            await start(session, server)
        path = server.folder / "runtime" / "vibevoice-ann.json"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        instance = psutil.Process(json.loads(path.read_text())["pid"])
        os.kill(server.process.pid, number)
        server.process.wait(90)
        _, alive = psutil.wait_procs([instance], timeout=90)
        assert not alive


async def test_the_instance_knows_no_secret_of_jupyter(tmp_path: Path) -> None:
    with serve(tmp_path / "jupyter") as server:
        async with aiohttp.ClientSession(headers=LOGIN, trust_env=False) as session:
            await start(session, server)
        told = json.loads((server.folder / "runtime" / "vibevoice-ann.json").read_text())
        instance = psutil.Process(told["pid"])
        known = json.dumps([instance.environ(), instance.cmdline()])
    assert "jupyter-token" not in known
    assert "VIBEVOICE_LAUNCHER_TOKEN" not in known
    assert told["secret"] not in known
