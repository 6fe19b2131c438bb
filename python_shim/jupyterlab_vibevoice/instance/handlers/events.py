"""Streams of server-sent events."""

from __future__ import annotations

import asyncio
import json
import time
from typing import TYPE_CHECKING, Any

from tornado.iostream import StreamClosedError

from ...contract.problems import ProblemError
from ..door import require_login
from ..hub_login import CACHE_S
from ..library.events import TERMINAL
from ..wire import UNDER_WAY
from .base import BaseHandler

if TYPE_CHECKING:
    from ..core import Instance

_HEARTBEAT_S = 15.0
_BURST_S = 0.02


class EventStream(BaseHandler):
    """A stream that is sent at once and kept alive; it ends when the listener goes."""

    def initialize(self, instance: Instance) -> None:
        """Called by tornado."""
        super().initialize(instance)
        self.is_gone = False
        self._bell: asyncio.Event | None = None
        self._admitted_at = time.monotonic()

    async def begin(self) -> None:
        """Sends the head and a first byte."""
        self.set_header("Content-Type", "text/event-stream; charset=utf-8")
        self.set_header("X-Accel-Buffering", "no")
        self.write(": open\n\n")
        await self.push()

    async def push(self) -> None:
        """Sends what was written; waits for slow listeners, forgets those that went."""
        try:
            await self.flush()
        except StreamClosedError:
            self.is_gone = True

    def write_event(self, kind: str, data: dict[str, Any], *, number: int | None = None) -> None:
        """Adds one event."""
        head = "" if number is None else f"id: {number}\n"
        self.write(f"{head}event: {kind}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n")

    async def wait(self, bell: asyncio.Event) -> None:
        """Returns when the bell rings or the listener goes; sends heartbeats meanwhile."""
        self._bell = bell
        await self._ask_again()
        while not bell.is_set() and not self.is_gone:
            try:
                async with asyncio.timeout(CACHE_S if self.caller.hub_token else _HEARTBEAT_S):
                    await bell.wait()
            except TimeoutError:
                self.write(": still here\n\n")
                await self.push()
                await self._ask_again()
        bell.clear()

    async def _ask_again(self) -> None:
        """Ends the stream of whom the hub lets in no longer; a hub that does not answer refuses nobody."""
        if not self.caller.hub_token or time.monotonic() - self._admitted_at < CACHE_S:
            return
        self._admitted_at = time.monotonic()
        try:
            await require_login(self.request, self.instance)
        except ProblemError as problem:
            self.is_gone = self.is_gone or problem.code != "hub_unreachable"

    def on_connection_close(self) -> None:
        """Called by tornado when the listener went."""
        self.is_gone = True
        if self._bell is not None:
            self._bell.set()


class JobEventsHandler(EventStream):
    """`GET api/jobs/{id}/events`."""

    async def get(self, job_id: str) -> None:
        """All events after `Last-Event-ID`, then those to come, up to the end of the job; 204 where none is left.

        An `EventSource` that nobody closes asks again after each end of a stream, and no more after a 204.
        """
        library = self.instance.library
        library.jobs.get(job_id)
        text = self.request.headers.get("Last-Event-ID", "")
        last = int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0
        if self._has_ended(job_id, last):
            self.set_status(204)
            return
        with library.events.listening(job_id) as bell:
            await self.begin()
            while not self.is_gone:
                events = library.events.after(job_id, last)
                for event in events:
                    self.write_event(event["type"], event, number=event["id"])
                    last = event["id"]
                if events:
                    await self.push()
                elif self._is_over(job_id, last):
                    break
                else:
                    await self.wait(bell)

    def _is_over(self, job_id: str, last: int) -> bool:
        """Whether nothing comes any more: the job is gone or at an end, or the instance stops."""
        return self.instance.is_stopping or self._has_ended(job_id, last)

    def _has_ended(self, job_id: str, last: int) -> bool:
        """Whether the job is gone, or at an end after which nothing has happened."""
        row = self.instance.library.database.row("SELECT state, last_event FROM jobs WHERE id = ?", [job_id])
        if row is None:
            return True
        return row["state"] in TERMINAL and row["state"] not in UNDER_WAY and last >= row["last_event"]


class InstanceEventsHandler(EventStream):
    """`GET api/events`."""

    async def get(self) -> None:
        """The status now, and after each change."""
        sent: dict[str, Any] | None = None
        with self.instance.status.following() as bell:
            await self.begin()
            while not self.is_gone:
                status = self.instance.status.wire()
                if status != sent:
                    self.write_event("instance", status)
                    await self.push()
                    sent = status
                if self.instance.is_stopping:
                    break
                await self.wait(bell)
                # Changes come in bursts: what follows at once is told with it.
                await asyncio.sleep(_BURST_S)
