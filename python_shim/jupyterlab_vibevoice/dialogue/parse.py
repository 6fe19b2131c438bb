"""Reads a dialogue script."""

import re
from collections.abc import Sequence

from .characters import trim_spaces, well_formed
from .findings import (
    report_orphans,
    report_stamps,
    report_too_many,
    report_unclosed,
    warn_dashes,
    warn_near,
    warn_once,
)
from .foreign import Detected, detect
from .front_matter import FrontMatter, read_front_matter
from .inline import Scene
from .report import Report, make_fix
from .resolve import Resolution, resolve_heads
from .shapes import Shape, read_shapes, split_lines
from .speakers import Speakers
from .tables import TABLES
from .turns import TurnBuilder, line_of
from .types import Chapter, Dialogue, Line, ParseResult

_ENDS = re.compile("\r\n|\r|\n")


def parse(text: str) -> ParseResult:
    """Read a dialogue script (docs/dialogue.md). Never raises, whatever the text; linear in its length."""
    report = Report()
    shapes = split_lines(text)
    foreign = detect(text)
    if foreign:
        return _parse_foreign(text, shapes, report, foreign)
    front = read_front_matter(shapes, report)
    for index, shape in enumerate(shapes[: front.end]):
        shape.kind = "blank" if index < front.start else "front"
    read_shapes(shapes, front.end, front.cast.keys())
    speakers = Speakers(front.cast)
    resolution = resolve_heads(shapes, front, speakers)
    line_end = _ENDS.search(text)
    scene = Scene(report, line_end[0] if line_end else "\n", speakers.knows)
    walk = _Walk(scene, speakers, resolution)
    lines = [walk.line(shape) for shape in shapes]
    walk.finish(shapes)
    dialogue = _make_dialogue(front, speakers, walk)
    return ParseResult(text, dialogue, report.finish(text, lines), lines, speakers.list)


def print_script(result: ParseResult) -> str:
    """Return the text of a parse result, byte for byte."""
    text, lines = result.text, result.lines
    return text[: lines[0].start] + "".join(text[line.start : line.end] for line in lines)


def _parse_foreign(text: str, shapes: Sequence[Shape], report: Report, found: Detected) -> ParseResult:
    lines = [line_of(shape, "foreign") for shape in shapes]
    label = TABLES["formats"].get(found.format, "markup")
    end = next((line.stop for line in lines if line.stop > found.at), found.at)
    fixes = []
    if found.format != "markup":
        fix = make_fix("import", [], {"label": label})
        fix["importer"] = found.format
        fixes.append(fix)
    report.add("E_FOREIGN_FORMAT", found.at, end, {"label": label}, fixes)
    dialogue: Dialogue = {"version": 1, "cast": {}, "turns": [], "chapters": []}
    return ParseResult(text, dialogue, report.finish(text, lines), lines, [])


def _make_dialogue(front: FrontMatter, speakers: Speakers, walk: "_Walk") -> Dialogue:
    cast: dict[str, str | None] = {}
    for speaker in speakers.list:
        entry = front.cast.get(speaker.identity)
        cast[speaker.name] = entry.voice if entry else None
    dialogue: Dialogue = {"version": 1, "cast": cast, "turns": walk.builder.turns, "chapters": walk.chapters}
    if front.title is not None:
        dialogue["title"] = front.title
    if front.language is not None:
        dialogue["language"] = front.language
    return dialogue


class _Walk:
    """Goes through the lines once, from the first to the last."""

    def __init__(self, scene: Scene, speakers: Speakers, resolution: Resolution) -> None:
        self.builder = TurnBuilder(scene, speakers.list)
        self.chapters: list[Chapter] = []
        self._scene = scene
        self._speakers = speakers
        self._resolution = resolution
        self._orphans: list[Shape] = []
        self._speaker = -1

    def line(self, shape: Shape) -> Line:
        match shape.kind:
            case "front" | "blank" | "comment":
                return line_of(shape, shape.kind)
            case "chapter":
                self.builder.close()
                title = well_formed(trim_spaces(shape.source[shape.at :]))
                self.chapters.append({"title": title, "before_turn": len(self.builder.turns)})
                return line_of(shape, "chapter")
            case "rule":
                self.builder.close()
                return line_of(shape, "rule")
            case "head" if shape.head:
                self._speaker = self._resolution.speakers[shape]
                return self.builder.begin(shape, shape.head, self._speaker)
            case _:
                return self._text(shape)

    def finish(self, shapes: Sequence[Shape]) -> None:
        """Close the last turn and report what only the whole script shows."""
        self.builder.close()
        scene, resolution, speakers = self._scene, self._resolution, self._speakers.list
        first = next((shape for shape in shapes if shape.kind == "head"), None)
        if first:
            name = speakers[resolution.speakers[first]].name
            report_orphans(scene, self._orphans, first, name, resolution)
        else:
            warn_dashes(scene, shapes)
        report_too_many(scene, speakers, resolution)
        warn_once(scene, speakers, resolution)
        report_stamps(scene)
        if not self.builder.turns:
            scene.report.add("E_EMPTY_SCRIPT", shapes[0].start, shapes[0].start)

    def _text(self, shape: Shape) -> Line:
        if shape.is_unclosed:
            report_unclosed(self._scene, shape)
        if self._resolution.speakers and self._speaker < 0:
            return self._orphan(shape)
        near = self._resolution.near.get(shape)
        if near:
            warn_near(self._scene, shape, near)
        if not self.builder.is_open:
            self._speaker = self._speakers.monologue() if self._speaker < 0 else self._speaker
            self.builder.begin_bare(self._speaker)
        return self.builder.go_on(shape)

    def _orphan(self, shape: Shape) -> Line:
        """Read a line before the first head: a cue where it holds tags only, else text that nobody speaks."""
        line, is_cue = self.builder.probe(shape)
        if is_cue:
            line.kind = "cue"
        else:
            self._orphans.append(shape)
        return line
