"""Speaks what is left of a job, turn by turn or in passes: a dialogue into its growing revision, or one new take."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import aclosing
from typing import Any

from .adapters import Anew, AudioChunk, End, EngineAdapter, Queued
from .clock import seconds
from .continuation import Continuation
from .growth import Growth
from .library import Library
from .library.work import Work
from .one_pass import OnePass
from .plans import Planner
from .reading import estimate_texts
from .recording import Recording
from .speech import TurnBegun, TurnEnded, TurnPlan, at_limit, pass_request, speak
from .wire import estimate_progress, turn_wire

_PROGRESS_S = 0.5
_PAUSE_LEFT_OUT = "This engine speaks several turns in one go, so a pause inside a turn is left out."


class Rendering:
    """One engine at work for one job. `speaking` is the turn it is at; `made` counts samples of finished turns."""

    def __init__(
        self,
        library: Library,
        job_id: str,
        planner: Planner,
        estimates: list[float],
        on_change: Callable[[], None],
        *,
        continuation: Continuation,
    ) -> None:
        self._library = library
        self._job_id = job_id
        self._planner = planner
        self._continuation = continuation
        self._estimates = estimates
        self._on_change = on_change
        self.growth = Growth(library, job_id)
        self._recording: Recording | None = None
        self._pass: OnePass | None = None
        self._queued: Queued | None = None
        self._is_take = False
        self._began_s = time.monotonic()
        self._told_s = 0.0
        self.made = 0

    @property
    def speaking(self) -> str | None:
        """The id of the turn that is spoken now, or probably so."""
        if self._pass is not None:
            return self._pass.plans[self._pass.reached()].turn_id
        return self._recording.plan.turn_id if self._recording else None

    @property
    def has_passes(self) -> bool:
        """Whether several turns are spoken in one go, and cannot be gone on with in the middle."""
        return self._planner.has_passes

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
        if self._planner.has_passes:
            for group in self._planner.passes(self.whole()):
                await self._render_pass(adapter, group, work)
            return
        plans = self._planner.rest(self.whole())
        delivery = self._planner.delivery(work)
        async with aclosing(self._continuation.speak(adapter, plans, delivery)) as steps:
            async for step in steps:
                if isinstance(step, TurnBegun):
                    recording = self._recording = Recording(self._library, self._job_id, step.plan)
                    turn = (step.plan.turn_id, step.plan.index)
                    self._library.takes.choose(self._job_id, self.growth.row["revision"], turn, recording.take_id)
                    self._tell_turn("speaking")
                elif isinstance(step, TurnEnded):
                    await self._finish_turn()
                elif isinstance(step, Queued):
                    self._tell_queued(step)
                elif self._recording is not None:
                    self._recording.take(step)
                    await self._publish_if_due()

    async def _render_pass(self, adapter: EngineAdapter, plans: list[TurnPlan], work: Work) -> None:
        """Speaks several turns in one go: heard as one while they are spoken, cut into turns when they are whole."""
        weights = estimate_texts(plan.wording.text for plan in plans)
        passage = self._pass = OnePass(self._library, self._job_id, plans, weights)
        self._recording = passage.live
        first = (plans[0].turn_id, plans[0].index)
        self._library.takes.choose(self._job_id, self.growth.row["revision"], first, passage.live.take_id)
        self._warn_of_pauses(plans)
        request = pass_request(plans, self._planner.delivery(work))
        told = -1
        if request.turns:
            async with aclosing(adapter.render(request)) as events:
                async for event in events:
                    match event:
                        case AudioChunk(pcm=pcm):
                            passage.take(pcm)
                            if not passage.is_foretaste_over:
                                await self._publish_if_due()
                                told = self._tell_reached(passage, told)
                        case Anew():
                            passage.begin_again()
                        case Queued():
                            self._tell_queued(event)
                        case End(reason="limit"):
                            raise at_limit()
                        case _:
                            pass
        await self._finish_pass(passage)

    def _warn_of_pauses(self, plans: list[TurnPlan]) -> None:
        """Pauses before and after a turn are kept; where one inside it would be, nobody knows."""
        for plan in plans:
            if any(part.silence for part in plan.parts[1:]):
                data = {"code": "pause_left_out", "message": _PAUSE_LEFT_OUT, "turn_id": plan.turn_id}
                self._library.events.append(self._job_id, "warning", **data)

    async def _finish_pass(self, passage: OnePass) -> None:
        take_ids = await passage.cut(self.growth)
        self._recording = self._pass = None
        for plan, take_id in zip(passage.plans, take_ids, strict=True):
            start, end = self.growth.timeline.places.get(plan.turn_id, (0, 0))
            self.made += end - start
            self._tell(plan, "done", take_id)
        self._tell_progress()

    def _tell_reached(self, passage: OnePass, told: int) -> int:
        """Tells that the turn after `told` is spoken now, if so; what is before it is probably over."""
        reached = passage.reached()
        for index in range(max(told, 0), reached + 1 if reached > told else 0):
            self._tell(passage.plans[index], "speaking" if index == reached else "done", None)
        return reached

    def _tell_queued(self, queued: Queued) -> None:
        """Tells the place in the engine's own queue, which others use too."""
        before, self._queued = self._queued, queued if queued.position else None
        if before == self._queued:
            return
        self._library.events.append(self._job_id, "progress", **self.progress())
        if self._queued is not None:
            count = "1 request is" if queued.position == 1 else f"{queued.position} requests are"
            self._library.events.append(
                self._job_id, "loading", phase="queued", message=f"{count} before this one in the script's own queue"
            )
        self._on_change()

    def passing(self) -> dict[str, tuple[int, int]]:
        """Where turns of the pass under way probably lie in the job's audio: id -> (first, end) sample."""
        if self._pass is None or self.growth.heard is self.growth.timeline:
            return {}
        start, _ = self.growth.heard.places.get(self._pass.plans[0].turn_id, (0, 0))
        places = zip(self._pass.plans, self._pass.places(), strict=False)
        return {plan.turn_id: (start + first, start + end) for plan, (first, end) in places}

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
        self._forget_pass()
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
        self._forget_pass()
        if recording is not None:
            recording.end_early()
            if self._is_take or not recording.samples:
                recording.drop()
            else:
                recording.save_now(is_whole=False)
                recording.close()
        self.growth.finish()

    def _forget_pass(self) -> None:
        passage, self._pass = self._pass, None
        self._queued = None
        if passage is not None:
            passage.forget()

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
        place = self.passing().get(plan.turn_id) or self.growth.timeline.places.get(plan.turn_id)
        wire = turn_wire(turn, plan.index, state=state, chosen=chosen, takes=takes, place=place)
        self._library.events.append(self._job_id, "turn", turn=wire)
        self._on_change()

    def progress(self) -> dict[str, Any]:
        """The contract's `Progress`, with the speed and the time left."""
        timeline, recording = self.growth.heard, self._recording
        turn_ids = [turn["id"] for turn in self._planner.turns]
        whole = set(timeline.places) - ({recording.plan.turn_id} if recording else set())
        progress = estimate_progress(self._estimates, turn_ids, timeline, whole=whole)
        if self._queued is not None:
            progress["queue_position"] = self._queued.position
            return progress | ({} if self._queued.eta_s is None else {"eta_seconds": round(self._queued.eta_s, 1)})
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
