"""How alike two turns are."""

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

_MOST_POINTS = 200
_TEXT_WEIGHT = 0.8
ALIKE = 0.5
"""Turns at least this alike are the same turn, edited."""


@dataclass(slots=True, frozen=True)
class Profile:
    """The letters and pairs of letters at the beginning of a text, counted, and its speaker's identity."""

    speaker: str
    counts: Counter[str]
    total: int


def profile_of(speaker: str, text: str) -> Profile:
    """Prepare a turn for comparison; `speaker` is its speaker's identity."""
    points = text[:_MOST_POINTS]
    counts = Counter(points)
    counts.update(left + right for left, right in pairwise(points))
    return Profile(speaker, counts, max(0, 2 * len(points) - 1))


def similarity(left: Profile, right: Profile) -> float:
    """Return 0 to 1: Dice's coefficient of letters and pairs, and whether the speaker is the same."""
    common = sum(min(count, right.counts.get(piece, 0)) for piece, count in left.counts.items())
    total = left.total + right.total
    dice = 1.0 if total == 0 else (2 * common) / total
    return _TEXT_WEIGHT * dice + (1 - _TEXT_WEIGHT if left.speaker == right.speaker else 0)
