"""One job in its lane, from the moment it is its turn to its end."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import time
from collections.abc import Callable
from typing import Any, Literal

from ..contract.problems import ProblemError
from .adapters import EngineAdapter
from .casting import fill_in
from .continuation import Continuation
from .lane_engine import LaneEngine
from .library import Library
from .library.work import Work
from .modes import gap_samples, settle_mode
from .plans import Planner
from .problems import is_disk_full, to_problem
from .rendering import Rendering
from .timeline import Timeline, read_pcm
from .wire import audio_wire, gap_timeline, is_complete, usage_wire

logger = logging.getLogger(__name__)
# Deaths of an engine without a finished turn between them, before the job is given up.
_FRUITLESS_TRIES = 3
_SPOKEN_AGAIN = "This engine speaks several turns in one go: what broke off in the middle is spoken from its start."
_TABLE_READ = "The script's page cannot be driven from here, so this is a table read. Its own page is there to be used."

Ending = Literal["cancelled", "interrupted", "forgotten"]


def digest(timeline: Timeline) -> str:
    """SHA-256 of the samples of a timeline, s16le."""
    found = hashlib.sha256()
    for block in read_pcm(timeline.spans):
        found.update(block)
    return found.hexdigest()


class Run:
    """Carries out what a job waits for. `end` stops it within one engine frame; what was made stays."""

    def __init__(self, library: Library, engine: LaneEngine, work: Work, on_change: Callable[[], None]) -> None:
        self.job_id = work.job_id
        self.rendering: Rendering | None = None
        self._library = library
        self._engine = engine
        self._queued_at = work.queued_at
        self._on_change = on_change
        self._ending: Ending | None = None
        self._task: asyncio.Task[None] | None = None
        self._engine_s = 0.0
        self.over = asyncio.Event()

    async def carry_out(self) -> None:
        """Returns when the job has come to an end, whichever; errors become the job's problem."""
        self._task = asyncio.create_task(self._work_off())
        try:
            await asyncio.wait([self._task])
        except asyncio.CancelledError:
            # Whoever runs the lane stops it: the instance is ending.
            self.end("interrupted")
            await asyncio.wait([self._task])
            raise
        finally:
            try:
                self._settle()
            finally:
                self.over.set()
                self._on_change()

    def end(self, ending: Ending) -> None:
        """Stops the run; it writes the end itself."""
        self._ending = self._ending or ending
        if self._task is not None:
            self._task.cancel()

    async def _work_off(self) -> None:
        jobs, row = self._library.jobs, self._library.jobs.get(self.job_id)
        waited_s = max(0.0, time.time() - self._queued_at)
        jobs.enter(
            self.job_id, "running", {}, queue_seconds=row["queue_seconds"] + waited_s, problem=None, failed_turn=None
        )
        self._on_change()
        adapter = await self._prepare()
        row = jobs.get(self.job_id)
        jobs.update(self.job_id, started_at=row["started_at"] or time.time(), finished_at=None)
        self._tell("started")
        while works := self._library.work.of_job(self.job_id):
            adapter = await self._do(adapter, works[0])
        await self._finish()

    async def _prepare(self) -> EngineAdapter:
        """Wakes the engine and fixes what only an engine that is awake can tell: who speaks with which voice."""
        adapter = await self._wake()
        description = self._engine.description or {}
        row = self._library.jobs.get(self.job_id)
        settings = json.loads(row["settings"])
        settings["cast"] = fill_in(
            settings["cast"], self._library.jobs.dialogue(self.job_id), self._engine.voices or []
        )
        if description.get("kind") == "page":
            self._tell("warning", code="table_read", message=_TABLE_READ)
        settings["mode"] = settle_mode(settings["mode"], description)
        told = {key: description[key] for key in ("name", "model", "revision") if description.get(key)}
        self._library.jobs.update(
            self.job_id, settings=json.dumps(settings, ensure_ascii=False), engine=json.dumps(told)
        )
        if not self._library.takes.chosen(self.job_id, row["revision"]):
            # Nothing has been spoken yet, so nothing that was heard moves.
            self._library.jobs.update(self.job_id, gap=gap_samples(settings, description))
        planner = Planner(self._library, self._library.jobs.get(self.job_id), description)
        self.rendering = Rendering(
            self._library,
            self.job_id,
            planner,
            self._library.jobs.estimates(self.job_id),
            self._on_change,
            continuation=Continuation(self._library.checkpoints, self.job_id, planner, description),
        )
        return adapter

    async def _do(self, adapter: EngineAdapter, work: Work) -> EngineAdapter:
        """One piece of work; a dead engine is woken again. Returns the adapter that is good now."""
        rendering = self._require_rendering()
        if work.turn_id is None:
            self._begin_where_it_ended(rendering)
        elif work.turn_id not in rendering.whole():
            # Its turn was never spoken, because the dialogue was given up before: there is nothing to do again.
            self._library.work.finish(work.number)
            return adapter
        tries = 0
        while True:
            made, began_s = rendering.made, time.monotonic()
            try:
                if work.turn_id is None:
                    await rendering.render_rest(adapter, work)
                else:
                    await rendering.render_take(adapter, work)
                break
            except ProblemError as error:
                tries = 1 if rendering.made > made else tries + 1
                if tries >= _FRUITLESS_TRIES or not await self._engine.has_died(error):
                    raise
                logger.warning("The engine of lane %s ended within a job; it is woken again", self._engine.name)
                rendering.abandon()
                adapter = await self._wake()
            finally:
                self._engine_s += time.monotonic() - began_s
        self._library.work.finish(work.number)
        return adapter

    async def _wake(self) -> EngineAdapter:
        return await self._engine.wake(lambda loading: self._tell("loading", **loading))

    def _tell(self, kind: str, **data: Any) -> None:
        self._library.events.append(self.job_id, kind, **data)

    def _require_rendering(self) -> Rendering:
        if self.rendering is None:
            raise RuntimeError("The engine has not been woken")
        return self.rendering

    def _begin_where_it_ended(self, rendering: Rendering) -> None:
        """Announced segments never change: where the last was cut short, what follows belongs to a new revision."""
        partial = rendering.growth.partial
        if partial is not None and rendering.has_passes:
            self._tell("warning", code="spoken_again", message=_SPOKEN_AGAIN)
        if partial is not None or rendering.growth.ends_short():
            rendering.growth.begin_again(partial)

    async def _finish(self) -> None:
        rendering = self._require_rendering()
        rendering.growth.finish()
        self._library.checkpoints.drop(self.job_id)
        row = self._library.jobs.get(self.job_id)
        timeline = gap_timeline(self._library, row)
        if not is_complete(self._library, row):
            # A new take of a dialogue that was given up before: it is as unfinished as it was.
            self._note_usage()
            self.rendering = None
            give_up_or_interrupt(self._library, self.job_id, "cancelled")
            return
        sha256 = await asyncio.to_thread(digest, timeline)
        self._note_usage()
        self._library.jobs.update(self.job_id, sha256=sha256)
        row = self._library.jobs.get(self.job_id)
        self._library.jobs.enter(self.job_id, "done", {"audio": audio_wire(row, timeline), "usage": usage_wire(row)})
        self.rendering = None

    def _note_usage(self) -> None:
        row = self._library.jobs.get(self.job_id)
        made = row["made_samples"] + (self.rendering.made if self.rendering else 0)
        self._library.jobs.update(self.job_id, made_samples=made, engine_seconds=row["engine_seconds"] + self._engine_s)
        self._engine_s = 0.0

    def _settle(self) -> None:
        """Writes the end of a run that did not finish by itself."""
        task = self._task
        if task is None or not task.done() or (not task.cancelled() and task.exception() is None):
            return
        error = None if task.cancelled() else task.exception()
        if error is not None:
            logger.error("A job failed: %s", to_problem(error).code, exc_info=None if _is_expected(error) else error)
        try:
            self._write_end(error)
        except Exception as full:
            if not is_disk_full(full):
                raise
            self._library.give_reserve()
            self._write_end(error or full)

    def _write_end(self, error: BaseException | None) -> None:
        if self._ending == "forgotten":
            if self.rendering is not None:
                self.rendering.stop()
            return
        failed_turn = self.rendering.at if self.rendering else None
        if self.rendering is not None:
            self.rendering.stop()
        self._note_usage()
        self.rendering = None
        if error is not None:
            problem = to_problem(error).to_wire()
            self._library.jobs.enter(
                self.job_id, "failed", {"problem": problem}, problem=json.dumps(problem), failed_turn=failed_turn
            )
            return
        give_up_or_interrupt(self._library, self.job_id, self._ending or "interrupted")


def give_up_or_interrupt(library: Library, job_id: str, ending: Ending) -> None:
    """Ends a job that is under way. Who cancels the new takes of a finished dialogue has a finished dialogue again.

    So has one that was killed after its last turn, before it could say so: nothing is left that `resume` could do.
    """
    if ending == "cancelled":
        library.work.drop_takes(job_id)
    row = library.jobs.get(job_id)
    if is_complete(library, row) and (ending == "cancelled" or not library.work.of_job(job_id)):
        timeline = gap_timeline(library, row)
        library.jobs.update(job_id, sha256=row["sha256"] or digest(timeline))
        row = library.jobs.get(job_id)
        library.jobs.enter(job_id, "done", {"audio": audio_wire(row, timeline), "usage": usage_wire(row)})
        return
    library.jobs.enter(job_id, ending, {})


def _is_expected(error: BaseException) -> bool:
    return isinstance(error, ProblemError) or is_disk_full(error)
