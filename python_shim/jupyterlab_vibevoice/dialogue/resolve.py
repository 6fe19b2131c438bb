"""Decides which candidates are heads (R1, R3)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from .characters import is_digit, is_space, skip_spaces_back
from .front_matter import FrontMatter
from .heads import Head
from .shapes import Shape
from .speakers import Speakers

NearHead = Literal["space", "style"]
"""Why a line that looks like a head is none: no space after its colon, or heads are written otherwise here (R1)."""


@dataclass(slots=True)
class Resolution:
    """Which lines are heads, by their speakers' indexes, and which nearly are."""

    is_bare: bool
    """Whether only names with a colon are heads: no explicit heads, no cast."""
    speakers: dict[Shape, int] = field(default_factory=dict)
    near: dict[Shape, NearHead] = field(default_factory=dict)
    heads: dict[int, list[Shape]] = field(default_factory=dict)


def _blocked_by(shape: Shape, head: Head, *, is_known: bool) -> Literal["never", "space"] | None:
    """R3: return why the colon of a bare head is no separator, if so."""
    after = shape.source[head.colon + 1 : head.colon + 2]
    if after in {"/", "\\"}:
        return "never"
    folded = shape.folded
    if is_known or (head.is_bold and folded.startswith("**", head.colon + 1)):
        return None
    folded_after = folded[head.colon + 1 : head.colon + 2]
    before = skip_spaces_back(folded, head.colon, 0) - 1
    if is_digit(folded[before]) and is_digit(folded_after):
        return "never"
    is_tight = shape.source[head.colon] == ":" and " " < after <= "~" and not is_space(folded_after)
    if not is_tight:
        return None
    return "space" if after.isalpha() else "never"


def resolve_heads(shapes: Sequence[Shape], front: FrontMatter, speakers: Speakers) -> Resolution:
    """Decide which candidates are heads, and turn the others into text."""
    has_explicit = any(shape.head is not None and shape.head.style != "bare" for shape in shapes)
    resolution = Resolution(is_bare=not has_explicit and not front.cast)
    for index, shape in enumerate(shapes):
        head = shape.head
        if head is None:
            continue
        name = shape.source[head.name_start : head.name_end]
        identity = speakers.identity(name)
        if head.style == "bare":
            counts = resolution.is_bare or identity in front.cast
            blocked = _blocked_by(shape, head, is_known=speakers.knows(identity))
            if not counts or blocked:
                shape.kind = "text"
                if blocked == ("space" if counts else None):
                    resolution.near[shape] = "space" if counts else "style"
                continue
        speaker = speakers.note(name, identity, index + 1)
        resolution.speakers[shape] = speaker
        resolution.heads.setdefault(speaker, []).append(shape)
    return resolution
