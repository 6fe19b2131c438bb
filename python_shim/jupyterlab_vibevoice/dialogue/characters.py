"""Classes of characters, the same in Python and TypeScript.

Letters, marks and digits are Unicode's; the runtimes know different versions of it, so code points assigned after
Unicode 14 may differ until both have caught up.
"""

import re
import unicodedata
from functools import lru_cache

from .tables import TABLES

_FOLDED = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_FOLDED |= dict.fromkeys((0xA0, 0x200B, 0x200E, 0x200F, 0x2060, 0x3000, 0xFEFF), 0x20)
_FOLDED |= {0x3010: 0x5B, 0x3011: 0x5D}
_CJK = [tuple(pair) for pair in TABLES["cjk"]]
_NEUTRAL = frozenset(TABLES["cjk_neutral"])
_LONE = re.compile("[\ud800-\udfff]")


def fold_width(text: str) -> str:
    """Return a copy of the same length with full-width signs as ASCII and every invisible space as a space."""
    return text if text.isascii() else text.translate(_FOLDED)


def is_space(character: str) -> bool:
    """Tell whether a folded character is a space or a tab; an empty string is not."""
    return character in {" ", "\t"}


def is_digit(character: str) -> bool:
    """Tell whether a character is an ASCII digit."""
    return character != "" and character in "0123456789"


@lru_cache(maxsize=4096)
def _category(character: str) -> str:
    return unicodedata.category(character)[0]


def is_letter(character: str) -> bool:
    """Tell whether a character is a letter."""
    return character != "" and _category(character) == "L"


def is_mark(character: str) -> bool:
    """Tell whether a character is a mark that belongs to the one before it."""
    return character >= "\u0300" and _category(character) == "M"


def is_number(character: str) -> bool:
    """Tell whether a character is a digit or another number."""
    return character != "" and _category(character) == "N"


def skip_spaces(folded: str, at: int, stop: int) -> int:
    """Return the first index from `at` (below `stop`) that is not a space."""
    while at < stop and folded[at] in " \t":
        at += 1
    return at


def skip_spaces_back(folded: str, at: int, start: int) -> int:
    """Return the last index down to `start` whose left neighbour is not a space."""
    while at > start and folded[at - 1] in " \t":
        at -= 1
    return at


def is_cjk(character: str) -> bool:
    """Tell whether a character is Chinese or Japanese writing or its punctuation."""
    code = ord(character)
    return code >= 0x2E80 and any(first <= code <= last for first, last in _CJK)


def joins_tightly(left: str, right: str) -> bool:
    """Tell whether no space joins two neighbours: both are CJK, or one is and the other is a sign of both."""
    is_left, is_right = is_cjk(left), is_cjk(right)
    return (is_left and (is_right or right in _NEUTRAL)) or (is_right and left in _NEUTRAL)


def count_graphemes(text: str) -> int:
    """Return the number of graphemes: code points except marks, joiners, what follows a joiner, and skin tones."""
    count = 0
    is_joined = False
    for character in text:
        if character == "\u200d":
            is_joined = True
            continue
        if not is_joined and not is_mark(character) and not "\U0001f3fb" <= character <= "\U0001f3ff":
            count += 1
        is_joined = False
    return count


def well_formed(text: str) -> str:
    """Return the text with half surrogate pairs, which no encoding can carry, as U+FFFD."""
    return text if text.isascii() else _LONE.sub("\ufffd", text)


def trim_spaces(text: str) -> str:
    """Return the text without spaces of any width at its ends."""
    folded = fold_width(text)
    start = skip_spaces(folded, 0, len(folded))
    return text[start : skip_spaces_back(folded, len(folded), start)]
