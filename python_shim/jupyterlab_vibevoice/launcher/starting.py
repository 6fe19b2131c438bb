"""Starts an instance: binds its socket first, hands it over, waits until it says in its runtime file that it runs."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Sequence
from dataclasses import dataclass

from ..processes import Child, Lifeline, OutputRing, make_lifeline
from .runtime_file import Running, read_runtime_file
from .settings import LaunchSettings, instance_environment

_POLL_S = 0.02
_BACKLOG = 1024


@dataclass(frozen=True)
class Started:
    """A process of ours that becomes the instance; requests to `port` wait in its backlog from now on."""

    child: Child
    lifeline: Lifeline
    port: int
    ended: asyncio.Task[int]

    async def stop(self, grace_s: float) -> int:
        """Asks it to end, ends it after the grace; returns its exit code."""
        try:
            return await self.child.stop(grace_s)
        finally:
            self.lifeline.close()
            self.ended.cancel()


async def start_instance(
    settings: LaunchSettings, *, wishes: Sequence[str], public_url: str, output: OutputRing
) -> Started:
    """Spawns the instance; `wishes` are options that win over the settings. Raises OSError when it cannot be."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    lifeline = make_lifeline()
    try:
        listener.bind(("127.0.0.1", 0))
        listener.listen(_BACKLOG)
        port = int(listener.getsockname()[1])
        argv = [
            *settings.command,
            *("--fd", str(listener.fileno()), "--lifeline-fd", str(lifeline.child_fd)),
            *("--runtime-file", str(settings.runtime_file), "--user", settings.user, "--slug", settings.slug),
            *("--place", settings.place, "--public-url", public_url, "--kernel-url", f"http://127.0.0.1:{port}/"),
            *settings.options(),
            *wishes,
        ]
        child = await Child.start(
            argv,
            env=instance_environment(os.environ),
            output=output,
            pass_fds=(listener.fileno(), lifeline.child_fd),
        )
    except BaseException:
        lifeline.close()
        raise
    finally:
        listener.close()
    lifeline.close_child_end()
    return Started(child, lifeline, port, asyncio.create_task(child.wait()))


async def until_running(started: Started, settings: LaunchSettings) -> Running | None:
    """The instance's runtime file once it is this process's; None when the process ended. Raises TimeoutError."""
    async with asyncio.timeout(settings.start_timeout_s):
        while started.child.returncode is None:
            running = read_runtime_file(settings.runtime_file)
            if running is not None and running.pid == started.child.pid:
                return running
            await asyncio.sleep(_POLL_S)
    return None
