"""Diagnostics and fixes: their words, and where they stand."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from .tables import TABLES
from .types import Diagnostic, Edit, Fix, Line

Language = Literal["en", "zh"]
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_DIAGNOSTICS: dict[str, dict[str, str]] = TABLES["diagnostics"]
_FIXES: dict[str, dict[str, str]] = TABLES["fixes"]


def _fill(template: str, parameters: dict[str, Any] | None, language: Language) -> str:
    def value_of(found: re.Match[str]) -> str:
        if parameters is None or found[1] not in parameters:
            return found[0]
        value = parameters[found[1]]
        return ("、" if language == "zh" else ", ").join(value) if isinstance(value, list) else str(value)

    return _PLACEHOLDER.sub(value_of, template)


def localize(diagnostic: Diagnostic, language: Language) -> str:
    """Return a diagnostic's message in a language; one with an unknown code keeps its English message."""
    template = _DIAGNOSTICS.get(diagnostic["code"])
    return _fill(template[language], diagnostic.get("parameters"), language) if template else diagnostic["message"]


def localize_fix(fix: Fix, language: Language) -> str:
    """Return a fix's title in a language; one with an unknown code keeps its English title."""
    template = _FIXES.get(fix["code"])
    return _fill(template[language], fix.get("parameters"), language) if template else fix["title"]


def edit(start: int, end: int, insert: str) -> Edit:
    """Return one replacement; offsets are code points until the report is finished."""
    return {"from": start, "to": end, "insert": insert}


def make_fix(code: str, edits: list[Edit], parameters: dict[str, Any] | None = None) -> Fix:
    """Return a fix whose title comes from the table; edits go from the first to the last."""
    fix: Fix = {"code": code, "title": _fill(_FIXES[code]["en"], parameters, "en"), "edits": edits}
    if parameters is not None:
        fix["parameters"] = parameters
    return fix


class Utf16:
    """Turns code-point offsets of a text into UTF-16 offsets."""

    def __init__(self, text: str) -> None:
        is_plain = text.isascii() or max(text) <= "\uffff"
        self._astral = [] if is_plain else [index for index, one in enumerate(text) if one > "\uffff"]

    def __call__(self, offset: int) -> int:
        return offset + bisect_left(self._astral, offset) if self._astral else offset


@dataclass(slots=True, frozen=True)
class _Entry:
    code: str
    start: int
    end: int
    parameters: dict[str, Any] | None
    fixes: list[Fix]


class Report:
    """Collects what is wrong with a script, by code-point offsets."""

    def __init__(self) -> None:
        self._entries: list[_Entry] = []

    def add(
        self, code: str, start: int, end: int, parameters: dict[str, Any] | None = None, fixes: Sequence[Fix] = ()
    ) -> None:
        """Note a diagnostic about `[start, end)`."""
        self._entries.append(_Entry(code, start, end, parameters, list(fixes)))

    def finish(self, text: str, lines: Sequence[Line]) -> list[Diagnostic]:
        """Return all diagnostics by rising offset, with lines, columns and UTF-16 offsets."""
        utf16 = Utf16(text)
        starts = [line.start for line in lines]

        def place(offset: int) -> dict[str, int]:
            index = max(0, bisect_left(starts, offset + 1) - 1)
            return {"line": index + 1, "column": offset - starts[index] + 1, "offset": utf16(offset)}

        found: list[Diagnostic] = []
        for entry in sorted(self._entries, key=lambda one: one.start):
            for fix in entry.fixes:
                fix["edits"] = [edit(utf16(one["from"]), utf16(one["to"]), one["insert"]) for one in fix["edits"]]
            diagnostic: Diagnostic = {
                "severity": "error" if entry.code.startswith("E") else "warning",
                "code": entry.code,
                "message": _fill(_DIAGNOSTICS[entry.code]["en"], entry.parameters, "en"),
                "range": {"start": place(entry.start), "end": place(entry.end)},
                "fixes": entry.fixes,
            }
            if entry.parameters is not None:
                diagnostic["parameters"] = entry.parameters
            found.append(diagnostic)
        return found
