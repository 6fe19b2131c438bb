"""What is left to speak of a job, as plans for the engine."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import Any

from ..contract.problems import ProblemError
from .clock import SAMPLE_RATE
from .library import Library
from .library.database import Row
from .library.takes import Wording
from .library.work import Work
from .modes import has_passes
from .passes import group_passes
from .speech import Delivery, TurnPlan, split_at_pauses


class Planner:
    """Plans the turns of one job; `engine` is the contract's description of who speaks."""

    def __init__(self, library: Library, row: Row, engine: dict[str, Any]) -> None:
        self._library = library
        self._settings = json.loads(row["settings"])
        self._dialogue = library.jobs.dialogue(row["id"])
        self.turns: list[dict[str, Any]] = self._dialogue["turns"]
        self._can = engine.get("can", {})
        self._is_exact = self._can.get("exact_turns", False)
        self.has_passes = has_passes(self._settings["mode"], engine)
        # Between turns of a pass lie the pauses that the engine makes: the gap is left to its end.
        self._pass_gap = math.ceil(self._settings["gap_ms"] * SAMPLE_RATE / 1000) if not row["gap"] else 0

    def plan(self, index: int, wishes: dict[str, Any] | None = None) -> TurnPlan:
        """How a turn is spoken, with the wishes of a new take where there are any."""
        turn, wishes = self.turns[index], wishes or {}
        text = wishes.get("text", turn["text"])
        # Places of pauses are places in the turn's own text.
        pauses = turn.get("pauses") or [] if text == turn["text"] else []
        parts, silence_after = split_at_pauses(text, pauses)
        voice = wishes.get("voice", self._settings["cast"].get(turn["speaker"]))
        if voice is None:
            raise ProblemError("voice_not_found", "A speaker has no voice, and the engine has none to give.")
        wording = Wording(text, voice, wishes.get("seed", self._settings["seed"]), "exact")
        return TurnPlan(turn["id"], index, wording, parts, silence_after, self._sample_path(voice))

    def rest(self, whole: set[str]) -> list[TurnPlan]:
        """Plans of all turns without a whole take."""
        return [self.plan(index) for index, turn in enumerate(self.turns) if turn["id"] not in whole]

    def passes(self, whole: set[str]) -> list[list[TurnPlan]]:
        """The same as passes, their times estimated; the gap comes after the last turn of each but the very last."""
        found = group_passes(self.rest(whole), self._dialogue, self._settings["mode"])
        return [[self._in_pass(plan, is_last=plan is group[-1]) for plan in group] for group in found]

    def _in_pass(self, plan: TurnPlan, *, is_last: bool) -> TurnPlan:
        gap = self._pass_gap if is_last and plan.index < len(self.turns) - 1 else 0
        wording = replace(plan.wording, precision="estimated")
        return replace(plan, wording=wording, silence_after=plan.silence_after + gap)

    def find(self, turn_id: str) -> int:
        """The index of a turn; raises `turn_not_found`."""
        for index, turn in enumerate(self.turns):
            if turn["id"] == turn_id:
                return index
        raise ProblemError("turn_not_found", "There is no such turn in this job.")

    def delivery(self, work: Work) -> Delivery:
        """What the engine is told besides the turns; options it lacks are left out."""
        wanted = {**self._settings, **work.wishes}
        return Delivery(
            seed=wanted["seed"],
            steps=wanted.get("steps") if self._can.get("steps") else None,
            guidance=wanted.get("guidance") if self._can.get("guidance") else None,
            is_exact=self._is_exact,
        )

    def _sample_path(self, voice: str) -> str | None:
        if self._library.voices.find(voice) is None:
            return None
        return str(self._library.voices.path(voice))
