"""Finds what may be the head of a turn at the start of a line."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal

from .characters import (
    count_graphemes,
    is_digit,
    is_letter,
    is_mark,
    is_number,
    is_space,
    skip_spaces,
    skip_spaces_back,
    trim_spaces,
)
from .tables import LIMITS, WORDS

# Marks could make a direction endless; nobody writes that.
_MOST_POINTS = LIMITS["head_direction_graphemes"] * 8
_MOST_WORDS: int = LIMITS["name_words"]
_MOST_GRAPHEMES: int = LIMITS["name_graphemes"]
_BULLETS = frozenset(WORDS["bullets"])
_NAME_SIGNS = frozenset(WORDS["name_signs"])


def _any_case(word: str) -> str:
    return "".join(f"[{letter}{letter.upper()}]" if "a" <= letter <= "z" else letter for letter in word)


_WORD = "|".join(map(_any_case, WORDS["numbered"]))
_NUMBERED = re.compile(rf"(?:(?:{_WORD})[ \t]*|{_any_case(WORDS['numbered_short'])})[0-9]{{1,3}}")
_NUMBERED_NAME = re.compile(rf"(?:(?:{_WORD})[ \t]*|{_any_case(WORDS['numbered_short'])})?[0-9]{{1,3}}")
_CLOCK = "[0-9]{1,3}(?::[0-9]{2}){1,2}(?:[.,][0-9]{1,3})?"
_CLOCKS = f"{_CLOCK}(?: ?(?:-->|-|–) ?{_CLOCK})?"
_STAMP = re.compile(rf"\[{_CLOCKS}\]|\({_CLOCKS}\)")
# The usual name, found at once; everything else goes letter by letter.
_PLAIN_NAME = re.compile(r"[A-Za-z\u4e00-\u9fa5][A-Za-z0-9\u4e00-\u9fa5]{0,20}(?=:)")

HeadStyle = Literal["numbered", "bracket", "bare"]
"""How a head is written: `Speaker 1:`, `[name]`, `name:`. The first two are always heads."""


@dataclass(slots=True, frozen=True)
class Stamp:
    """A time in brackets, and the stretch that goes when it goes."""

    at: int
    start: int
    end: int


@dataclass(slots=True)
class Head:
    """What may be a turn's head, by offsets in its line; `colon` is -1 where there is none."""

    style: HeadStyle
    start: int
    name_start: int
    name_end: int
    is_bold: bool
    direction: tuple[int, int] | None = None
    colon: int = -1
    end: int = 0
    stamps: list[Stamp] = field(default_factory=list)


def _direction_end(folded: str, at: int) -> int:
    """Return where a `(…)` without further parentheses that begins at `at` ends, or -1."""
    if folded[at : at + 1] != "(":
        return -1
    for end in range(at + 1, min(len(folded), at + 2 + _MOST_POINTS)):
        if folded[end] == "(":
            return -1
        if folded[end] == ")":
            inside = folded[at + 1 : end]
            is_fit = trim_spaces(inside) != "" and count_graphemes(inside) <= LIMITS["head_direction_graphemes"]
            return end + 1 if is_fit else -1
    return -1


def stamp_end(folded: str, at: int) -> int:
    """Return where a bracketed time such as `[00:12]` or `(1:02:03)` that begins at `at` ends, or -1."""
    if folded[at : at + 1] not in {"[", "("}:
        return -1
    found = _STAMP.match(folded, at)
    return found.end() if found else -1


def _fits(character: str, *, is_first: bool, may_begin_with_digit: bool) -> bool:
    if is_letter(character):
        return True
    if is_first:
        return may_begin_with_digit and is_number(character)
    return is_space(character) or is_number(character) or character in _NAME_SIGNS or is_mark(character)


def _name_end(folded: str, at: int, *, may_begin_with_digit: bool) -> int:
    """Return where the longest name that begins at `at` ends, spaces at its end left out; -1 where none does."""
    plain = _PLAIN_NAME.match(folded, at)
    if plain:
        return plain.end()
    end, spaces = at, 0
    while end < len(folded):
        character = folded[end]
        if not _fits(character, is_first=end == at, may_begin_with_digit=may_begin_with_digit):
            break
        # Trailing spaces do not count, so a name may be followed by as many as there is room for.
        spaces = spaces + 1 if is_space(character) else 0
        end += 1
        if end - at - spaces > LIMITS["name_code_points"] or spaces > LIMITS["name_code_points"]:
            return -1
    end = skip_spaces_back(folded, end, at)
    return end if end > at and _is_name(folded[at:end]) else -1


def _is_name(name: str) -> bool:
    words = sum(1 for word in name.replace("\t", " ").split(" ") if word)
    return words <= _MOST_WORDS and count_graphemes(name) <= _MOST_GRAPHEMES


def is_bracket_name(name: str) -> bool:
    """Tell whether a folded text without spaces at its ends may stand in brackets as a name."""
    return name != "" and _name_end(name, 0, may_begin_with_digit=True) == len(name)


def is_numbered_name(name: str) -> bool:
    """Tell whether a folded name is one of the numbered ones: `1`, `S1`, `Speaker 1`, `说话人1`."""
    return _NUMBERED_NAME.fullmatch(name) is not None


def _after_name(folded: str, head: Head) -> Head | None:
    """Read `[time] [direction] ":"` after a name; None where no colon comes."""
    at = head.name_end
    if head.is_bold and folded.startswith("**", at):
        at += 2
    at = skip_spaces(folded, at, len(folded))
    stamp = stamp_end(folded, at)
    if stamp > 0:
        head.stamps.append(Stamp(at, skip_spaces_back(folded, at, 0), stamp))
        at = skip_spaces(folded, stamp, len(folded))
    end = _direction_end(folded, at)
    if end > 0:
        head.direction = (at + 1, end - 1)
        at = skip_spaces(folded, end, len(folded))
    if folded[at : at + 1] != ":":
        return None
    head.colon = at
    return _finish(folded, head, at + 1)


def _finish(folded: str, head: Head, at: int) -> Head:
    bold = 2 if head.is_bold and folded.startswith("**", at) else 0
    head.end = skip_spaces(folded, at + bold, len(folded))
    return head


def _bracket_head(folded: str, source: str, head: Head, is_tag: Callable[[str], bool]) -> Head | None:
    close = folded.find("]", head.name_start)
    if close < 0:
        return None
    head.name_start = skip_spaces(folded, head.name_start, close)
    head.name_end = skip_spaces_back(folded, close, head.name_start)
    inside = folded[head.name_start : head.name_end]
    # An ASCII "(" right after the bracket makes it a link.
    if source[close + 1 : close + 2] == "(" or not is_bracket_name(inside) or is_tag(inside):
        return None
    at = close + 1
    if head.is_bold and folded.startswith("**", at):
        at += 2
    end = _direction_end(folded, at)
    if end > 0:
        head.direction = (at + 1, end - 1)
        at = end
    following = skip_spaces(folded, at, len(folded))
    if folded[following : following + 1] == ":":
        head.colon = following
        at = following + 1
    return _finish(folded, head, at)


def after_bullet(folded: str) -> int:
    """Return where the head or the text of a line begins: after spaces, and after a bullet."""
    at = skip_spaces(folded, 0, len(folded))
    if folded[at : at + 1] in _BULLETS and is_space(folded[at + 1 : at + 2]):
        return skip_spaces(folded, at + 1, len(folded))
    return at


def scan_head(folded: str, source: str, at: int, is_tag: Callable[[str], bool]) -> Head | None:
    """Find what may be a head at `at` of a line, in its folded and its original form.

    `is_tag` decides about bracketed words that could be both (R2). A bare head is only a candidate: R1 and R3 need
    the whole script.
    """
    stamps: list[Stamp] = []
    stamp = stamp_end(folded, at)
    if stamp > 0:
        following = skip_spaces(folded, stamp, len(folded))
        stamps.append(Stamp(at, at, following))
        at = following
    is_bold = folded.startswith("**", at)
    name_start = at + 2 if is_bold else at
    head = Head("bare", at, name_start, name_start, is_bold, stamps=stamps)
    if folded[name_start : name_start + 1] == "[":
        return _bracket_head(folded, source, replace(head, style="bracket", name_start=name_start + 1), is_tag)
    numbered = _NUMBERED.match(folded, name_start)
    if numbered and not is_digit(folded[numbered.end() : numbered.end() + 1]):
        found = _after_name(folded, replace(head, style="numbered", name_end=numbered.end(), stamps=[*stamps]))
        if found:
            return found
    name_end = _name_end(folded, name_start, may_begin_with_digit=False)
    return None if name_end < 0 else _after_name(folded, replace(head, name_end=name_end))
