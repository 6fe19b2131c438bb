"""Diagnostics of a dialogue script as text: where, what, a caret below the line, and how to mend it."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Literal

from ..dialogue import Diagnostic, Fix, apply_fix, localize, localize_fix

Language = Literal["en", "zh"]


def language_of(environ: Mapping[str, str]) -> Language:
    """The language that the environment asks for, of those that diagnostics have."""
    wanted = environ.get("LC_ALL") or environ.get("LC_MESSAGES") or environ.get("LANG") or ""
    return "zh" if wanted.lower().startswith("zh") else "en"


def report_line(diagnostic: Diagnostic, name: str, language: Language = "en", *, first_line: int = 1) -> str:
    """One line as compilers write it: name, line, column, severity, message; the script begins at `first_line`."""
    start = diagnostic["range"]["start"]
    where = f"{name}:{start['line'] + first_line - 1}:{start['column']}"
    return f"{where}: {diagnostic['severity']}: {localize(diagnostic, language)} [{diagnostic['code']}]"


def report(text: str, diagnostic: Diagnostic, name: str, language: Language = "en", *, first_line: int = 1) -> str:
    """The line of the script with a caret under what is meant, and each fix with the line that it makes."""
    start, end = diagnostic["range"]["start"], diagnostic["range"]["end"]
    lines = _lines(text)
    line = lines[start["line"] - 1] if start["line"] <= len(lines) else ""
    stop = end["column"] - 1 if end["line"] == start["line"] else len(line)
    number = str(start["line"] + first_line - 1)
    carets = "^" * max(1, _width(line[start["column"] - 1 : stop]))
    told = [
        report_line(diagnostic, name, language, first_line=first_line),
        f"  {number} | {line}",
        f"  {' ' * len(number)} | {' ' * _width(line[: start['column'] - 1])}{carets}",
    ]
    return "\n".join(told + [_fix_line(text, fix, start["line"], language) for fix in diagnostic["fixes"]])


def _fix_line(text: str, fix: Fix, number: int, language: Language) -> str:
    title = localize_fix(fix, language)
    if not fix["edits"]:
        return f"    {title}"
    before, after = _lines(text), _lines(apply_fix(text, fix))
    if len(before) != len(after) or number > len(after):
        return f"    {title}"
    return f"    {title}: {after[number - 1]}"


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _width(text: str) -> int:
    """Columns that a text takes where signs are as wide as in a terminal."""
    wide = sum(unicodedata.east_asian_width(sign) in "WF" for sign in text)
    return len(text) + wide - sum(unicodedata.combining(sign) > 0 for sign in text)
