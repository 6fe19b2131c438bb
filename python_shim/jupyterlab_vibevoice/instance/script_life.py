"""One run of a script, from its start until the last of what it left running has ended."""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from ..processes import Child, OutputRing, listening_tcp
from ..processes.tree import has_proc
from .adapters.detect import Found, detect_kind

GRACE_S = 10.0
_FIRST_LOOK_S = 0.004
_LAST_LOOK_S = 0.5
# Walking /proc for listening ports costs some milliseconds: not before a native engine had its chance, nor often.
_PORTS_AFTER_S = 1.0
# A script that opens two ports may open the one that matters a little later.
_SETTLE_S = 3.0
# Nothing tells of the end of a process that is not our child, nor of a socket that is closed: they are looked for.
_FAMILY_S = 1.0
_WATCH_S = 5.0
_DOUBT_S = 0.2
_MISSED_LOOKS = 2


class ScriptLife:
    """A started script; made by `start`, ended by `stop`."""

    def __init__(self, child: Child, socket_path: str, port: int | None) -> None:
        self._child = child
        self._socket_path = socket_path
        self._port = port
        self._started_s = time.monotonic()
        self._doubted = asyncio.Event()

    @classmethod
    async def start(
        cls,
        argv: Sequence[str],
        *,
        env: Mapping[str, str],
        cwd: str | Path | None,
        socket_path: str,
        log: OutputRing,
    ) -> ScriptLife:
        """Runs `argv` in `env`. Raises OSError."""
        with contextlib.suppress(FileNotFoundError):
            os.unlink(socket_path)
        child = await Child.start(argv, env=env, cwd=cwd, output=log, orphan_grace_s=GRACE_S)
        return cls(child, socket_path, int(env["PORT"]) if "PORT" in env else None)

    @property
    def pid(self) -> int:
        """The script's own process id."""
        return self._child.pid

    async def found(self) -> Found:
        """Waits until something answers; for a mere page a little longer, in case something better follows."""
        pause_s, page_since_s = _FIRST_LOOK_S, None
        while True:
            found = await self._look()
            if found is not None and found.kind != "page":
                return found
            if found is not None:
                page_since_s = page_since_s or time.monotonic()
                if time.monotonic() - page_since_s >= _SETTLE_S:
                    return found
            await asyncio.sleep(pause_s)
            pause_s = min(pause_s * 1.3, _LAST_LOOK_S)

    async def _look(self) -> Found | None:
        if time.monotonic() - self._started_s < _PORTS_AFTER_S:
            return await detect_kind(self._socket_path)
        return await detect_kind(self._socket_path, self._addresses())

    def _addresses(self) -> set[tuple[str, int]]:
        """Where the script's processes listen; without /proc, the one port that it was given."""
        if has_proc():
            return listening_tcp(self._child.family())
        return set() if self._port is None else {("127.0.0.1", self._port)}

    async def over(self) -> int:
        """Waits for the end; returns the exit code. What a script that ended well left running is still the script."""
        code = await self._child.wait()
        while code == 0 and self._child.family():  # noqa: ASYNC110 - nothing tells of the end of another's child
            await asyncio.sleep(_FAMILY_S)
        return code

    async def changed(self, found: Found) -> Found | None:
        """Waits until what answered does not listen any more (None), or something better than a page has come up."""
        if found.address is None or not has_proc():
            # An engine on our socket is asked in time by its adapter.
            await asyncio.Event().wait()
        missed = 0
        while missed < _MISSED_LOOKS:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_WATCH_S):
                    await self._doubted.wait()
                # Two looks at once would see the same.
                await asyncio.sleep(_DOUBT_S)
            addresses = self._addresses()
            missed = 0 if found.address in addresses else missed + 1
            if not missed:
                self._doubted.clear()
            if found.kind == "page" and len(addresses) > 1:
                now = await detect_kind(self._socket_path, addresses)
                if now is not None and now.kind != "page" and now.address != found.address:
                    return now
        return None

    def doubt(self) -> None:
        """Says that what answered may not answer any more: it is looked for now."""
        self._doubted.set()

    async def stop(self) -> None:
        """TERM to all that it started, then KILL."""
        await self._child.stop(GRACE_S)
