"""Speaks what is left of a job, turn by turn: a whole dialogue into its growing revision, or one new take."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import aclosing
from typing import Any

from .adapters import EngineAdapter
from .clock import seconds
from .growth import Growth
from .library import Library
from .library.work import Work
from .plans import Planner
from .recording import Recording
from .speech import TurnBegun, TurnEnded, TurnPlan, speak
from .wire import estimate_progress, turn_wire

_PROGRESS_S = 0.5


class Rendering:
    """One engine at work for one job. `speaking` is the turn it is at; `made` counts samples of finished turns."""

    def __init__(
        self, library: Library, job_id: str, planner: Planner, estimates: list[float], on_change: Callable[[], None]
    ) -> None:
        self._library = library
        self._job_id = job_id
        self._planner = planner
        self._estimates = estimates
        self._on_change = on_change
        self.growth = Growth(library, job_id)
        self._recording: Recording | None = None
        self._is_take = False
        self._began_s = time.monotonic()
        self._told_s = 0.0
        self.made = 0

    @property
    def speaking(self) -> str | None:
        """The id of the turn that is spoken now."""
        return self._recording.plan.turn_id if self._recording else None

    @property
    def at(self) -> str | None:
        """The id of the turn that is spoken now, or would have been next."""
        if self.speaking is not None:
            return self.speaking
        whole = self.whole()
        return next((turn["id"] for turn in self._planner.turns if turn["id"] not in whole), None)

    def whole(self) -> set[str]:
        """Ids of the turns that are finished."""
        chosen = self._library.takes.chosen(self._job_id, self.growth.row["revision"])
        return {take["turn_id"] for take in chosen if take["is_whole"]}

    async def render_rest(self, adapter: EngineAdapter, work: Work) -> None:
        """Speaks all turns that have no whole take; what is heard already stays as it is."""
        self._is_take = False
        plans = self._planner.rest(self.whole())
        async with aclosing(speak(adapter, plans, self._planner.delivery(work))) as steps:
            async for step in steps:
                if isinstance(step, TurnBegun):
                    recording = self._recording = Recording(self._library, self._job_id, step.plan)
                    turn = (step.plan.turn_id, step.plan.index)
                    self._library.takes.choose(self._job_id, self.growth.row["revision"], turn, recording.take_id)
                    self._tell_turn("speaking")
                elif isinstance(step, TurnEnded):
                    await self._finish_turn()
                elif self._recording is not None:
                    self._recording.take(step)
                    await self._publish_if_due()

    async def _publish_if_due(self) -> None:
        recording = self._recording
        if recording is None or not self.growth.is_due(recording.samples):
            return
        await recording.save(is_whole=False)
        self.growth.grow(recording.audio())
        self._tell_progress()

    async def _finish_turn(self) -> None:
        recording = self._recording
        if recording is None:
            return
        await recording.save(is_whole=True)
        recording.close()
        self.made += recording.samples
        self.growth.extend(recording.audio())
        self._tell_turn("done")
        self._recording = None
        self._tell_progress()

    async def render_take(self, adapter: EngineAdapter, work: Work) -> None:
        """Speaks one turn anew; the take is chosen, in a new revision, once it is whole."""
        self._is_take = True
        index = self._planner.find(work.turn_id or "")
        plan = self._planner.plan(index, work.wishes)
        recording = self._recording = Recording(self._library, self._job_id, plan)
        self._tell_turn("speaking")
        async with aclosing(speak(adapter, [plan], self._planner.delivery(work))) as steps:
            async for step in steps:
                recording.take(step)
        await recording.save(is_whole=True)
        recording.close()
        self.made += recording.samples
        self._recording = None
        self.growth.choose((plan.turn_id, index), recording.take_id, is_end=True)
        self._tell(plan, "done", recording.take_id)

    def abandon(self) -> None:
        """Ends the turn under way where its engine died: unheard it is forgotten, heard it stays in a past revision."""
        recording, self._recording = self._recording, None
        if recording is None:
            return
        if self._is_take or not self.growth.was_heard():
            recording.drop()
            return
        recording.end_early()
        recording.note(is_whole=False)
        recording.close()
        self.growth.begin_again((recording.plan.turn_id, recording.plan.index))

    def stop(self) -> None:
        """Ends the turn under way for good: what was made of it stays, a take that nobody has heard goes."""
        recording, self._recording = self._recording, None
        if recording is not None:
            recording.end_early()
            if self._is_take or not recording.samples:
                recording.drop()
            else:
                recording.save_now(is_whole=False)
                recording.close()
        self.growth.finish()

    def _tell_turn(self, state: str) -> None:
        if self._recording is not None:
            chosen = self._recording.take_id if state == "done" else None
            self._tell(self._recording.plan, state, chosen)

    def _tell(self, plan: TurnPlan, state: str, chosen_id: str | None) -> None:
        """Tells the state of a turn; an earlier take goes on counting while a new one is spoken."""
        row = self.growth.row
        turn = (
            self._library.jobs.dialogue(self._job_id)["turns"][plan.index]
            if self._is_take
            else self._planner.turns[plan.index]
        )
        takes = self._library.takes.of_turn(self._job_id, plan.turn_id)
        chosen = self._library.takes.get(self._job_id, chosen_id) if chosen_id else None
        if self._is_take and chosen is None:
            chosen = self._library.takes.chosen_of(self._job_id, row["revision"], plan.turn_id)
        place = self.growth.timeline.places.get(plan.turn_id)
        wire = turn_wire(turn, plan.index, state=state, chosen=chosen, takes=takes, place=place)
        self._library.events.append(self._job_id, "turn", turn=wire)
        self._on_change()

    def progress(self) -> dict[str, Any]:
        """The contract's `Progress`, with the speed and the time left."""
        timeline, recording = self.growth.heard, self._recording
        turn_ids = [turn["id"] for turn in self._planner.turns]
        whole = set(timeline.places) - ({recording.plan.turn_id} if recording else set())
        progress = estimate_progress(self._estimates, turn_ids, timeline, whole=whole)
        return progress | self._speed(progress)

    def _speed(self, progress: dict[str, Any]) -> dict[str, Any]:
        wall_s = time.monotonic() - self._began_s
        if not self.made or wall_s <= 0:
            return {}
        factor = seconds(self.made) / wall_s
        left_s = progress["expected_seconds"] - progress["audio_seconds"]
        return {"realtime_factor": round(factor, 3), "eta_seconds": round(max(0.0, left_s) / factor, 1)}

    def _tell_progress(self) -> None:
        now = time.monotonic()
        if now - self._told_s >= _PROGRESS_S:
            self._told_s = now
            self._library.events.append(self._job_id, "progress", **self.progress())
