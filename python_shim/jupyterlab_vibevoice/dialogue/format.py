"""Writes a script in its usual form."""

import re

from .characters import fold_width, is_digit, skip_spaces, skip_spaces_back
from .parse import parse
from .types import Line

_COLON = re.compile(r"[:：]\Z")
# What may stand before a name; a time in brackets stays where it is.
_PLAIN_BEFORE = re.compile(r"[ \t]*(?:[-*•][ \t]+)?(?:\*\*)?(?:\[[ \t]*)?")


def _trim_end(text: str) -> str:
    return text[: skip_spaces_back(fold_width(text), len(text), 0)]


def _trim_start(text: str) -> str:
    return text[skip_spaces(fold_width(text), 0, len(text)) :]


def _format_head(text: str, line: Line) -> str:
    """Write a head without bullet and bold, with one space after an ASCII colon or a bracket."""
    head = text[line.start : line.head_end]
    folded = fold_width(head)
    name_at, name_end = line.name_start - line.start, line.name_end - line.start
    name = text[line.name_start : line.name_end]
    if not _PLAIN_BEFORE.fullmatch(folded, 0, name_at):
        return _trim_start(head)
    is_bracket = "[" in folded[:name_at]
    after = _trim_end(head[folded.find("]", name_end) + 1 if is_bracket else name_end :].replace("**", ""))
    body = _trim_start(after)
    gap = " " if body and len(body) < len(after) and body[0] not in ":：" else ""
    if not is_bracket:
        written = f"{name}{gap}{body}"
        # A full-width colon needs no space, except between digits, where it may be part of a time.
        around = fold_width(written[-2:-1]), fold_width(text[line.head_end : line.head_end + 1])
        is_time = is_digit(around[0]) and is_digit(around[1])
        return written if written.endswith("：") and not is_time else f"{written} "
    # A text that begins with a colon would lose it.
    is_colon_text = text[line.head_end : line.head_end + 1] in {":", "："}
    rest = body if is_colon_text else _trim_end(_COLON.sub("", body))
    return f"[{name}]{gap}{rest}{'' if rest.endswith('）') else ' '}"


def _format_line(text: str, line: Line) -> str:
    content = _trim_end(text[line.start : line.stop])
    if line.kind == "turn":
        return _trim_end(_format_head(text, line) + content[line.head_end - line.start :])
    return content if line.kind == "front" else _trim_start(content)


def format_script(text: str) -> str:
    """Return the script in its usual form; it says the same as before.

    LF, no spaces at the ends of lines, no bullets or bold around names, at most one blank line in a row. A text in a
    foreign format stays as it is.
    """
    lines = parse(text).lines
    if lines[0].kind == "foreign":
        return text
    kept: list[str] = []
    before = ""
    for line in lines:
        written = _format_line(text, line)
        if written or before:
            kept.append(written)
        before = written
    while kept and kept[-1] == "":
        kept.pop()
    return "\n".join(kept) + "\n" if kept else ""
