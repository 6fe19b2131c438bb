"""A pass: turns that an engine speaks in one go. Which they are, and where its sound is cut into turns.

An engine that tells no times leaves an estimate: by how long each text takes to say, moved to the nearest long pause.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate, groupby, pairwise
from typing import Any

from .clock import SAMPLE_RATE
from .speech import TurnPlan

LEVELS_PER_SECOND = 50
_STEP = SAMPLE_RATE // LEVELS_PER_SECOND
# Of 127: what speech falls to in a pause, at -32 dB of full scale.
_QUIET = 3
_REACH = 2 * LEVELS_PER_SECOND
_SHORTEST_PAUSE = 3


def group_passes(plans: Sequence[TurnPlan], dialogue: dict[str, Any], mode: str) -> list[list[TurnPlan]]:
    """Plans that are one pass each: those of a scene (chapters begin scenes), or all."""
    if mode == "whole":
        return [list(plans)] if plans else []
    begins = [chapter["before_turn"] for chapter in dialogue["chapters"]]
    return [list(found) for _, found in groupby(plans, key=lambda plan: sum(at <= plan.index for at in begins))]


def cut_points(weights: Sequence[float], levels: Sequence[int], total: int) -> list[tuple[int, int]]:
    """(first, end) sample of each turn in `total` samples; a turn of weight 0 (nothing to say) gets none.

    `weights` are the seconds that the turns are expected to take, `levels` the loudness (0..127) of each 20 ms.
    """
    whole = sum(weights)
    if not whole:
        return [(0, 0) for _ in weights]
    ends = [round(total * part / whole) for part in accumulate(weights)]
    points = [0, *ends]
    for index in range(1, len(points) - 1):
        room = min(points[index] - points[index - 1], ends[index] - points[index])
        points[index] = _nearest_pause(levels, points[index], max(0, room) // 2)
    points[-1] = total
    return [(first, max(first, end)) for first, end in pairwise(points)]


def _nearest_pause(levels: Sequence[int], at: int, room: int) -> int:
    """The middle of the longest pause within reach of a sample and inside `room` samples around it."""
    middle, reach = at // _STEP, min(_REACH, room // _STEP)
    pauses = list(_pauses(levels, max(0, middle - reach), min(len(levels), middle + reach + 1)))
    if not pauses:
        return at
    first, end = max(pauses, key=lambda pause: (pause[1] - pause[0], -abs(sum(pause) / 2 - middle)))
    return (first + end) * _STEP // 2


def _pauses(levels: Sequence[int], start: int, end: int) -> Iterable[tuple[int, int]]:
    position = start
    for is_quiet, run in groupby(levels[start:end], key=lambda level: level <= _QUIET):
        length = len(list(run))
        if is_quiet and length >= _SHORTEST_PAUSE:
            yield position, position + length
        position += length
