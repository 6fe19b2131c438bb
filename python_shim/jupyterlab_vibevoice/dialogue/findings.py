"""Diagnostics that need more than one line to be seen."""

import re
from collections.abc import Sequence

from .characters import is_digit, skip_spaces, skip_spaces_back, trim_spaces
from .heads import Head, is_bracket_name
from .inline import Scene
from .report import edit, make_fix
from .resolve import NearHead, Resolution
from .shapes import Shape
from .tables import LIMITS, WORDS
from .tags import is_tag_at_start
from .types import Fix, Speaker

_DASHES = frozenset(WORDS["dashes"])
_ASCII_NAME = re.compile("[ -~]*")


def _comment_fix(shapes: Sequence[Shape]) -> Fix:
    """Return a fix that makes lines comments."""
    return make_fix("make_comment", [edit(shape.start, shape.start, "// ") for shape in shapes])


def _speaker_fixes(shape: Shape, head: Head) -> list[Fix]:
    """Return a fix that writes a bare head as `[name]`; none where that would be a tag."""
    start = shape.start
    if is_tag_at_start(shape.folded[head.name_start : head.name_end]):
        return []
    name_stop = head.direction[0] - 1 if head.direction else head.end
    edits = [
        edit(start + head.start, start + head.name_start, "["),
        edit(start + head.name_end, start + name_stop, "] "),
    ]
    if head.direction:
        edits.append(edit(start + head.direction[1] + 1, start + head.end, " "))
    return [make_fix("make_speaker", edits)]


def warn_near(scene: Scene, shape: Shape, near: NearHead) -> None:
    """W_LOOKS_LIKE_SPEAKER for a line that is read aloud although it may be a head."""
    head, start = shape.head, shape.start
    if head is None:
        return
    name = trim_spaces(shape.source[head.name_start : head.name_end])
    colon = start + head.colon + 1
    if near == "space":
        fixes = [make_fix("add_space", [edit(colon, colon, " ")], {"name": name}), _comment_fix([shape])]
    else:
        fixes = [_comment_fix([shape]), *_speaker_fixes(shape, head)]
    scene.report.add("W_LOOKS_LIKE_SPEAKER", start + head.name_start, start + head.name_end, {"name": name}, fixes)


def warn_once(scene: Scene, speakers: Sequence[Speaker], resolution: Resolution) -> None:
    """W_SPEAKER_ONCE: among three or more bare names, one that speaks once is perhaps a label."""
    heads = resolution.heads
    if not resolution.is_bare or not 3 <= len(heads) <= LIMITS["speakers"]:
        return
    for index, shapes in heads.items():
        shape, head = shapes[0], shapes[0].head
        if head and len(shapes) == 1:
            at = shape.start + head.start
            fixes = [make_fix("escape", [edit(at, at, "\\")]), _comment_fix([shape])]
            scene.report.add(
                "W_SPEAKER_ONCE",
                shape.start + head.name_start,
                shape.start + head.name_end,
                {"name": speakers[index].name},
                fixes,
            )


def report_too_many(scene: Scene, speakers: Sequence[Speaker], resolution: Resolution) -> None:
    """E_TOO_MANY_SPEAKERS at the first head that has no voice left."""
    limit: int = LIMITS["speakers"]
    speaking = sorted((index for index, one in enumerate(speakers) if one.line > 0), key=lambda one: speakers[one].line)
    if len(speaking) <= limit:
        return
    shape = resolution.heads[speaking[limit]][0]
    if shape.head:
        parameters = {
            "count": len(speaking),
            "limit": limit,
            "speakers": [f"{speakers[index].name} ({speakers[index].line})" for index in speaking],
        }
        start, end = shape.start + shape.head.name_start, shape.start + shape.head.name_end
        scene.report.add("E_TOO_MANY_SPEAKERS", start, end, parameters)


def report_orphans(scene: Scene, orphans: Sequence[Shape], first: Shape, name: str, resolution: Resolution) -> None:
    """E_TEXT_WITHOUT_SPEAKER for the lines before the first head."""
    if not orphans or first.head is None or orphans[0].is_unclosed:
        return
    shape = orphans[0]
    at = shape.start + skip_spaces(shape.folded, 0, len(shape.folded))
    if first.head.style == "bracket":
        sign = f"[{name}] "
    else:
        sign = f"{name}: " if _ASCII_NAME.fullmatch(name) else f"{name}："
    fixes = _speaker_fixes(shape, shape.head) if shape.head and shape in resolution.near else []
    fixes += [make_fix("give_to", [edit(at, at, sign)], {"name": name}), _comment_fix(orphans)]
    end = shape.start + skip_spaces_back(shape.folded, len(shape.folded), 0)
    scene.report.add("E_TEXT_WITHOUT_SPEAKER", at, end, None, fixes)


def report_unclosed(scene: Scene, shape: Shape) -> None:
    """E_UNCLOSED_BRACKET for a line that opens a bracket and never closes it."""
    opener = shape.folded.find("[")
    end = opener + 1
    while end < len(shape.folded) and shape.folded[end] not in " \t:(":
        end += 1
    at = shape.start + opener
    fixes = [make_fix("escape", [edit(at, at, "\\")])]
    if is_bracket_name(shape.folded[opener + 1 : end]):
        fixes.insert(0, make_fix("close_bracket", [edit(shape.start + end, shape.start + end, "]")]))
    scene.report.add("E_UNCLOSED_BRACKET", at, at + 1, None, fixes)


def _dash_of(shape: Shape) -> tuple[int, int, int] | None:
    """Return where a name begins and ends, and where the text after its ` - ` begins; or None."""
    folded, at = shape.folded, shape.at
    for index in range(at + 1, min(len(folded) - 1, at + int(LIMITS["name_code_points"]))):
        if folded[index] in _DASHES and folded[index - 1] == " " and folded[index + 1] == " ":
            name_end = skip_spaces_back(folded, index, at)
            text_at = skip_spaces(folded, index + 1, len(folded))
            is_name = is_bracket_name(folded[at:name_end]) and not is_digit(folded[at])
            return (at, name_end, text_at) if is_name and text_at < len(folded) else None
    return None


def warn_dashes(scene: Scene, shapes: Sequence[Shape]) -> None:
    """W_LOOKS_LIKE_SPEAKER where two or more lines of a script without heads read `name - text`; one fix mends all."""
    found: list[tuple[Shape, tuple[int, int, int]]] = []
    for shape in shapes:
        dash = _dash_of(shape) if shape.kind == "text" and not shape.is_escaped else None
        if dash:
            found.append((shape, dash))
    if len(found) < 2:
        return
    edits = [edit(shape.start + name_end, shape.start + text_at, ": ") for shape, (_, name_end, text_at) in found]
    shape, (at, name_end, _) = found[0]
    name = shape.source[at:name_end]
    fix = make_fix("use_colon", edits)
    scene.report.add("W_LOOKS_LIKE_SPEAKER", shape.start + at, shape.start + name_end, {"name": name}, [fix])


def report_stamps(scene: Scene) -> None:
    """E_TIMESTAMP at the first time in brackets; its fix cuts all of them out."""
    stamps = sorted(scene.stamps, key=lambda stamp: stamp.start)
    if stamps:
        edits = [edit(stamp.start, stamp.end, "") for stamp in stamps]
        first = stamps[0]
        fix = make_fix("strip_timestamps", edits)
        scene.report.add("E_TIMESTAMP", first.at, max(first.at + 1, first.end), None, [fix])
