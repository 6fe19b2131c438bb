"""One take under way: its file, its words, and what the library knows of it."""

from __future__ import annotations

import asyncio
from typing import Any

from .clock import SAMPLE_RATE, seconds
from .library import Library
from .pcm import TakeWriter
from .speech import PartEnded, Silence, Sound, Step, TurnPlan, WordSpoken
from .timeline import TurnAudio


class Recording:
    """Takes the steps of one turn and keeps its samples; nothing counts before `save`."""

    def __init__(self, library: Library, job_id: str, plan: TurnPlan) -> None:
        self._library = library
        self._job_id = job_id
        self.plan = plan
        self.take_id = library.takes.begin(job_id, plan.turn_id, plan.wording)
        self._writer = TakeWriter(library.takes.path(job_id, self.take_id))
        self._words: list[dict[str, Any]] = []
        self._sound_samples = 0
        self._part_start = 0

    @property
    def samples(self) -> int:
        """Samples that are in the file or are silence."""
        return self._writer.samples

    def take(self, step: Step) -> None:
        """Adds a step of this turn."""
        match step:
            case Sound(pcm=pcm):
                self._writer.write(pcm)
            case Silence(samples=count):
                self._writer.silence(count)
                self._part_start = self._writer.samples
            case PartEnded():
                self._writer.end_piece()
                self._part_start = self._writer.samples
            case WordSpoken(text=text, start_s=start_s, end_s=end_s):
                self._add_word(text, start_s, end_s)
            case _:
                pass

    def _add_word(self, text: str, start_s: float, end_s: float | None) -> None:
        offset_s = seconds(self._part_start)
        start = round(max(0.0, offset_s + start_s), 4)
        if self._words and self._words[-1].get("end") is None:
            self._words[-1]["end"] = start
        end = None if end_s is None else round(max(start, offset_s + end_s), 4)
        self._words.append({"text": text, "start": start, "end": end})

    def sync(self) -> None:
        """Returns when everything so far is safe on the disk."""
        self._writer.flush()

    async def save(self, *, is_whole: bool) -> None:
        """Returns when everything so far is safe on the disk and in the library."""
        await asyncio.to_thread(self._writer.flush)
        self.note(is_whole=is_whole)

    def save_now(self, *, is_whole: bool) -> None:
        """The same where there is no time to wait, as at the end of the instance."""
        self.sync()
        self.note(is_whole=is_whole)

    def note(self, *, is_whole: bool) -> None:
        """Tells the library how much counts."""
        words = self._words
        if is_whole and words and words[-1]["end"] is None:
            words[-1]["end"] = round(self.samples / SAMPLE_RATE, 4)
        self._library.takes.grow(self.take_id, self._writer, words, is_whole=is_whole)

    def end_early(self) -> None:
        """Fades out where the sound was cut off."""
        self._writer.end_piece()

    def close(self) -> None:
        """Closes the file."""
        self._writer.close()

    def drop(self) -> None:
        """Forgets the take."""
        self._writer.close()
        self._library.takes.drop(self._job_id, self.take_id)

    def audio(self) -> TurnAudio:
        """What the take sounds like so far."""
        row = self._library.takes.get(self._job_id, self.take_id)
        if row is None:
            raise LookupError("The take has been dropped")
        return self._library.takes.turn_audio(row)
