"""The certificate that nobody sees: a stop while it is made is a stop."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from jupyterlab_vibevoice.processes import Child
from jupyterlab_vibevoice.routes.certificate import make_unused_certificate


@pytest.mark.asyncio
async def test_a_stop_in_the_moment_in_which_it_is_ready_is_not_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wait = Child.wait

    async def wait_and_be_stopped(child: Child) -> int:
        code = await wait(child)
        making.cancel()
        return code

    monkeypatch.setattr(Child, "wait", wait_and_be_stopped)
    making = asyncio.create_task(make_unused_certificate(tmp_path, os.environ))
    with pytest.raises(asyncio.CancelledError):
        await making
