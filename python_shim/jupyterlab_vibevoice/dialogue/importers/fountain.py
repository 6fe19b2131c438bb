"""Fountain screenplays (https://fountain.io/syntax)."""

import re
import unicodedata
from collections.abc import Sequence

from .script_writer import ImportedPart, write_script

_SCENE = re.compile(r"(?:\.(?!\.)|(?:INT|EXT|EST|I/E|INT\.?/EXT)[. ])", re.IGNORECASE)
_TITLE_KEY = re.compile(
    r"(title|credit|author|authors|source|draft date|contact|copyright|notes|revision)\s*:\s*(.*)", re.IGNORECASE
)
_EXTENSION = re.compile(r"\s*\([^()]*\)\s*\^?\s*$")


def import_fountain(source: str) -> str:
    """`@NAME` or an upper-case line says who speaks until a blank line; `(…)` is a direction, action a comment."""
    text = re.sub(r"\[\[[^\]]*\]\]", "", re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL))
    lines = [line.strip() for line in re.split(r"\r\n|\r|\n", text)]
    title, start = _title_page(lines)
    return write_script(_read_body(lines[start:]), title)


def _title_page(lines: Sequence[str]) -> tuple[str, int]:
    if not _TITLE_KEY.fullmatch(lines[0]):
        return "", 0
    end = lines.index("") if "" in lines else len(lines)
    page = lines[:end]
    at = next((index for index, line in enumerate(page) if re.match(r"title\s*:", line, re.IGNORECASE)), None)
    if at is None:
        return "", end
    same = _TITLE_KEY.fullmatch(page[at])
    following = page[at + 1] if at + 1 < len(page) else ""
    title = (same[2] if same else "") or ("" if _TITLE_KEY.fullmatch(following) else following)
    return re.sub("[*_]", "", title), end


def _is_cue(line: str, previous: str, following: str) -> bool:
    if previous or not following:
        return False
    name = _EXTENSION.sub("", line)
    kinds = {unicodedata.category(sign) for sign in name}
    is_upper = "Lu" in kinds and "Ll" not in kinds and not re.search("[:.!?…]$", name) and not name.startswith(">")
    return line.startswith("@") or is_upper


def _read_body(lines: Sequence[str]) -> list[ImportedPart]:
    parts: list[ImportedPart] = []
    turn: ImportedPart | None = None
    for index, line in enumerate(lines):
        previous = lines[index - 1] if index else ""
        following = lines[index + 1] if index + 1 < len(lines) else ""
        if not line:
            turn = None
        elif turn and re.fullmatch(r"\(.*\)", line):
            turn = _add_direction(parts, turn, line[1:-1])
        elif turn:
            turn.text += " " + re.sub("[*_]+", "", line).removeprefix("~")
        elif line.startswith("#") or _SCENE.match(line):
            parts.append(ImportedPart("chapter", re.sub(r"^(?:#+|\.)\s*", "", line)))
        elif _is_cue(line, previous, following):
            turn = ImportedPart("turn", "", _EXTENSION.sub("", line.removeprefix("@")))
            parts.append(turn)
        elif not re.match("(?:===+|[=>~])", line):
            parts.append(ImportedPart("comment", line.removeprefix("!")))
    return parts


def _add_direction(parts: list[ImportedPart], turn: ImportedPart, direction: str) -> ImportedPart:
    """A direction in the middle of a speech begins a turn of its own, since a turn has its direction at its head."""
    if not turn.text:
        turn.direction = f"{turn.direction}, {direction}" if turn.direction else direction
        return turn
    following = ImportedPart("turn", "", turn.speaker, direction)
    parts.append(following)
    return following
