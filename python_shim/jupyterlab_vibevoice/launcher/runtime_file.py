"""The file by which Jupyter servers of one user find the instance that runs, and the lock of who starts it."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import signal
import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from ..contract.json_text import parse_json

CONTRACT = 1
_POLL_S = 0.05


class UnreachableError(Exception):
    """The instance does not answer, or not to its secret."""


@dataclass(frozen=True)
class Running:
    """A running instance as its runtime file tells of it; `secret` opens it."""

    pid: int
    port: int
    secret: str

    @property
    def address(self) -> str:
        """Where programs on this machine reach it, with a slash at the end."""
        return f"http://127.0.0.1:{self.port}/"

    @property
    def is_alive(self) -> bool:
        """Whether a process of this user has that id (which need not be the instance any more)."""
        try:
            os.kill(self.pid, 0)
        except (ProcessLookupError, PermissionError):
            return False
        return True

    async def end(self, grace_s: float) -> None:
        """TERM to the process, KILL after the grace."""
        self._signal(signal.SIGTERM)
        deadline = asyncio.get_running_loop().time() + grace_s
        # Not a child of this process: its end can only be looked for.
        while self.is_alive:
            if asyncio.get_running_loop().time() >= deadline:
                self._signal(signal.SIGKILL)
                return
            await asyncio.sleep(_POLL_S)

    def _signal(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, number)


def read_runtime_file(path: Path) -> Running | None:
    """What the file says; None where it is missing, not whole, of another contract, or open to other users."""
    try:
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            if status.st_uid != os.getuid() or stat.S_IMODE(status.st_mode) & 0o077:
                return None
            data = parse_json(file.read())
        if data.get("contract") != CONTRACT:
            return None
        return Running(pid=int(data["pid"]), port=int(data["port"]), secret=str(data["secret"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, OverflowError):
        return None


@asynccontextmanager
async def start_lock(path: Path, *, timeout_s: float) -> AsyncIterator[None]:
    """Holds `<path>.lock`; another Jupyter server that is starting the instance is waited for. Raises TimeoutError."""
    descriptor = os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        async with asyncio.timeout(timeout_s):
            while not _try_lock(descriptor):  # noqa: ASYNC110 - the kernel tells nobody when a lock is free
                await asyncio.sleep(_POLL_S)
        yield
    finally:
        # The file stays: removing it would let two hold "the" lock.
        os.close(descriptor)


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
