"""From turns to an engine's request, and from the engine's events to the steps of a recording."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from ..contract.problems import ProblemError
from .adapters import AudioChunk, End, EngineAdapter, RenderRequest, RenderTurn, TurnEdge, WordTime
from .clock import samples
from .library.takes import Wording


@dataclass(frozen=True)
class Part:
    """A stretch of text after so many samples of silence."""

    silence: int
    text: str


@dataclass(frozen=True)
class TurnPlan:
    """How one turn is spoken: its parts, split at its pauses, and the silence after the last."""

    turn_id: str
    index: int
    wording: Wording
    parts: tuple[Part, ...]
    silence_after: int = 0
    sample_path: str | None = None


@dataclass(frozen=True)
class Delivery:
    """What an engine is told besides the turns."""

    seed: int
    steps: int | None
    guidance: float | None
    is_exact: bool


@dataclass(frozen=True)
class TurnBegun:
    """From here on it is this turn."""

    plan: TurnPlan


@dataclass(frozen=True)
class Silence:
    """So many samples of silence inside the turn."""

    samples: int


@dataclass(frozen=True)
class Sound:
    """More of the turn, s16le."""

    pcm: bytes


@dataclass(frozen=True)
class PartEnded:
    """The sound of a part is over; what follows is another sound."""


@dataclass(frozen=True)
class WordSpoken:
    """A word, and when in its part it begins and ends."""

    text: str
    start_s: float
    end_s: float | None


@dataclass(frozen=True)
class TurnEnded:
    """The turn is spoken to its end."""

    plan: TurnPlan


Step = TurnBegun | Silence | Sound | PartEnded | WordSpoken | TurnEnded


def split_at_pauses(text: str, pauses: Sequence[dict[str, Any]]) -> tuple[tuple[Part, ...], int]:
    """Parts of a text, and the silence after the last; pauses are {at: code points before, seconds}."""
    parts: list[Part] = []
    silence, position = 0, 0
    for pause in sorted(pauses, key=lambda one: float(one["at"])):
        at = min(int(pause["at"]), len(text))
        spoken = text[position:at].strip()
        if spoken:
            parts.append(Part(silence, spoken))
            silence = 0
        silence += samples(float(pause["seconds"]))
        position = at
    rest = text[position:].strip()
    if rest:
        parts.append(Part(silence, rest))
        silence = 0
    return tuple(parts), silence


async def speak(adapter: EngineAdapter, plans: Sequence[TurnPlan], delivery: Delivery) -> AsyncIterator[Step]:
    """Renders turns in order. An engine that tells exactly where turns begin gets them all at once, any other singly.

    Closing the iterator stops the engine. Raises `engine_failed` when the engine leaves out a part.
    """
    batches: list[list[tuple[TurnPlan, int]]] = []
    for plan in plans:
        numbered = [(plan, number) for number in range(len(plan.parts))]
        if delivery.is_exact and batches:
            batches[-1].extend(numbered)
        elif delivery.is_exact or not numbered:
            batches.append(numbered)
        else:
            batches.extend([one] for one in numbered)
    script = _Script(plans)
    for batch in batches:
        if batch:
            async with aclosing(_render(adapter, batch, delivery, script)) as steps:
                async for step in steps:
                    yield step
    for step in script.skip_silent():
        yield step


class _Script:
    """Which turn comes next; turns without a word to speak are put in between."""

    def __init__(self, plans: Sequence[TurnPlan]) -> None:
        self._plans = list(plans)
        self._next = 0

    def skip_silent(self) -> list[Step]:
        steps: list[Step] = []
        while self._next < len(self._plans) and not self._plans[self._next].parts:
            plan = self._plans[self._next]
            steps += [TurnBegun(plan), Silence(plan.silence_after), TurnEnded(plan)]
            self._next += 1
        return steps

    def begin(self, plan: TurnPlan, number: int) -> list[Step]:
        steps: list[Step] = []
        if number == 0:
            steps += self.skip_silent()
            if self._next >= len(self._plans) or self._plans[self._next] is not plan:
                raise ProblemError("engine_failed", "The engine spoke the turns in another order than asked.")
            self._next += 1
            steps.append(TurnBegun(plan))
        if plan.parts[number].silence:
            steps.append(Silence(plan.parts[number].silence))
        return steps

    @staticmethod
    def end(plan: TurnPlan, number: int) -> list[Step]:
        steps: list[Step] = [PartEnded()]
        if number == len(plan.parts) - 1:
            if plan.silence_after:
                steps.append(Silence(plan.silence_after))
            steps.append(TurnEnded(plan))
        return steps


async def _render(
    adapter: EngineAdapter, batch: list[tuple[TurnPlan, int]], delivery: Delivery, script: _Script
) -> AsyncIterator[Step]:
    names = {f"p{index}": one for index, one in enumerate(batch)}
    waiting = list(names)
    request = RenderRequest(
        turns=[
            RenderTurn(name, plan.parts[number].text, plan.wording.voice, plan.sample_path)
            for name, (plan, number) in names.items()
        ],
        seed=delivery.seed,
        steps=delivery.steps,
        guidance=delivery.guidance,
        state=None,
    )
    current: str | None = None
    started_at_s = 0.0
    async with aclosing(adapter.render(request)) as events:
        async for event in events:
            next_name = event.turn_id if isinstance(event, TurnEdge) and event.edge == "start" else None
            if isinstance(event, AudioChunk) and current is None and waiting:
                # Sound before the first edge, or an engine without edges: it is the next part's.
                next_name = waiting[0]
            if next_name is not None and next_name != current:
                if current is not None:
                    for step in script.end(*names[current]):
                        yield step
                if not waiting or waiting.pop(0) != next_name:
                    raise ProblemError("engine_failed", "The engine spoke the turns in another order than asked.")
                current = next_name
                started_at_s = event.at_s if isinstance(event, TurnEdge) else 0.0
                for step in script.begin(*names[current]):
                    yield step
            match event:
                case AudioChunk(pcm=pcm):
                    yield Sound(pcm)
                case WordTime():
                    end_s = None if event.end_s is None else event.end_s - started_at_s
                    yield WordSpoken(event.text, event.at_s - started_at_s, end_s)
                case TurnEdge(edge="end") if current is not None and event.turn_id == current and delivery.is_exact:
                    for step in script.end(*names[current]):
                        yield step
                    current = None
                case End(reason="limit"):
                    raise ProblemError("dialogue_too_long", "The engine reached the longest it can speak.")
                case _:
                    pass
    if current is not None:
        for step in script.end(*names[current]):
            yield step
    if waiting:
        raise ProblemError("engine_failed", "The engine ended before it had spoken everything.")
