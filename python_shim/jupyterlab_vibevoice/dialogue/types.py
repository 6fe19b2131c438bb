"""What the grammar gives back: wire forms as plain dictionaries (docs/contract.md), and the lines of a script."""

from dataclasses import dataclass, field
from typing import Any, Literal, NotRequired, TypedDict

LineKind = Literal["blank", "comment", "chapter", "rule", "front", "turn", "text", "cue", "foreign"]


class Pause(TypedDict):
    """Silence inside a turn: after `at` code points of its text."""

    at: int
    seconds: float


class Turn(TypedDict):
    """One speaker's text, as the contract's `Turn`."""

    id: str
    speaker: str
    text: str
    directions: NotRequired[list[str]]
    pauses: NotRequired[list[Pause]]


class Chapter(TypedDict):
    """A heading, and how many turns stand before it."""

    title: str
    before_turn: int


class Dialogue(TypedDict):
    """Cast and turns, as the contract's `Dialogue`."""

    version: Literal[1]
    title: NotRequired[str]
    language: NotRequired[str]
    cast: dict[str, str | None]
    turns: list[Turn]
    chapters: list[Chapter]


Edit = TypedDict("Edit", {"from": int, "to": int, "insert": str})
"""One replacement, by UTF-16 offsets."""


class Fix(TypedDict):
    """A way to mend a script; `title` is English, `importer` names what reads a foreign format."""

    code: str
    title: str
    edits: list[Edit]
    parameters: NotRequired[dict[str, Any]]
    importer: NotRequired[str]


class Diagnostic(TypedDict):
    """What is wrong or doubtful, as the contract's `Diagnostic`; offsets are UTF-16 units, columns code points."""

    severity: Literal["error", "warning", "info"]
    code: str
    message: str
    parameters: NotRequired[dict[str, Any]]
    range: dict[str, dict[str, int]]
    fixes: list[Fix]


@dataclass(slots=True, frozen=True)
class Span:
    """A stretch of the text that is not spoken, by code points."""

    kind: Literal["pause", "direction", "tag"]
    start: int
    end: int


@dataclass(slots=True)
class Line:
    """One line of a script, by code points of the whole text; the lines tile it.

    `turn` and `speaker` are indexes or -1; without a head, `name_start`, `name_end` and `head_end` equal `start`.
    """

    kind: LineKind
    start: int
    stop: int
    """Where its content ends and its line end begins."""
    end: int
    """Where the next line begins."""
    name_start: int
    name_end: int
    head_end: int
    turn: int = -1
    speaker: int = -1
    spans: list[Span] = field(default_factory=list)


@dataclass(slots=True)
class Speaker:
    """A role: its name as first spelt, what all spellings share, and the line (from 1) of its first head, or 0."""

    name: str
    identity: str
    line: int = 0


@dataclass(slots=True, frozen=True)
class ParseResult:
    """All that is known of a script; `print_script` gives its text back."""

    text: str
    dialogue: Dialogue
    diagnostics: list[Diagnostic]
    lines: list[Line]
    speakers: list[Speaker]
