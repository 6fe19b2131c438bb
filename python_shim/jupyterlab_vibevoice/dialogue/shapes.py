"""What each line looks like by itself, before the whole script decides who speaks."""

import re
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from typing import Literal

from .characters import fold_width, is_space, skip_spaces, skip_spaces_back
from .heads import Head, after_bullet, scan_head
from .identity import identity_of
from .tables import LIMITS
from .tags import is_tag_at_start

_ENDS = re.compile("\r\n|\r|\n")


@dataclass(slots=True, eq=False)
class Shape:
    """One line; `at` and the offsets in `head` count in the line, the others in the whole text."""

    start: int
    stop: int
    end: int
    source: str
    folded: str
    kind: Literal["blank", "comment", "chapter", "rule", "front", "head", "text"] = "text"
    at: int = 0
    """Where its content begins."""
    head: Head | None = None
    is_escaped: bool = False
    is_unclosed: bool = False


def split_lines(text: str) -> list[Shape]:
    """Split a text at LF, CRLF and CR; a byte order mark stands before the first line."""
    folded = fold_width(text)
    shapes: list[Shape] = []
    start = 1 if text.startswith("\ufeff") else 0
    for found in _ENDS.finditer(text):
        stop, end = found.span()
        shapes.append(Shape(start, stop, end, text[start:stop], folded[start:stop]))
        start = end
    shapes.append(Shape(start, len(text), len(text), text[start:], folded[start:]))
    return shapes


def _chapter_level(folded: str, at: int) -> int:
    """Return the length of the run of `#` that makes a line a chapter, or 0."""
    level = 0
    while folded[at + level : at + level + 1] == "#":
        level += 1
    is_chapter = (
        level <= LIMITS["chapter_level"]
        and is_space(folded[at + level : at + level + 1])
        and skip_spaces(folded, at + level, len(folded)) < len(folded)
    )
    return level if is_chapter else 0


def _is_rule(folded: str) -> bool:
    """Tell whether a line is a run of three or more hyphens."""
    at = skip_spaces(folded, 0, len(folded))
    stop = skip_spaces_back(folded, len(folded), at)
    return stop - at >= 3 and folded.count("-", at, stop) == stop - at


def read_shapes(shapes: Sequence[Shape], first: int, cast: Set[str]) -> None:
    """Fill in what lines from `first` on look like; `cast` holds the identities of the front matter."""
    known = set(cast)

    # A name that begins in lower case is a tag, unless the cast or an earlier head has it.
    def is_tag(inside: str) -> bool:
        return is_tag_at_start(inside) and identity_of(inside) not in known

    for shape in shapes[first:]:
        _read_shape(shape, is_tag)
        if shape.head and shape.head.style == "bracket":
            known.add(identity_of(shape.source[shape.head.name_start : shape.head.name_end]))


def _read_shape(shape: Shape, is_tag: Callable[[str], bool]) -> None:
    folded = shape.folded
    at = shape.at = skip_spaces(folded, 0, len(folded))
    match folded[at : at + 1]:
        case "":
            shape.kind = "blank"
            return
        case "/":
            shape.kind = "comment" if folded[at + 1 : at + 2] == "/" else "text"
            return
        case "\\":
            shape.is_escaped = True
            return
        case "#":
            level = _chapter_level(folded, at)
            if level > 0:
                shape.kind = "chapter"
                shape.at = skip_spaces(folded, at + level, len(folded))
            return
        case "-" if _is_rule(folded):
            shape.kind = "rule"
            return
    begin = after_bullet(folded)
    shape.head = scan_head(folded, shape.source, begin, is_tag)
    if shape.head:
        shape.kind = "head"
    else:
        shape.is_unclosed = folded[begin : begin + 1] == "[" and folded.find("]", begin) < 0
