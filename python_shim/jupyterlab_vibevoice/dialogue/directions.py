"""R4: directions at the ends of a turn."""

from collections.abc import Set
from dataclasses import dataclass, field

from .characters import (
    count_graphemes,
    fold_width,
    is_cjk,
    is_letter,
    is_mark,
    skip_spaces,
    skip_spaces_back,
    trim_spaces,
)
from .tables import LIMITS

_MOST_GRAPHEMES: int = LIMITS["direction_graphemes"]
# Marks could make a direction of 20 graphemes endless; nobody writes that.
_MOST_POINTS = _MOST_GRAPHEMES * 8
_SENTENCE_ENDS = frozenset("。！？")
_WORD_SIGNS = frozenset(" \t-'’,")


@dataclass(slots=True, frozen=True)
class FoundDirection:
    """A direction at an end of a turn, by offsets in its text, parentheses included."""

    text: str
    start: int
    end: int


@dataclass(slots=True)
class Stripped:
    """A turn's text without the directions at its ends: `[start, end)`."""

    start: int
    end: int
    leading: list[FoundDirection] = field(default_factory=list)
    trailing: list[FoundDirection] = field(default_factory=list)


def _is_direction(text: str, start: int, end: int, *, is_at_start: bool) -> bool:
    inside = text[start + 1 : end - 1]
    if trim_spaces(inside) == "" or count_graphemes(inside) > _MOST_GRAPHEMES:
        return False
    if text[start] == "（" and text[end - 1] == "）":
        return _SENTENCE_ENDS.isdisjoint(inside)
    if all(is_cjk(character) and is_letter(character) for character in inside):
        return True
    return is_at_start and all(is_letter(one) or is_mark(one) or one in _WORD_SIGNS for one in inside)


def _partner(folded: str, at: int, step: int, stop: int) -> int:
    """Return where the parentheses that open at `at` (step 1) or close there (step -1) find their partner, or -1."""
    depth = 0
    last = min(stop, at + _MOST_POINTS + 1) if step > 0 else max(stop, at - _MOST_POINTS - 1)
    for index in range(at, last, step):
        if folded[index] == "(":
            depth += step
        elif folded[index] == ")":
            depth -= step
        if depth == 0:
            return index
    return -1


def strip_directions(text: str, escaped: Set[int]) -> Stripped:
    """Take directions off both ends of a turn's text; escaped parentheses open none."""
    folded = fold_width(text)
    start = skip_spaces(folded, 0, len(folded))
    end = skip_spaces_back(folded, len(folded), start)
    stripped = Stripped(start, end)
    while stripped.start < end and folded[stripped.start] == "(" and stripped.start not in escaped:
        stop = _partner(folded, stripped.start, 1, end) + 1
        if stop == 0 or not _is_direction(text, stripped.start, stop, is_at_start=True):
            break
        stripped.leading.append(FoundDirection(trim_spaces(text[stripped.start + 1 : stop - 1]), stripped.start, stop))
        stripped.start = skip_spaces(folded, stop, end)
    while stripped.end > stripped.start and folded[stripped.end - 1] == ")":
        begin = _partner(folded, stripped.end - 1, -1, stripped.start - 1)
        if begin < 0 or begin in escaped or not _is_direction(text, begin, stripped.end, is_at_start=False):
            break
        stripped.trailing.append(FoundDirection(trim_spaces(text[begin + 1 : stripped.end - 1]), begin, stripped.end))
        stripped.end = skip_spaces_back(folded, begin, stripped.start)
    stripped.trailing.reverse()
    return stripped
