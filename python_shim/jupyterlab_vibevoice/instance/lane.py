"""A lane: one engine and its queue. One job at a time."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from ..contract.problems import ProblemError
from .lane_engine import LaneEngine
from .library import Library
from .problems import to_problem
from .run import Ending, Run, give_up_or_interrupt

logger = logging.getLogger(__name__)


class Lane:
    """Serves the queued jobs of one engine, in the order of `library.work`."""

    def __init__(self, library: Library, engine: LaneEngine, on_change: Callable[[], None]) -> None:
        self.engine = engine
        self.run: Run | None = None
        self._library = library
        self._on_change = on_change
        # How many runs came to an end: whoever follows the status learns of one that was over in no time.
        self.runs_ended = 0
        self._bell = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._places: dict[str, int] = {}

    @property
    def name(self) -> str:
        """The contract's name of the lane."""
        return self.engine.name

    def start(self) -> None:
        """Begins to serve."""
        self._task = asyncio.create_task(self._serve(), name=f"lane {self.name}")

    async def stop(self) -> None:
        """Interrupts the job under way and serves no more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    def ring(self) -> None:
        """Says that the queue changed."""
        self.tell_places()
        self._bell.set()

    def end(self, job_id: str, ending: Ending) -> bool:
        """Stops a job if it runs here now."""
        if self.run is None or self.run.job_id != job_id:
            return False
        self.run.end(ending)
        return True

    async def ended(self, job_id: str) -> None:
        """Returns when a job does not run here any more."""
        if self.run is not None and self.run.job_id == job_id:
            await self.run.over.wait()

    async def _serve(self) -> None:
        while True:
            self._bell.clear()
            work = self._library.work.next(self.name)
            if work is None:
                await self._bell.wait()
                continue
            self.run = Run(self._library, self.engine, work, self._changed)
            try:
                await self.run.carry_out()
            except Exception as error:
                # The library could not even take down the end; go on with the others, but not in a busy loop.
                logger.exception("A job could not be ended: %s", to_problem(error).code)
                self._unqueue(work.job_id)
            finally:
                self.run = None
                self.runs_ended += 1
                self._changed()

    def _unqueue(self, job_id: str) -> None:
        try:
            give_up_or_interrupt(self._library, job_id, "interrupted")
        except (ProblemError, OSError):
            logger.error("Job %s stays as it is until the next start", job_id)

    def _changed(self) -> None:
        self.tell_places()
        self._on_change()

    def tell_places(self) -> None:
        """Tells each waiting job its place where that has changed, and in how long it may begin."""
        places = self._library.work.places(self.name)
        is_busy = self.run is not None and self.run.job_id not in places
        for job_id, place in places.items():
            before = place + is_busy
            if self._places.get(job_id) != before:
                data = {"queue_position": before}
                self._library.events.append(job_id, "queued", **data, **self._eta(place))
                self._places[job_id] = before
        self._places = {job_id: self._places[job_id] for job_id in places}

    def _eta(self, place: int) -> dict[str, float]:
        """Seconds until the next job begins, for the job that is next; others wait for what nobody has begun."""
        rendering = self.run.rendering if self.run else None
        if place or rendering is None:
            return {}
        progress = rendering.progress()
        return {"eta_seconds": progress["eta_seconds"]} if "eta_seconds" in progress else {}

    def queue_position(self, job_id: str) -> int | None:
        """How many jobs come before a waiting one; None for others."""
        return self._places.get(job_id)
