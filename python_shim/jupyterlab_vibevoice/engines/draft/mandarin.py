"""Chinese as it is said: wetext's grammars for numbers, dates and units, and the cures they need.

Only the two grammars that read Chinese are loaded (30 ms), and only when a text needs them; wetext as a whole takes ten
times as long.
"""

from __future__ import annotations

import functools
import importlib.util
import itertools
import re
from collections.abc import Callable
from pathlib import Path

from .spoken import Rewriting

_ORDERS = {
    "date": ("year", "month", "day"),
    "fraction": ("denominator", "numerator"),
    "measure": ("denominator", "numerator", "value"),
    "money": ("value", "currency"),
    "time": ("noon", "hour", "minute", "second"),
}
_TOKEN = re.compile(r'(\w+) \{((?: \w+: "(?:[^"\\]|\\.)*")*) \}')
_MEMBER = re.compile(r'(\w+): "((?:[^"\\]|\\.)*)"')
_DIGITS = "零一二三四五六七八九"
_CURRENCIES = {"¥": "元", "￥": "元", "$": "美元", "€": "欧元", "£": "英镑"}

_COMMAS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_DOUBLE_SIGN = re.compile(r"[¥￥$€£]\s?(?=\d[\d.]*\s?[万亿千百]*\s?(?:元|块|美元|欧元|英镑|人民币))")
_SIGN = re.compile(r"([¥￥$€£])\s?(\d+(?:\.\d+)?\s?[万亿千百]*)")
_PERCENT_RANGE = re.compile(r"(?<=%)\s?[~～–—-]\s?(?=\d+(?:\.\d+)?%)")
_ORDINAL_RANGE = re.compile(r"(?<=第)(\d+)\s?[~～–—-]\s?(?=\d)")
_DAY = re.compile(r"(?<=月)2(?=[日号])")
_NEEDS = re.compile(r"[0-9%℃°²³]")
# A Latin word with digits is a name (GPT-4o, A4, COVID-19), unless a number stands right before it (120km/h).
_NAME = re.compile(r"(?<![A-Za-z0-9])[A-Za-z][A-Za-z_.]*-?\d[\w.-]*(?<![.-])|(?<![A-Za-z0-9])\d[A-Z]\b")
_CLAUSE = re.compile(r"[^，。！？；、,!?;\n]*[0-9%℃°²³][^，。！？；、!?;\n]*")


def say_chinese(rewriting: Rewriting, *, is_cantonese: bool = False) -> None:
    """Rewrites numbers, dates, money and units as Chinese words; names such as GPT-4o stay themselves."""
    if not _NEEDS.search(rewriting.text):
        return
    rewriting.replace(_COMMAS, "")
    rewriting.replace(_DOUBLE_SIGN, "")
    rewriting.replace(_SIGN, lambda match: match[2].strip() + _CURRENCIES[match[1]])
    rewriting.replace(_DAY, "二")
    rewriting.replace(_PERCENT_RANGE, "到")
    rewriting.replace(_ORDINAL_RANGE, r"\1到第")
    normalize = _grammar()
    if normalize is not None:
        _rewrite_clauses(rewriting, normalize)
    rewriting.replace(_NAME, _spell)
    if not is_cantonese:
        rewriting.replace(re.compile(r"(?<=[A-Za-z])-(?=\d)"), " ")


def _rewrite_clauses(rewriting: Rewriting, normalize: Callable[[str], str]) -> None:
    """Gives the grammar the stretches between names, each with the signs around it."""
    pieces: list[tuple[int, int, str]] = []
    for clause in _CLAUSE.finditer(rewriting.text):
        start = clause.start()
        for name in [*_NAME.finditer(rewriting.text, clause.start(), clause.end()), None]:
            end = clause.end() if name is None else name.start()
            stretch = rewriting.text[start:end]
            if _NEEDS.search(stretch):
                pieces += _changes(start, stretch, normalize(stretch))
            start = end if name is None else name.end()
    rewriting.put(pieces)


def _changes(start: int, before: str, after: str) -> list[tuple[int, int, str]]:
    """Where two texts differ, as replacements in a text that has `before` at `start`."""
    from difflib import SequenceMatcher

    pieces: list[tuple[int, int, str]] = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        if a == b:
            # What is said without being written belongs to the sign beside it.
            back, on = (1, 0) if a else (0, 1)
            pieces.append((start + a - back, start + b + on, after[c - back : d + on]))
        else:
            pieces.append((start + a, start + b, after[c:d]))
    is_apart = all(one[1] <= following[0] for one, following in itertools.pairwise(pieces))
    return pieces if is_apart else [(start, start + len(before), after)]


def _spell(match: re.Match[str]) -> str:
    """The numbers of a name: Win11 is Win十一, H100 is H一零零, Python3.11 is Python三点一一."""
    text = re.sub(r"-(?=\d)", " ", match.group())
    text = re.sub(r"(?<=\d)\.(?=\d)", "点", text)
    text = re.sub(r"(?<![\d点])[1-9]\d(?!\d)", lambda number: _tens(int(number.group())), text)
    return re.sub(r"\d", lambda digit: _DIGITS[int(digit.group())], text)


def _tens(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")


@functools.cache
def _grammar() -> Callable[[str], str] | None:
    """wetext's reading of Chinese; None where it is not installed, and numbers are then espeak's."""
    spec = importlib.util.find_spec("wetext")
    if spec is None or not spec.submodule_search_locations:
        return None
    folder = Path(spec.submodule_search_locations[0]) / "fsts" / "zh" / "tn"
    if not (folder / "tagger.fst").exists():
        return None
    import kaldifst

    tagger = kaldifst.TextNormalizer(str(folder / "tagger.fst"))
    verbalizer = kaldifst.TextNormalizer(str(folder / "verbalizer.fst"))

    def normalize(text: str) -> str:
        return str(verbalizer(_TOKEN.sub(_ordered, tagger(text))))

    return normalize


def _ordered(match: re.Match[str]) -> str:
    """A token with its members in the order in which they are said."""
    order = _ORDERS.get(match[1])
    if order is None:
        return match.group()
    members = _MEMBER.findall(match[2])
    members.sort(key=lambda member: order.index(member[0]) if member[0] in order else len(order))
    return f"{match[1]} {{{''.join(f' {key}: {chr(34)}{value}{chr(34)}' for key, value in members)} }}"
