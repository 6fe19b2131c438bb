"""Reads the text of a line: takes tags, pauses, events and escapes out, reports what is doubtful."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from .characters import is_letter, is_number, is_space, skip_spaces, skip_spaces_back, trim_spaces
from .heads import HeadStyle, Stamp, is_bracket_name, is_numbered_name, stamp_end
from .identity import identity_of
from .report import Report, edit, make_fix
from .shapes import Shape
from .spoken import SpokenText
from .tables import LIMITS
from .tags import PauseTag, event_end, is_odd, is_tag_words, read_pause
from .types import Span

_SPECIAL = re.compile(r"[\[(\\<:]")
_BRACKET = re.compile(r"[\[\]]")
_DIGITS = re.compile("[0-9]+")
_PAUSE_WORD = re.compile(r"[ \t]*[^ \t:=0-9.\]]*")
_EDGE_BRACKETS = re.compile(r"^[\[【［]|[\]】］]\Z")
_LONGEST_NAME: int = LIMITS["name_code_points"]


@dataclass(slots=True)
class Scene:
    """What the whole script knows, and where findings go."""

    report: Report
    line_end: str
    """Line end that new lines get."""
    knows: Callable[[str], bool]
    stamps: list[Stamp] = field(default_factory=list)
    """Times in brackets; reported together."""


@dataclass(slots=True)
class InlineTurn:
    """The turn that a line belongs to."""

    spoken: SpokenText
    directions: list[str]
    style: HeadStyle
    is_numbered: bool
    """Whether its head is a number in brackets, so that a number in brackets may be a head, too."""


class InlineReader:
    """Reads the text of one line."""

    def __init__(self, scene: Scene, line: Shape, turn: InlineTurn) -> None:
        self._scene = scene
        self._line = line
        self._turn = turn
        self._spans: list[Span] = []
        self._heads: list[tuple[int, int]] = []
        self._partners: dict[int, int] | None = None
        self._plain = 0
        self._is_nested_reported = False
        self._has_no_token_end = False

    def read(self, start: int) -> list[Span]:
        """Read from offset `start` of the line to its end; return what is not spoken."""
        folded = self._line.folded
        stop = skip_spaces_back(folded, len(folded), start)
        self._turn.spoken.next_line()
        self._plain = at = start
        while at < stop:
            found = _SPECIAL.search(folded, at, stop)
            if not found:
                break
            at = self._special(found.start(), start, stop)
        self._turn.spoken.add(self._line.source, folded, self._plain, stop, self._line.start)
        self._report_heads()
        return self._spans

    def _special(self, at: int, start: int, stop: int) -> int:
        folded, source = self._line.folded, self._line.source
        match folded[at]:
            case "\\":
                return self._escape(at, stop)
            case "<":
                return self._token(at)
            case "(":
                end = event_end(folded, source, at)
                if end < 0:
                    return at + 1
                return self._direction("direction", at, end, trim_spaces(source[at + 1 : end - 1]))
            case ":":
                self._colon(at, start)
                return at + 1
            case _:
                return self._bracket(at, start)

    def _remove(self, at: int, end: int) -> int:
        """Take `[at, end)` out of what is spoken."""
        self._turn.spoken.add(self._line.source, self._line.folded, self._plain, at, self._line.start)
        self._plain = end
        return end

    def _span(self, kind: Literal["pause", "direction", "tag"], at: int, end: int) -> None:
        self._spans.append(Span(kind, self._line.start + at, self._line.start + end))

    def _direction(self, kind: Literal["direction", "tag"], at: int, end: int, text: str) -> int:
        self._span(kind, at, end)
        self._turn.directions.append(text)
        return self._remove(at, end)

    def _escape(self, at: int, stop: int) -> int:
        folded = self._line.folded
        if at + 1 >= stop or folded[at + 1] not in "[(:":
            return at + 1
        self._remove(at, at + 2)
        self._turn.spoken.add_escaped(self._line.source, folded, at + 1, self._line.start)
        return at + 2

    def _token(self, at: int) -> int:
        folded, base = self._line.folded, self._line.start
        if folded[at + 1 : at + 2] != "|" or self._has_no_token_end:
            return at + 1
        close = folded.find("|>", at + 2)
        self._has_no_token_end = close < 0
        if close < 0:
            return at + 1
        fix = make_fix("remove", [edit(base + at, base + close + 2, "")])
        token = self._line.source[at : close + 2]
        self._scene.report.add("W_SPECIAL_TOKEN", base + at, base + close + 2, {"token": token}, [fix])
        return close + 2

    def _bracket(self, at: int, start: int) -> int:
        folded, base = self._line.folded, self._line.start
        following = _BRACKET.search(folded, at + 1)
        if following and following[0] == "]":
            return self._group(at, following.start(), start)
        close = self._partner(at) if following else None
        if close is not None:
            if not self._is_nested_reported:
                self._is_nested_reported = True
                self._scene.report.add("W_NESTED_BRACKET", base + at, base + close + 1)
            return close + 1
        if at > start and read_pause(trim_spaces(folded[at + 1 : at + 1 + _LONGEST_NAME])):
            self._scene.report.add("E_UNCLOSED_BRACKET", base + at, base + at + 1)
        return at + 1

    def _partner(self, at: int) -> int | None:
        if self._partners is None:
            self._partners = {}
            openers: list[int] = []
            for found in _BRACKET.finditer(self._line.folded):
                if found[0] == "[":
                    openers.append(found.start())
                elif openers:
                    self._partners[openers.pop()] = found.start()
        return self._partners.get(at)

    def _group(self, at: int, close: int, start: int) -> int:
        """Read a pair of brackets without brackets inside."""
        folded, source, base = self._line.folded, self._line.source, self._line.start
        inside = trim_spaces(folded[at + 1 : close])
        end = close + 1
        if stamp_end(folded, at) == end:
            left = skip_spaces_back(folded, at, start) if at > start else at
            right = end if at > start else skip_spaces(folded, end, len(folded))
            self._scene.stamps.append(Stamp(base + at, base + left, base + right))
            return self._remove(at, end)
        pause = read_pause(inside)
        if pause:
            self._pause(pause, at, close)
            return self._remove(at, end)
        link_end = self._link_end(end) if source[end : end + 1] == "(" else -1
        if link_end > 0:
            return self._link(at, close, link_end)
        if is_tag_words(inside):
            return self._direction("tag", at, end, trim_spaces(source[at + 1 : close]))
        if is_odd(inside):
            self._odd(inside, at, end)
        elif at > start or self._line.kind == "head":
            self._inline_name(inside, at, end)
        return end

    def _pause(self, pause: PauseTag, at: int, close: int) -> None:
        folded, base = self._line.folded, self._line.start
        self._turn.spoken.add(self._line.source, folded, self._plain, at, base)
        self._plain = at
        self._turn.spoken.pause(pause.seconds)
        self._span("pause", at, close + 1)
        if pause.problem is None:
            return
        word = _PAUSE_WORD.match(folded, at + 1)
        value_at = base + (word.end() if word else at + 1)
        self._scene.report.add(
            "E_PAUSE_UNIT" if pause.problem == "unit" else "E_PAUSE_RANGE",
            base + at,
            base + close + 1,
            {"limit": LIMITS["pause_max_s"]} if pause.problem == "range" else None,
            [
                make_fix("write_pause", [edit(value_at, base + close, f":{value}")], {"value": value})
                for value in pause.suggestions
            ],
        )

    def _link_end(self, at: int) -> int:
        """Return where a link's address in ASCII parentheses that opens at `at` ends, or -1."""
        source, folded = self._line.source, self._line.folded
        for end in range(at + 1, len(source)):
            if source[end] == ")":
                return end + 1 if end > at + 1 else -1
            if is_space(folded[end]) or source[end] == "(":
                return -1
        return -1

    def _link(self, at: int, close: int, end: int) -> int:
        base = self._line.start
        edits = [edit(base + at, base + at + 1, ""), edit(base + close, base + end, "")]
        self._scene.report.add("W_MARKDOWN", base + at, base + end, None, [make_fix("keep_words", edits)])
        self._remove(at, end)
        self._turn.spoken.add(self._line.source, self._line.folded, at + 1, close, base)
        return end

    def _odd(self, inside: str, at: int, end: int) -> None:
        base = self._line.start
        name = trim_spaces(inside.split("|", 1)[0].rsplit(":", 1)[-1])
        fixes = [make_fix("remove", [edit(base + at, base + end, "")])]
        if is_bracket_name(name):
            fixes.insert(0, make_fix("write_head", [edit(base + at, base + end, f"[{name}]")], {"name": name}))
        tag = self._line.source[at:end]
        self._scene.report.add("W_UNSUPPORTED_TAG", base + at, base + end, {"tag": tag}, fixes)

    def _inline_name(self, inside: str, at: int, end: int) -> None:
        if not is_bracket_name(inside):
            return
        if _DIGITS.fullmatch(inside):
            is_head = self._turn.is_numbered
        else:
            is_head = (
                is_numbered_name(inside) or self._turn.style == "bracket" or self._scene.knows(identity_of(inside))
            )
        if is_head:
            self._heads.append((at, end))

    def _colon(self, at: int, start: int) -> None:
        """Note the words before a colon where they are a speaker's: `Speaker 2:`, or a name of this script."""
        folded, source = self._line.folded, self._line.source
        stop = skip_spaces_back(folded, at, start)
        is_spaced = source[at] != ":" or at + 1 >= len(folded) or is_space(folded[at + 1])
        words = 0
        for begin in range(stop - 1, max(start, stop - _LONGEST_NAME) - 1, -1):
            if begin > start and not _is_boundary(folded, begin):
                continue
            words += 1
            name = folded[begin:stop]
            # Not `S2:`, which is too common in other texts.
            is_numbered = is_numbered_name(name) and is_letter(name[0]) and not is_number(name[1:2])
            is_known = is_spaced and is_bracket_name(name) and is_letter(name[0])
            if begin > start and (is_numbered or (is_known and self._scene.knows(identity_of(name)))):
                self._heads.append((begin, stop))
                return
            if words == LIMITS["name_words"]:
                return

    def _report_heads(self) -> None:
        if not self._heads:
            return
        folded, base = self._line.folded, self._line.start
        edits = [edit(base + skip_spaces_back(folded, at, 0), base + at, self._scene.line_end) for at, _ in self._heads]
        first, end = self._heads[0]
        name = trim_spaces(_EDGE_BRACKETS.sub("", self._line.source[first:end]))
        fix = make_fix("split_lines", edits)
        self._scene.report.add("W_INLINE_SPEAKER", base + first, base + end, {"name": name}, [fix])


def _is_boundary(folded: str, at: int) -> bool:
    """Tell whether a word begins at an index: what stands before it is neither letter nor number."""
    return not is_letter(folded[at - 1]) and not is_number(folded[at - 1])
