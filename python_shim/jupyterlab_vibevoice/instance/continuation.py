"""Goes on with a dialogue from the engine's own checkpoint, so that its flow does not begin anew after a break."""

from __future__ import annotations

import asyncio
import dataclasses
import hashlib
import json
import logging
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from typing import Any

from ..contract.problems import ProblemError
from .adapters import EngineAdapter
from .library.checkpoints import CheckpointStore, Kept
from .plans import Planner
from .speech import Checkpointed, Delivery, Step, TurnBegun, TurnPlan, speak, turns_request

logger = logging.getLogger(__name__)
_IDENTITY = ("name", "model", "revision")


class Continuation:
    """Speaks the rest of one job. A checkpoint counts for the same engine, the same request and the next turn only."""

    def __init__(self, store: CheckpointStore, job_id: str, planner: Planner, engine: Mapping[str, Any]) -> None:
        self._store = store
        self._job_id = job_id
        self._planner = planner
        self._engine = [engine.get(key) for key in _IDENTITY]
        self._can_resume = bool(engine.get("can", {}).get("resume"))

    async def speak(
        self, adapter: EngineAdapter, plans: Sequence[TurnPlan], delivery: Delivery
    ) -> AsyncGenerator[Step, None]:
        """As `speech.speak`; from the checkpoint where there is one, without it where the engine does not take it."""
        kept = await self._find(plans, delivery) if self._can_resume and plans else None
        if kept is not None:
            has_begun = False
            try:
                async with aclosing(self._from(adapter, plans, delivery, kept)) as steps:
                    async for step in steps:
                        has_begun = has_begun or isinstance(step, TurnBegun)
                        yield step
                return
            except ProblemError:
                # One that led to nothing is not tried twice; one that led on has been replaced by then.
                if self._store.find(self._job_id) == kept:
                    self._store.drop(self._job_id)
                if has_begun:
                    raise
                logger.warning("The engine did not go on from its checkpoint; it speaks the rest without it")
        async with aclosing(self._from(adapter, plans, delivery, None)) as steps:
            async for step in steps:
                yield step

    async def _from(
        self, adapter: EngineAdapter, plans: Sequence[TurnPlan], delivery: Delivery, kept: Kept | None
    ) -> AsyncGenerator[Step, None]:
        before = self._before(plans, kept)
        request = self._identify([*before, *plans], delivery)
        first = before[0].index if before else plans[0].index if plans else 0
        state = None if kept is None else kept.state
        async with aclosing(speak(adapter, plans, delivery, before=before, state=state)) as steps:
            async for step in steps:
                if not isinstance(step, Checkpointed):
                    yield step
                elif self._can_resume:
                    found = Kept(request, first, step.following, step.state)
                    await asyncio.to_thread(self._store.keep, self._job_id, found)

    async def _find(self, plans: Sequence[TurnPlan], delivery: Delivery) -> Kept | None:
        """The checkpoint after which exactly these turns follow."""
        kept = await asyncio.to_thread(self._store.find, self._job_id)
        left = [plan.index for plan in plans]
        if kept is None or not kept.first < kept.following:
            return None
        is_next = left == list(range(kept.following, len(self._planner.turns)))
        if is_next and kept.request == self._identify([*self._before(plans, kept), *plans], delivery):
            return kept
        return None

    def _before(self, plans: Sequence[TurnPlan], kept: Kept | None) -> list[TurnPlan]:
        """The turns of the request that were spoken before the checkpoint."""
        return [] if kept is None else [self._planner.plan(index) for index in range(kept.first, plans[0].index)]

    def _identify(self, plans: Sequence[TurnPlan], delivery: Delivery) -> str:
        """The same for the same request to the same engine."""
        request = dataclasses.asdict(turns_request(plans, delivery))
        return hashlib.sha256(json.dumps([self._engine, request]).encode()).hexdigest()
