"""Records one pass: one take, of its first turn, while it is spoken; when it is whole, each turn gets its own."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from itertools import accumulate

from ..contract.problems import ProblemError
from .clock import samples
from .growth import Growth
from .library import Library
from .passes import LEVELS_PER_SECOND, cut_points
from .pcm import peaks_of
from .recording import Recording
from .speech import PartEnded, Silence, Sound, TurnPlan
from .timeline import Span, read_pcm


class OnePass:
    """`live` is what is heard while it is spoken; `weights` are the seconds that the turns are expected to take."""

    def __init__(self, library: Library, job_id: str, plans: Sequence[TurnPlan], weights: Sequence[float]) -> None:
        self.plans = list(plans)
        self.live = Recording(library, job_id, self.plans[0])
        self._library = library
        self._job_id = job_id
        self._weights = [weight if plan.parts else 0.0 for plan, weight in zip(plans, weights, strict=True)]
        self._ends = [samples(end) for end in accumulate(self._weights)]
        self._again: Recording | None = None

    @property
    def is_foretaste_over(self) -> bool:
        """Whether what comes now is all of it again, in better quality."""
        return self._again is not None

    def take(self, pcm: bytes) -> None:
        """Adds sound."""
        (self._again or self.live).take(Sound(pcm))

    def begin_again(self) -> None:
        """All that was taken so far comes once more, in the best quality; until it is whole, it is not heard."""
        self._again = Recording(self._library, self._job_id, self.plans[0])

    def reached(self) -> int:
        """The index, among the plans, of the turn that is probably spoken now."""
        heard = self.live.samples
        return next((index for index, end in enumerate(self._ends) if end > heard), len(self.plans) - 1)

    def places(self) -> list[tuple[int, int]]:
        """Where the turns reached so far probably lie in the pass, (first, end) sample; the last may still go on."""
        reached, heard = self.reached(), self.live.samples
        firsts = [0, *self._ends]
        found = [(min(firsts[index], heard), min(self._ends[index], heard)) for index in range(reached + 1)]
        found[-1] = (found[-1][0], heard)
        return found

    async def cut(self, growth: Growth) -> list[str]:
        """Gives each turn its take, all in one new revision; returns the ids of the takes."""
        source = self._again or self.live
        source.end_early()
        if not source.samples and any(self._weights):
            raise ProblemError("engine_failed", "The engine ended without any sound.")
        await source.save(is_whole=False)
        recordings = [Recording(self._library, self._job_id, plan) for plan in self.plans]
        try:
            await asyncio.to_thread(self._write, source.audio().spans, recordings)
            is_heard = growth.was_heard()
            with self._library.database.transaction():
                for recording in recordings:
                    recording.note(is_whole=True)
                growth.replace([((one.plan.turn_id, one.plan.index), one.take_id) for one in recordings])
        except BaseException:
            for recording in recordings:
                recording.drop()
            raise
        for recording in recordings:
            recording.close()
        self.forget()
        if is_heard:
            self.live.close()
        else:
            self.live.drop()
        return [recording.take_id for recording in recordings]

    def forget(self) -> None:
        """Lets go of sound that was never heard."""
        again, self._again = self._again, None
        if again is not None:
            again.drop()

    def _write(self, spans: Sequence[Span], recordings: Sequence[Recording]) -> None:
        total = sum(span.samples for span in spans)
        levels = peaks_of(read_pcm(spans), per_second=LEVELS_PER_SECOND)
        for recording, (first, end) in zip(recordings, cut_points(self._weights, levels, total), strict=True):
            plan = recording.plan
            recording.take(Silence(plan.parts[0].silence if plan.parts else 0))
            for pcm in read_pcm(_within(spans, first, end - first)):
                recording.take(Sound(pcm))
            recording.take(PartEnded())
            recording.take(Silence(plan.silence_after))
            recording.sync()


def _within(spans: Sequence[Span], start: int, count: int) -> list[Span]:
    """A stretch of a pass, whose sound is one span."""
    whole = spans[0]
    return [Span(count, whole.path, whole.start + start)] if count else []
