"""The present revision of a job while it grows: publishes its segments, ends it, begins the next."""

from __future__ import annotations

from collections.abc import Sequence

from .library import Library
from .library.database import Row
from .pcm import peaks_of
from .timeline import Timeline, TurnAudio, all_segments, read_pcm, segment_bounds, whole_segments
from .wire import audio_wire

Turn = tuple[str, int]


class Growth:
    """Says which segments can be fetched; a segment that was announced never changes.

    `timeline` holds the finished turns, `heard` besides them the turn that is spoken now.
    """

    def __init__(self, library: Library, job_id: str) -> None:
        self._library = library
        self._job_id = job_id
        self._segments: int = self.row["segments"]
        self._gap: int = self.row["gap"]
        self.reload()

    @property
    def row(self) -> Row:
        """The job's row as it is now."""
        return self._library.jobs.get(self._job_id)

    def reload(self, *, with_partial: bool = False) -> None:
        """Reads the timeline from the library: whole takes, and on request the one that was cut off."""
        rows = self._library.takes.chosen(self._job_id, self.row["revision"])
        counted = [take for take in rows if take["samples"] and (with_partial or take["is_whole"])]
        self.timeline = Timeline.build(map(self._library.takes.turn_audio, counted), gap=self._gap)
        self.heard = self.timeline

    @property
    def partial(self) -> Turn | None:
        """The turn (id, index) of the present revision whose take was cut off."""
        for take in self._library.takes.chosen(self._job_id, self.row["revision"]):
            if not take["is_whole"]:
                return take["turn_id"], take["turn_index"]
        return None

    def extend(self, turn: TurnAudio) -> None:
        """Counts a turn as finished."""
        self.timeline.append(turn, gap=self._gap)
        self._publish(self.timeline)

    def grow(self, turn: TurnAudio) -> None:
        """Publishes what there is of a turn that is still spoken."""
        self._publish(self.timeline.plus(turn, gap=self._gap))

    def is_due(self, samples: int) -> bool:
        """Whether so many samples of the present turn make another segment."""
        before = self.timeline.samples + self._gap if self.timeline.samples else 0
        return samples > 0 and whole_segments(before + samples) > self._segments

    def finish(self) -> None:
        """Publishes everything, the short last segment too; nothing grows any more."""
        self.reload(with_partial=True)
        self._publish(self.timeline, is_end=True)

    def _publish(self, timeline: Timeline, *, is_end: bool = False) -> None:
        self.heard = timeline
        count = all_segments(timeline.samples) if is_end else whole_segments(timeline.samples)
        if count <= self._segments:
            return
        revision = self.row["revision"]
        with self._library.database.transaction():
            for number in range(self._segments, count):
                self._tell_segment(revision, number, timeline)
            self._library.jobs.update(self._job_id, segments=count)
        self._segments = count

    def _tell_segment(self, revision: int, number: int, timeline: Timeline) -> None:
        start, length = segment_bounds(number)
        spans = timeline.cut(start, length)
        self._library.events.append(
            self._job_id,
            "segment",
            revision=revision,
            n=number,
            start_sample=start,
            samples=sum(span.samples for span in spans),
            peaks=peaks_of(read_pcm(spans)),
        )

    def was_heard(self) -> bool:
        """Whether an announced segment holds sound of the turn that is spoken now."""
        return self._segments > 0 and sum(segment_bounds(self._segments - 1)) > self.timeline.samples

    def ends_short(self) -> bool:
        """Whether the last announced segment is shorter than a full one."""
        self.reload(with_partial=True)
        return self._segments > whole_segments(self.timeline.samples)

    def begin_again(self, turn: Turn | None) -> None:
        """A new revision without the take of a turn that was cut off and is spoken again."""
        with self._library.database.transaction():
            revision = self._next_revision()
            if turn is not None:
                self._library.takes.choose(self._job_id, revision, turn, "")
            self._tell_revision(is_end=False)

    def choose(self, turn: Turn, take_id: str, *, is_end: bool) -> None:
        """A new revision in which another take counts; `is_end` when nothing else is still spoken."""
        with self._library.database.transaction():
            self._library.takes.choose(self._job_id, self._next_revision(), turn, take_id)
            self._adopt_text(turn, take_id)
            self._tell_revision(is_end=is_end)

    def replace(self, takes: Sequence[tuple[Turn, str]]) -> None:
        """Makes these takes count while others are to come; in a new revision, if their turns were heard before."""
        is_heard = self.was_heard()
        with self._library.database.transaction():
            revision = self._next_revision() if is_heard else self.row["revision"]
            for turn, take_id in takes:
                self._library.takes.choose(self._job_id, revision, turn, take_id)
            if is_heard:
                self._tell_revision(is_end=False)
            else:
                self.reload()
                self._publish(self.timeline)

    def _next_revision(self) -> int:
        revision: int = self.row["revision"] + 1
        self._library.jobs.update(self._job_id, revision=revision, sha256=None)
        return revision

    def _adopt_text(self, turn: Turn, take_id: str) -> None:
        """The dialogue says what the chosen take says; places of pauses in another text mean nothing."""
        dialogue = self._library.jobs.dialogue(self._job_id)
        take = self._library.takes.get(self._job_id, take_id)
        wanted = dialogue["turns"][turn[1]]
        if take is not None and take["text"] != wanted["text"]:
            wanted["text"] = take["text"]
            wanted.pop("pauses", None)
            self._library.jobs.rewrite(self._job_id, dialogue)

    def _tell_revision(self, *, is_end: bool) -> None:
        self.reload(with_partial=is_end)
        count = all_segments(self.timeline.samples) if is_end else whole_segments(self.timeline.samples)
        self._library.jobs.update(self._job_id, segments=count)
        self._segments = count
        self._library.events.append(self._job_id, "revision", audio=audio_wire(self.row, self.timeline))
        self._library.drop_exports(self._job_id)
