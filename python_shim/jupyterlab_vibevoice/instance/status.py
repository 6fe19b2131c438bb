"""The contract's `Instance`, and who wants to know when it changes."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from .clock import iso

if TYPE_CHECKING:
    from .core import Instance

_WORDS = {
    "ready": "Ready.",
    "busy": "Making audio.",
    "asleep": "Asleep. The next job wakes it; all audio still plays.",
    "stopping": "Stopping.",
}


class StatusBoard:
    """Makes the status, and rings for those who follow it."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        self._bells: set[asyncio.Event] = set()

    def changed(self) -> None:
        """Wakes who follows the status."""
        for bell in self._bells:
            bell.set()

    @contextlib.contextmanager
    def following(self) -> Iterator[asyncio.Event]:
        """A bell that is set after each change; who listens clears it."""
        bell = asyncio.Event()
        self._bells.add(bell)
        try:
            yield bell
        finally:
            self._bells.discard(bell)

    def wire(self) -> dict[str, Any]:
        """The contract's `Instance` as it is now."""
        instance, options = self._instance, self._instance.options
        state, told = self._state()
        sleeps_at = instance.idle.sleeps_at()
        status = {
            "state": state,
            "message": _WORDS.get(state, ""),
            "url": options.public_url or None,
            "kernel_url": options.kernel_url or None,
            "user": options.user,
            "slug": options.slug,
            "place": options.place,
            "script": instance.script_name,
            "engine": self._engine("script"),
            "table_read": self._engine("draft"),
            "started_at": iso(instance.started_at),
            "sleeps_at": iso(sleeps_at) if sleeps_at and state == "ready" else None,
            "jobs_ended": sum(lane.runs_ended for lane in instance.lanes.values()),
            "notice": instance.retention.notice,
            **told,
        }
        return {key: value for key, value in status.items() if value is not None}

    def _engine(self, lane: str) -> dict[str, Any] | None:
        found = self._instance.lanes.get(lane)
        return found.engine.description if found else None

    def _state(self) -> tuple[str, dict[str, Any]]:
        """The state, and what belongs to it; the script's engine counts where there is one."""
        instance = self._instance
        if instance.is_stopping:
            return "stopping", {}
        main = instance.lanes[instance.main_lane]
        process = main.engine.process
        if process.state == "starting":
            return "starting", main.engine.loading()
        if any(lane.run is not None for lane in instance.lanes.values()):
            return "busy", {}
        if process.state == "failed":
            problem = process.problem
            told = {} if problem is None else {"problem": problem.to_wire(), "message": problem.message}
            return "failed", told
        if process.state == "ready":
            return "ready", {}
        return "asleep", {}
