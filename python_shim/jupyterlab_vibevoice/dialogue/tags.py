"""What stands in brackets and parentheses inside a turn: pauses, tags, events."""

import re
from dataclasses import dataclass
from typing import Literal

from .characters import is_space, skip_spaces, trim_spaces
from .heads import is_numbered_name
from .tables import LIMITS, WORDS

_TAGS = frozenset([*WORDS["tags_en"], *WORDS["tags_zh"]])
_EVENTS = frozenset(WORDS["events"])
_LOWER_WORDS = re.compile("[a-z][a-z' ,-]*")
_BEGINS_LOWER = re.compile("[a-z]")
_ODD = re.compile("[:=|]")
_AMOUNT = re.compile(r"([0-9]+(?:\.[0-9]+)?|\.[0-9]+)[ \t]*(.*)", re.DOTALL)
_ALIASES: tuple[str, ...] = tuple(WORDS["pauses"])
_ALIASES_ZH = frozenset(WORDS["pauses_zh"])
_MILLISECONDS = frozenset(WORDS["milliseconds"])
_SECONDS = frozenset(WORDS["seconds"])
_BLANKS = re.compile("[ \t]+")
_MOST_S: float = LIMITS["pause_max_s"]


@dataclass(slots=True, frozen=True)
class PauseTag:
    """A pause in brackets: its length, what is wrong with how it is written, and what was perhaps meant."""

    seconds: float
    problem: Literal["unit", "range"] | None = None
    suggestions: tuple[str, ...] = ()


def _suggestions(amount: str, *, is_chinese: bool) -> tuple[str, ...]:
    milliseconds, seconds = ("毫秒", "秒") if is_chinese else ("ms", "s")
    value = float(amount)
    in_seconds = f"{_MOST_S}{seconds}" if value > _MOST_S else f"{amount}{seconds}"
    in_milliseconds = in_seconds if value > _MOST_S * 1000 else f"{amount}{milliseconds}"
    both = (in_milliseconds, in_seconds) if value > _MOST_S else (in_seconds, in_milliseconds)
    return tuple(dict.fromkeys(both))


def _read_amount(text: str, *, is_chinese: bool) -> PauseTag:
    found = _AMOUNT.fullmatch(text)
    unit = found[2].lower() if found else ""
    scale = 1 if unit in _SECONDS else 1000 if unit in _MILLISECONDS else 0
    if not found or scale == 0:
        guesses: tuple[str, ...] = ("500毫秒" if is_chinese else "500ms",)
        if found and unit == "":
            guesses = _suggestions(found[1], is_chinese=is_chinese)
        return PauseTag(LIMITS["pause_default_s"], "unit", guesses)
    seconds = float(found[1]) / scale
    if seconds > _MOST_S:
        return PauseTag(_MOST_S, "range", (f"{_MOST_S}{'秒' if is_chinese else 's'}",))
    return PauseTag(seconds)


def read_pause(inside: str) -> PauseTag | None:
    """Read the folded inside of a bracket as a pause; None where it is none."""
    lower = inside.lower()
    alias = next((word for word in _ALIASES if lower.startswith(word)), None)
    if alias is None:
        return None
    is_chinese = alias in _ALIASES_ZH
    at = skip_spaces(inside, len(alias), len(inside))
    if at == len(inside):
        return PauseTag(LIMITS["pause_default_s"])
    if inside[at] in ":=":
        return _read_amount(inside[skip_spaces(inside, at + 1, len(inside)) :], is_chinese=is_chinese)
    return _read_amount(inside[at:], is_chinese=is_chinese) if inside[at] in ".0123456789" else None


def _is_reserved(inside: str) -> bool:
    return _BLANKS.sub(" ", inside.lower()) in _TAGS


def is_tag_words(inside: str) -> bool:
    """Tell whether the folded inside of a bracket is a tag: lower-case words, or a reserved word."""
    if len(inside) > LIMITS["tag_length"]:
        return False
    colon = inside.find(":")
    word = trim_spaces(inside[:colon]) if colon > 0 else inside
    return _is_reserved(word) or _LOWER_WORDS.fullmatch(inside) is not None


def is_tag_at_start(inside: str) -> bool:
    """R2: tell whether bracketed words at a line's start are no speaker, as they are a tag or begin like one."""
    return _is_reserved(inside) or (_BEGINS_LOWER.match(inside) is not None and not is_numbered_name(inside))


def is_odd(inside: str) -> bool:
    """Tell whether the inside of a bracket is written like a setting: `de:Alice|seed:42`."""
    return _ODD.search(inside) is not None


def event_end(folded: str, source: str, at: int) -> int:
    """Return where an event in ASCII parentheses such as `(laughs)` that begins at `at` ends, or -1."""
    if source[at] != "(":
        return -1
    for end in range(at + 1, min(len(folded), at + 1 + int(LIMITS["tag_length"]))):
        if source[end] == ")":
            return end + 1 if trim_spaces(folded[at + 1 : end]).lower() in _EVENTS else -1
        letter = folded[end]
        if not ("a" <= letter <= "z" or "A" <= letter <= "Z" or is_space(letter)):
            return -1
    return -1
