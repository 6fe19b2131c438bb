"""The audio of one revision of a job: which stretches of which files, and which silences, in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from .clock import BYTES_PER_SAMPLE, SAMPLE_RATE

FIRST_SEGMENT = SAMPLE_RATE // 2
SEGMENT = SAMPLE_RATE * 2
_READ_SAMPLES = 32_768


@dataclass(frozen=True)
class Span:
    """`samples` of a file from sample `start` on, or of silence where there is no file."""

    samples: int
    path: Path | None = None
    start: int = 0


@dataclass(frozen=True)
class TurnAudio:
    """What one turn sounds like: its take, and the spans of that take."""

    turn_id: str
    take_id: str
    spans: tuple[Span, ...]
    is_whole: bool


@dataclass
class Timeline:
    """Spans in order, their length in samples, and where each turn lies in them: turn id -> (first, end) sample."""

    spans: list[Span] = field(default_factory=list)
    samples: int = 0
    places: dict[str, tuple[int, int]] = field(default_factory=dict)

    @classmethod
    def build(cls, turns: Iterable[TurnAudio], *, gap: int) -> Timeline:
        """Joins turns with `gap` samples of silence between them."""
        timeline = cls()
        for turn in turns:
            timeline.append(turn, gap=gap)
        return timeline

    def append(self, turn: TurnAudio, *, gap: int) -> None:
        """Adds a turn at the end, after `gap` samples of silence where something is before it.

        A turn without a sound, also one whose sound has not begun, brings no silence: the library does not count it.
        """
        if self.spans and gap and any(span.samples for span in turn.spans):
            self._add(Span(gap))
        start = self.samples
        for span in turn.spans:
            self._add(span)
        self.places[turn.turn_id] = (start, self.samples)

    def plus(self, turn: TurnAudio, *, gap: int) -> Timeline:
        """A copy with a turn added."""
        longer = Timeline(list(self.spans), self.samples, dict(self.places))
        longer.append(turn, gap=gap)
        return longer

    def _add(self, span: Span) -> None:
        if span.samples:
            self.spans.append(span)
            self.samples += span.samples

    def cut(self, start: int, count: int) -> list[Span]:
        """The spans of `count` samples from `start` on; fewer where the timeline ends before."""
        found: list[Span] = []
        position, end = 0, start + count
        for span in self.spans:
            if position >= end:
                break
            first, last = max(start, position), min(end, position + span.samples)
            if first < last:
                offset = span.start + first - position if span.path else 0
                found.append(Span(last - first, span.path, offset))
            position += span.samples
        return found


def segment_bounds(number: int) -> tuple[int, int]:
    """First sample and length of a segment; the last of a job may be shorter."""
    if number == 0:
        return 0, FIRST_SEGMENT
    return FIRST_SEGMENT + (number - 1) * SEGMENT, SEGMENT


def whole_segments(samples: int) -> int:
    """How many full segments fit in so many samples."""
    return 0 if samples < FIRST_SEGMENT else 1 + (samples - FIRST_SEGMENT) // SEGMENT


def all_segments(samples: int) -> int:
    """How many segments hold so many samples, a shorter last one included."""
    whole = whole_segments(samples)
    return whole + (segment_bounds(whole)[0] < samples)


def read_pcm(spans: Iterable[Span]) -> Iterator[bytes]:
    """The samples of spans as s16le, in blocks; memory does not grow with their length."""
    for span in spans:
        left = span.samples
        if span.path is None:
            while left:
                count = min(left, _READ_SAMPLES)
                yield bytes(count * BYTES_PER_SAMPLE)
                left -= count
            continue
        with span.path.open("rb", buffering=0) as file:
            file.seek(span.start * BYTES_PER_SAMPLE)
            while left:
                block = file.read(min(left, _READ_SAMPLES) * BYTES_PER_SAMPLE)
                if not block:
                    raise EOFError(f"{span.path.name} is shorter than the library says")
                yield block
                left -= len(block) // BYTES_PER_SAMPLE
