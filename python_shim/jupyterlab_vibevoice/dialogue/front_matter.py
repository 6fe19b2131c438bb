"""The block of settings at the top of a script."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from .characters import skip_spaces, trim_spaces, well_formed
from .heads import is_bracket_name
from .identity import identity_of
from .report import Report, edit, make_fix
from .shapes import Shape
from .tables import WORDS

_KEYS: dict[str, str] = WORDS["front_keys"]
_PLAIN_KEY = re.compile("[a-z][a-z0-9_-]*")
_LONGEST_VOICE = 200


@dataclass(slots=True)
class CastEntry:
    """A speaker of the front matter."""

    name: str
    voice: str | None


@dataclass(slots=True)
class FrontMatter:
    """What the block says; the lines from `start` to before `end` belong to it, the cast is by identity."""

    start: int = 0
    end: int = 0
    title: str | None = None
    language: str | None = None
    cast: dict[str, CastEntry] = field(default_factory=dict)


@dataclass(slots=True, frozen=True)
class _FrontLine:
    key: str
    value: str
    is_indented: bool


def _unquote(value: str) -> str:
    return value[1:-1] if len(value) >= 2 and value[0] in "\"'" and value[-1] == value[0] else value


def _split_line(shape: Shape) -> _FrontLine | None:
    """Split a line at its first colon; the value keeps its own width."""
    colon = shape.folded.find(":")
    if colon < 0:
        return None
    return _FrontLine(
        _unquote(trim_spaces(shape.source[:colon])),
        well_formed(_unquote(trim_spaces(shape.source[colon + 1 :]))),
        skip_spaces(shape.folded, 0, len(shape.folded)) > 0,
    )


def _known_key(key: str) -> str | None:
    return _KEYS.get(key.lower())


def _is_front_line(shape: Shape) -> bool:
    trimmed = trim_spaces(shape.folded)
    if trimmed == "" or trimmed.startswith("#") or skip_spaces(shape.folded, 0, 1) > 0:
        return True
    line = _split_line(shape)
    return line is not None and (_known_key(line.key) is not None or _PLAIN_KEY.fullmatch(line.key) is not None)


def _is_fence(shape: Shape) -> bool:
    return trim_spaces(shape.folded) in {"---", "..."}


def _opens(shapes: Sequence[Shape], start: int) -> bool:
    """Tell whether a block of settings begins at a line: `---`, and a known setting below it."""
    if trim_spaces(shapes[start].folded) != "---":
        return False
    first = next((shape for shape in shapes[start + 1 : start + 50] if trim_spaces(shape.folded) != ""), None)
    line = _split_line(first) if first else None
    return line is not None and not line.is_indented and _known_key(line.key) is not None


def _read_speaker(line: _FrontLine, cast: dict[str, CastEntry]) -> bool:
    name = trim_spaces(line.key)
    if not is_bracket_name(name) or len(line.value) > _LONGEST_VOICE:
        return False
    identity = identity_of(name)
    known = cast.get(identity)
    cast[identity] = CastEntry(known.name if known else name, line.value or None)
    return True


def _read_lines(shapes: Sequence[Shape], front: FrontMatter, report: Report) -> None:
    is_in_speakers = False
    for shape in shapes:
        trimmed = trim_spaces(shape.folded)
        if trimmed == "" or trimmed.startswith("#"):
            continue
        line = _split_line(shape)
        key = _known_key(line.key) if line and not line.is_indented else None
        is_in_speakers = key == "speakers" or (is_in_speakers and line is not None and line.is_indented)
        if line and key == "title" and line.value:
            front.title = line.value
        elif line and key == "language" and line.value:
            front.language = line.value
        elif line and key == "speakers" and line.value == "":
            continue
        elif not (line and is_in_speakers and line.is_indented and _read_speaker(line, front.cast)):
            report.add("W_FRONT_MATTER", shape.start, shape.stop)


def read_front_matter(shapes: Sequence[Shape], report: Report) -> FrontMatter:
    """Read the block of settings at the top of a script, after blank lines at most; without one, `end` is 0."""
    front = FrontMatter()
    start = next((index for index, shape in enumerate(shapes) if trim_spaces(shape.folded) != ""), len(shapes))
    if start == len(shapes) or not _opens(shapes, start):
        return front
    end = start + 1
    while end < len(shapes) and not _is_fence(shapes[end]) and _is_front_line(shapes[end]):
        end += 1
    is_closed = end < len(shapes) and _is_fence(shapes[end])
    if not is_closed:
        at, insert = (shapes[end].start, "---\n") if end < len(shapes) else (shapes[-1].stop, "\n---\n")
        fix = make_fix("close_front", [edit(at, at, insert)])
        fence = shapes[start]
        begin = fence.start + skip_spaces(fence.folded, 0, len(fence.folded))
        report.add("E_FRONT_MATTER", begin, begin + 3, None, [fix])
    _read_lines(shapes[start + 1 : end], front, report)
    front.start, front.end = start, end + 1 if is_closed else end
    return front
