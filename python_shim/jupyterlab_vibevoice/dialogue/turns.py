"""Puts lines together into turns."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from .characters import is_digit, skip_spaces, trim_spaces, well_formed
from .directions import FoundDirection, strip_directions
from .heads import Head, HeadStyle, Stamp
from .ids import TurnIds
from .inline import InlineReader, InlineTurn, Scene
from .report import edit, make_fix
from .shapes import Shape
from .spoken import SpokenText
from .types import Line, LineKind, Pause, Span, Speaker, Turn


@dataclass(slots=True)
class _OpenTurn(InlineTurn):
    speaker: int
    head: Shape | None
    """Its first line, where it begins with a head."""
    head_direction: str | None = None
    lines: list[Line] = field(default_factory=list)


def line_of(shape: Shape, kind: LineKind) -> Line:
    """Return the line of a shape that belongs to no turn."""
    return Line(kind, shape.start, shape.stop, shape.end, shape.start, shape.start, shape.start)


class TurnBuilder:
    """Puts lines together into turns."""

    def __init__(self, scene: Scene, speakers: Sequence[Speaker]) -> None:
        self.turns: list[Turn] = []
        self._scene = scene
        self._speakers = speakers
        self._ids = TurnIds()
        self._open: _OpenTurn | None = None

    @property
    def is_open(self) -> bool:
        """Whether a turn has begun and not ended."""
        return self._open is not None

    def begin(self, shape: Shape, head: Head, speaker: int) -> Line:
        """Begin a turn with a head."""
        self.close()
        start, source = shape.start, shape.source
        is_numbered = head.style == "bracket" and is_digit(shape.folded[head.name_start])
        self._open = _make(speaker, head.style, is_numbered=is_numbered, head=shape)
        line = line_of(shape, "turn")
        line.speaker = speaker
        line.name_start, line.name_end, line.head_end = start + head.name_start, start + head.name_end, start + head.end
        for stamp in head.stamps:
            self._scene.stamps.append(Stamp(start + stamp.at, start + stamp.start, start + stamp.end))
        self._read(self._open, shape, head.end, line)
        if head.direction:
            begin, end = head.direction
            self._open.head_direction = trim_spaces(source[begin:end])
            line.spans = [Span("direction", start + begin - 1, start + end + 1), *line.spans]
        return line

    def begin_bare(self, speaker: int) -> None:
        """Begin a turn without a head: a monologue, or a speaker who goes on after a chapter."""
        self.close()
        self._open = _make(speaker, "bare", is_numbered=False, head=None)

    def go_on(self, shape: Shape) -> Line:
        """Add a line without a head to the turn that is open."""
        line = line_of(shape, "text")
        if self._open:
            line.speaker = self._open.speaker
            self._read(self._open, shape, shape.at + shape.is_escaped, line)
        return line

    def probe(self, shape: Shape) -> tuple[Line, bool]:
        """Read a line that belongs to no turn; tell whether it is a cue: nothing but tags and pauses."""
        unused = _make(-1, "bare", is_numbered=False, head=None)
        line = line_of(shape, "text")
        self._read(unused, shape, shape.at + shape.is_escaped, line)
        return line, unused.spoken.finish() == ""

    def close(self) -> None:
        """End the turn that is open; one that says nothing is left out."""
        turn, self._open = self._open, None
        if turn is None:
            return
        joined = turn.spoken.finish()
        stripped = strip_directions(joined, turn.spoken.escaped)
        text = well_formed(joined[stripped.start : stripped.end])
        found = [*stripped.leading, *stripped.trailing]
        if found:
            _add_spans(turn.lines, [_place(turn.spoken, one) for one in found])
        if text == "":
            self._report_empty(turn)
            return
        directions = [
            *([] if turn.head_direction is None else [turn.head_direction]),
            *(one.text for one in stripped.leading),
            *turn.directions,
            *(one.text for one in stripped.trailing),
        ]
        speaker = self._speakers[turn.speaker]
        wire: Turn = {"id": self._ids.next(speaker.identity, text), "speaker": speaker.name, "text": text}
        if directions:
            wire["directions"] = [well_formed(one) for one in directions]
        if turn.spoken.pauses:
            wire["pauses"] = [_shift(pause, stripped.start, len(text)) for pause in turn.spoken.pauses]
        for line in turn.lines:
            line.turn = len(self.turns)
        self.turns.append(wire)

    def _read(self, turn: _OpenTurn, shape: Shape, at: int, line: Line) -> None:
        turn.lines.append(line)
        reader = InlineReader(self._scene, shape, turn)
        line.spans = reader.read(skip_spaces(shape.folded, at, len(shape.folded)))

    def _report_empty(self, turn: _OpenTurn) -> None:
        shape = turn.head
        if shape is None or shape.head is None:
            return
        head = shape.head
        is_whole = len(turn.lines) == 1 and head.end == len(shape.folded)
        fixes = [make_fix("delete_line", [edit(shape.start, shape.end, "")])] if is_whole else []
        name = self._speakers[turn.speaker].name
        self._scene.report.add("W_EMPTY_TURN", shape.start + head.start, shape.start + head.end, {"name": name}, fixes)


def _make(speaker: int, style: HeadStyle, *, is_numbered: bool, head: Shape | None) -> _OpenTurn:
    return _OpenTurn(SpokenText(), [], style, is_numbered, speaker, head)


def _shift(pause: Pause, before: int, length: int) -> Pause:
    """Count a pause in the text without what was taken off its ends."""
    return {"at": min(max(pause["at"] - before, 0), length), "seconds": pause["seconds"]}


def _place(spoken: SpokenText, found: FoundDirection) -> tuple[int, int]:
    return spoken.origin(found.start), spoken.origin(found.end - 1) + 1


def _add_spans(lines: Sequence[Line], found: Sequence[tuple[int, int]]) -> None:
    """Mark directions, by rising offsets; one may begin on one line and end on the next."""
    index = 0
    added: dict[int, list[Span]] = {}
    for start, end in found:
        while index < len(lines) and lines[index].stop <= start:
            index += 1
        following = index
        while following < len(lines) and lines[following].start < end:
            line = lines[following]
            spans = added.setdefault(following, [])
            spans.append(Span("direction", max(start, line.head_end), min(end, line.stop)))
            following += 1
    for at, spans in added.items():
        lines[at].spans = sorted([*lines[at].spans, *spans], key=lambda span: span.start)
