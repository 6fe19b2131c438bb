"""What all spellings of a speaker have in common."""

import re
import unicodedata

from .tables import WORDS

_SPACES = re.compile(" +")
_INVISIBLE = re.compile("[\t\u200b\u200e\u200f\u2060\ufeff]")
_NUMBERED = re.compile(f"(?:(?:{'|'.join(WORDS['numbered'])}) ?|{WORDS['numbered_short']})?([0-9]{{1,3}})")


def identity_of(name: str) -> str:
    """Return NFKC, single spaces, lower case; `Speaker N`, `[N]`, `[SN]`, `说话人N` and `发言人N` are one."""
    folded = _SPACES.sub(" ", _INVISIBLE.sub(" ", unicodedata.normalize("NFKC", name)))
    folded = folded.removeprefix(" ").removesuffix(" ").lower().replace("ß", "ss").replace("ς", "σ")
    found = _NUMBERED.fullmatch(folded)
    return f"speaker {int(found[1])}" if found else folded
