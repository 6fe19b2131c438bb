"""When the engines sleep: after so many minutes without use. Playing, polling and status streams are not use."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable


class IdleWatch:
    """Calls `on_idle` after `idle_s` seconds without `use`, unless `is_busy`; `sleeps_at` tells when that will be."""

    def __init__(
        self,
        idle_s: float,
        is_busy: Callable[[], bool],
        on_idle: Callable[[], Awaitable[None]],
        on_use: Callable[[], None] = lambda: None,
    ) -> None:
        self._idle_s = idle_s
        self._is_busy = is_busy
        self._on_idle = on_idle
        self._on_use = on_use
        self._used_s = time.monotonic()
        self._timer: asyncio.TimerHandle | None = None
        self._sleeping: asyncio.Task[None] | None = None

    def use(self) -> None:
        """Says that somebody uses the instance now; the end of a job is use too."""
        self._on_use()
        self._used_s = time.monotonic()
        if self._timer is None:
            self._arm(self._idle_s)

    def _arm(self, delay_s: float) -> None:
        self._timer = asyncio.get_running_loop().call_later(delay_s, self._check)

    def _check(self) -> None:
        self._timer = None
        left_s = self._used_s + self._idle_s - time.monotonic()
        if self._is_busy():
            self.use()
        elif left_s > 0.001:
            self._arm(left_s)
        else:
            self._sleeping = asyncio.ensure_future(self._on_idle())

    def sleeps_at(self) -> float | None:
        """When it will sleep, in seconds since the epoch; None while nothing is counted."""
        if self._timer is None or self._is_busy():
            return None
        return time.time() + max(0.0, self._used_s + self._idle_s - time.monotonic())

    def stop(self) -> None:
        """Counts no more until the next use."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
