"""What all importers have in common: the pieces they read, and how these are written as a dialogue script."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

MAX_IMPORT_LENGTH = 8_000_000
"""Longest text that is imported, in code points (bytes for files)."""

_SENTENCES = {
    "malformed": "The text breaks the rules of its format. Mend it, or paste it as plain text.",
    "no_turns": "No line of speech was found. Choose another format, or paste it as plain text.",
    "too_large": "The text is too large to import. Split it first.",
}
_MAX_NAME = 24
_MAX_WORDS = 4
_SPACES = re.compile(r"[\s\u00a0\u3000\ufeff]+")
_NUMBERED = re.compile(r"(?:speaker ?)?([0-9]{1,3})", re.IGNORECASE)


class ImportFormatError(Exception):
    """Why a text cannot be imported: `code` is malformed, no_turns or too_large; `line` (from 1) where it is known."""

    def __init__(self, code: Literal["malformed", "no_turns", "too_large"], line: int | None = None) -> None:
        super().__init__(_SENTENCES[code])
        self.code = code
        self.line = line


@dataclass
class ImportedPart:
    """One piece of a foreign format: what `speaker` says, a chapter's title, or a remark that nobody speaks."""

    kind: Literal["turn", "chapter", "comment"]
    text: str
    speaker: str = ""
    direction: str = ""


def squeeze(text: str) -> str:
    """Every run of white space as one space."""
    return _SPACES.sub(" ", text).strip(" ")


def _is_in_name(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "LNM" or sign in " _.-'&·"


def clean_name(name: str) -> str:
    """A name that the grammar takes as a head; '' where nothing is left."""
    numbered = _NUMBERED.fullmatch(squeeze(name))
    if numbered:
        return f"Speaker {int(numbered[1])}"
    words = squeeze("".join(sign if _is_in_name(sign) else " " for sign in name)).split(" ")[:_MAX_WORDS]
    return squeeze(" ".join(words)[:_MAX_NAME])


def _head_style(names: Sequence[str]) -> Callable[[str, str], str]:
    """How heads are written so that the grammar reads each of them as a head: see R1 and R2 of docs/dialogue.md."""
    numbered = [re.fullmatch(r"Speaker [0-9]+", name) is not None for name in names]
    is_bare = not any(numbered) and all(unicodedata.category(name[0])[0] == "L" for name in names)
    if is_bare or all(numbered):
        return lambda name, direction: f"{name}{direction}:"
    return lambda name, direction: f"[{name[0].upper()}{name[1:]}]{direction}"


def write_script(parts: Sequence[ImportedPart], title: str = "") -> str:
    """The pieces as a dialogue script, each turn on its line. Raises `ImportFormatError` where nobody speaks."""
    turns = [part for part in parts if part.kind == "turn" and squeeze(part.text)]
    if not turns:
        raise ImportFormatError("no_turns")
    head = _head_style([clean_name(turn.speaker) or "Speaker 1" for turn in turns])
    lines = ["---", f"title: {squeeze(title)}", "---", ""] if squeeze(title) else []
    for part in parts:
        text = squeeze(part.text)
        if not text:
            continue
        if part.kind == "turn":
            direction = squeeze(re.sub("[()（）]", " ", part.direction))
            name = clean_name(part.speaker) or "Speaker 1"
            lines.append(f"{head(name, f' ({direction})' if direction else '')} {text}")
        elif part.kind == "chapter":
            lines += ([""] if lines and lines[-1] else []) + [f"# {text}"]
        else:
            lines.append(f"// {text}")
    return "\n".join(lines) + "\n"
