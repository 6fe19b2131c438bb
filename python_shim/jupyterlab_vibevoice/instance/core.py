"""One instance: its library, its lanes, and what watches over them."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import time

from .acceptance import Acceptance
from .control import JobControl
from .engine_processes import make_engines
from .hub_activity import HubActivity
from .hub_login import HubLogin
from .idle import IdleWatch
from .lane import Lane
from .lane_engine import LaneEngine
from .library import Library
from .options import Options
from .recovery import recover
from .retention import Retention
from .run import give_up_or_interrupt
from .script_page import ScriptPage
from .sound import SoundDesk
from .status import StatusBoard
from .voice_desk import VoiceDesk

logger = logging.getLogger(__name__)
_STOP_S = 2.0


class Instance:
    """Owns everything; `open` and `end` are its life."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.hub_login = None if options.hub is None else HubLogin(options.hub)
        self.secret = secrets.token_urlsafe(32)
        self.started_at = time.time()
        self.is_stopping = False
        self.library = Library(options.state_dir, self.secret)
        made = make_engines(options, os.environ)
        self.script_name = made.script_name
        self.log = made.log
        self.lanes: dict[str, Lane] = {}
        self.status = StatusBoard(self)
        for name, process in made.processes.items():
            self.lanes[name] = Lane(self.library, LaneEngine(name, process, self.library), self._changed)
            process.subscribe(self.status.changed)
        self.main_lane = "script" if "script" in self.lanes else "draft"
        engines = {name: lane.engine for name, lane in self.lanes.items()}
        self.page = ScriptPage(engines.get("script"))
        self.acceptance = Acceptance(self.library, engines, self.main_lane)
        self.jobs = JobControl(self.library, self.lanes, self.acceptance)
        self.activity = None
        if options.hub is not None:
            self.activity = HubActivity(options.hub, options.activity_seconds, self.is_busy)
        self.idle = IdleWatch(options.idle_minutes * 60, self.is_busy, self.sleep, self.tell_use)
        self.sound = SoundDesk(self.library)
        self.voices = VoiceDesk(self.library, engines, self.idle.use)
        self.retention = Retention(self.library, options, self.status.changed)

    def open(self) -> None:
        """Takes up what an earlier process left, and begins to serve the queues."""
        recover(self.library)
        for lane in self.lanes.values():
            lane.start()
        self.retention.start()
        if self.activity is not None:
            self.activity.start()
        if self.options.engine_start == "open":
            self.wake()

    def wake(self) -> None:
        """Begins to wake the main engine, and counts as use."""
        self.idle.use()
        self._waking = asyncio.create_task(self._wake())

    async def _wake(self) -> None:
        from ..contract.problems import ProblemError

        try:
            await self.lanes[self.main_lane].engine.wake()
        except ProblemError as error:
            # The status says it; who makes a job is told again.
            logger.warning("The engine could not be woken: %s", error.code)

    def warm(self) -> None:
        """Begins to start the audio worker, whose first piece is soon asked for; counts as use."""
        self.idle.use()
        self._warming = asyncio.create_task(self.sound.warm())

    def tell_use(self) -> None:
        """Says to the hub, where there is one, that somebody uses the instance; listening counts, polling does not."""
        if self.activity is not None:
            self.activity.use()

    def is_busy(self) -> bool:
        """Whether a job is under way."""
        return any(lane.run is not None for lane in self.lanes.values())

    def _changed(self) -> None:
        self.idle.use()
        self.status.changed()

    async def sleep(self) -> None:
        """Ends the engines and the audio worker; jobs and audio stay."""
        if self.is_busy():
            return
        self.idle.stop()
        await asyncio.gather(*(lane.engine.process.sleep() for lane in self.lanes.values()), self.sound.sleep())
        self.library.database.shrink()
        self.status.changed()

    async def put_to_sleep(self) -> None:
        """The same at somebody's wish: jobs under way are interrupted first, and go on when they are resumed."""
        running = {lane.run.job_id for lane in self.lanes.values() if lane.run is not None}
        # Those that wait first, else the next of them would begin.
        self._interrupt(but=running)
        for lane in self.lanes.values():
            if lane.run is not None:
                lane.end(lane.run.job_id, "interrupted")
                await lane.run.over.wait()
        await self.sleep()

    async def end(self) -> bool:
        """Interrupts the jobs under way and ends the engines; False when one of these did not end in time.

        The library stays open: whoever asks is answered until the last connection is closed.
        """
        self.is_stopping = True
        self.status.changed()
        self.idle.stop()
        self.retention.stop()
        if self.activity is not None:
            self.activity.stop()
        await asyncio.gather(*(lane.stop() for lane in self.lanes.values()))
        self._interrupt(but=set())
        self.library.events.ring_all()
        ends = [lane.engine.process.sleep() for lane in self.lanes.values()]
        # What does not end in time is ended by its guard, once this process is gone.
        ending = [asyncio.ensure_future(end) for end in (*ends, self.sound.sleep())]
        _, late = await asyncio.wait(ending, timeout=_STOP_S)
        return not late

    def _interrupt(self, *, but: set[str]) -> None:
        """Jobs that wait are interrupted too: nothing starts by itself when the instance comes back."""
        for row in self.library.jobs.under_way():
            if row["id"] not in but:
                give_up_or_interrupt(self.library, row["id"], "interrupted")
