"""From turns to an engine's request, and from the engine's events to the steps of a recording."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from ..contract.problems import ProblemError
from .adapters import (
    AudioChunk,
    Checkpoint,
    End,
    EngineAdapter,
    Queued,
    RenderEvent,
    RenderRequest,
    RenderTurn,
    TurnEdge,
    WordTime,
)
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


@dataclass(frozen=True)
class Checkpointed:
    """With this `state` the engine can go on with the same request at the turn of index `following`."""

    following: int
    state: bytes


Step = Queued | TurnBegun | Silence | Sound | PartEnded | WordSpoken | TurnEnded | Checkpointed


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


def pass_request(plans: Sequence[TurnPlan], delivery: Delivery) -> RenderRequest:
    """What an engine is asked for that speaks these turns in one go; turns without a word are left out."""
    turns = [
        RenderTurn(plan.turn_id, " ".join(part.text for part in plan.parts), plan.wording.voice, plan.sample_path)
        for plan in plans
        if plan.parts
    ]
    return RenderRequest(
        turns=turns, seed=delivery.seed, steps=delivery.steps, guidance=delivery.guidance, is_live=True
    )


async def speak(
    adapter: EngineAdapter,
    plans: Sequence[TurnPlan],
    delivery: Delivery,
    *,
    before: Sequence[TurnPlan] = (),
    state: bytes | None = None,
) -> AsyncGenerator[Step, None]:
    """Renders turns in order. An engine that tells exactly where turns begin gets them all at once, any other singly.

    `state` is a checkpoint of the request that held the turns `before` too, made when these were spoken; exact engines
    only. Closing the iterator stops the engine. Raises `engine_failed` when the engine leaves out a part.
    """
    script = _Script(plans)
    spoken = _places(before)
    for batch in _batches(plans, is_exact=delivery.is_exact):
        reading = _Reading(script, [*spoken, *batch], begin_at=len(spoken), is_exact=delivery.is_exact)
        async with aclosing(adapter.render(reading.request(delivery, state))) as events:
            async for event in events:
                for step in reading.steps(event):
                    yield step
        for step in reading.end():
            yield step
    for step in script.skip_silent():
        yield step


_Place = tuple[TurnPlan, int]


def _places(plans: Sequence[TurnPlan]) -> list[_Place]:
    return [(plan, number) for plan in plans for number in range(len(plan.parts))]


def turns_request(plans: Sequence[TurnPlan], delivery: Delivery, state: bytes | None = None) -> RenderRequest:
    """What an exact engine is asked for that speaks these turns, their parts named p0, p1 and so on."""
    return _request(_named(_places(plans)), delivery, state)


def _named(places: Sequence[_Place]) -> dict[str, _Place]:
    return {f"p{index}": place for index, place in enumerate(places)}


def _request(places: Mapping[str, _Place], delivery: Delivery, state: bytes | None) -> RenderRequest:
    turns = [
        RenderTurn(name, plan.parts[number].text, plan.wording.voice, plan.sample_path)
        for name, (plan, number) in places.items()
    ]
    return RenderRequest(turns=turns, seed=delivery.seed, steps=delivery.steps, guidance=delivery.guidance, state=state)


def _batches(plans: Sequence[TurnPlan], *, is_exact: bool) -> list[list[_Place]]:
    """What is rendered in one request each: everything, or one part."""
    places = _places(plans)
    if not is_exact:
        return [[place] for place in places]
    return [places] if places else []


def at_limit() -> ProblemError:
    """The problem of an engine that cannot speak on."""
    return ProblemError("dialogue_too_long", "The engine reached the longest it can speak.")


def _out_of_order() -> ProblemError:
    return ProblemError("engine_failed", "The engine spoke the turns in another order than asked.")


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
                raise _out_of_order()
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


class _Reading:
    """Reads the events of one request, of whose parts the first `begin_at` were spoken before."""

    def __init__(self, script: _Script, batch: list[_Place], *, begin_at: int, is_exact: bool) -> None:
        self._script = script
        self._places = _named(batch)
        self._waiting = list(self._places)[begin_at:]
        self._current: str | None = None
        self._began_s = 0.0
        self._is_exact = is_exact

    def request(self, delivery: Delivery, state: bytes | None) -> RenderRequest:
        return _request(self._places, delivery, state)

    def steps(self, event: RenderEvent) -> Iterator[Step]:
        match event:
            case TurnEdge(turn_id=name, at_s=at_s, edge="start") if name != self._current:
                yield from self._begin(name, at_s)
            case TurnEdge(turn_id=name, edge="end") if name == self._current and self._is_exact:
                yield from self._end_part()
            case AudioChunk(pcm=pcm):
                if self._current is None and self._waiting:
                    # Sound before the first edge, or an engine without edges: it is the next part's.
                    yield from self._begin(self._waiting[0], 0.0)
                yield Sound(pcm)
            case WordTime(text=text, at_s=at_s, end_s=end_s):
                yield WordSpoken(text, at_s - self._began_s, None if end_s is None else end_s - self._began_s)
            case Checkpoint(state=state):
                yield from self._checkpoint(state)
            case Queued():
                yield event
            case End(reason="limit"):
                raise at_limit()
            case _:
                pass

    def _checkpoint(self, state: bytes) -> Iterator[Step]:
        """One between two turns can be gone on from: a turn that is cut off is spoken again from its start."""
        if self._current is not None or not self._waiting or not self._is_exact:
            return
        index = len(self._places) - len(self._waiting)
        _, number = self._places[self._waiting[0]]
        if index > 0 and number == 0:
            last, _ = list(self._places.values())[index - 1]
            yield Checkpointed(last.index + 1, state)

    def _begin(self, name: str, at_s: float) -> Iterator[Step]:
        yield from self._end_part()
        if not self._waiting or self._waiting.pop(0) != name:
            raise _out_of_order()
        self._current, self._began_s = name, at_s
        yield from self._script.begin(*self._places[name])

    def _end_part(self) -> Iterator[Step]:
        if self._current is not None:
            yield from self._script.end(*self._places[self._current])
            self._current = None

    def end(self) -> Iterator[Step]:
        yield from self._end_part()
        if self._waiting:
            raise ProblemError("engine_failed", "The engine ended before it had spoken everything.")
