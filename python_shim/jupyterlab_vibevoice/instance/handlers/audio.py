"""Sound: segments, whole files, captions, peaks."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import aclosing, contextmanager
from typing import cast

from tornado.iostream import StreamClosedError

from ...contract.problems import ProblemError
from ..audio import Kind
from ..captions import to_json, to_srt, to_vtt
from ..clock import seconds
from ..content import Content, WavContent, disposition, parse_range, read_ahead
from ..cues import cues_of
from ..library.database import Row
from ..timeline import Span, all_segments, read_pcm, segment_bounds
from ..wav import wav_head
from ..wire import UNDER_WAY, gap_timeline, is_complete
from .jobs import JobBase

_ATTEMPTS = 3
_FOR_EVER = "private, max-age=31536000, immutable"
_TYPES = {
    "flac": "audio/flac",
    "wav": "audio/wav",
    "mp3": "audio/mpeg",
    "opus": "audio/ogg; codecs=opus",
    "m4a": "audio/mp4",
    "aac": "audio/aac",
    "vtt": "text/vtt; charset=utf-8",
    "srt": "application/x-subrip; charset=utf-8",
}


class SoundHandler(JobBase):
    """Sends short pieces and long files of sound."""

    @contextmanager
    def while_there(self, job_id: str) -> Iterator[None]:
        """Files that are missing because the job was forgotten meanwhile are a `job_not_found`."""
        try:
            yield
        except (OSError, EOFError, ProblemError):
            self.job(job_id)
            raise

    async def send_piece(self, spans: Sequence[Span], samples: int, kind: str) -> None:
        """One short piece as a file of its own, cacheable for ever."""
        self.instance.tell_use()
        if kind == "wav":
            data = wav_head(samples) + b"".join(read_pcm(spans))
        else:
            data = await self.instance.sound.encode(spans, cast(Kind, kind))
        self.set_header("Cache-Control", _FOR_EVER)
        self.set_header("Content-Type", _TYPES[kind])
        self.finish(data)

    async def send_content(self, content: Content, *, kind: str, tag: str | None = None) -> None:
        """A long file, or the range of it that was asked for, in bounded memory."""
        self.instance.tell_use()
        self.set_header("Accept-Ranges", "bytes")
        self.set_header("Content-Type", _TYPES[kind])
        self.set_header("Cache-Control", "private, no-cache")
        wanted = self.request.headers.get("Range")
        if tag is not None:
            self.set_header("ETag", f'"{tag}"')
            if self.request.headers.get("If-Range", f'"{tag}"') != f'"{tag}"':
                wanted = None
        try:
            bounds = parse_range(wanted, content.length)
        except ValueError:
            self.set_header("Content-Range", f"bytes */{content.length}")
            problem = ProblemError("invalid_request", "The range begins beyond the end of the audio.")
            self.answer(problem.to_wire(self.request_id), 416)
            return
        start, end = bounds or (0, content.length)
        if bounds is not None:
            self.set_status(206)
            self.set_header("Content-Range", f"bytes {start}-{end - 1}/{content.length}")
        self.set_header("Content-Length", str(end - start))
        await self._stream(content, start, end)

    async def _stream(self, content: Content, start: int, end: int) -> None:
        if self.request.method == "HEAD":
            self.finish()
            return
        try:
            async with aclosing(read_ahead(content, start, end)) as blocks:
                async for block in blocks:
                    self.write(block)
                    await self.flush()
        except StreamClosedError:
            return
        except (FileNotFoundError, EOFError):
            if not self._headers_written:
                raise
            # The job was forgotten, or goes on without what was heard of its last turn: an answer that has begun can
            # tell that only by breaking off. Asked again, it is whole, or not there.
            self.detach().close()
            return
        self.finish()


class SegmentHandler(SoundHandler):
    """`GET api/jobs/{id}/revisions/{r}/segments/{n}.flac` (`.wav`)."""

    async def get(self, job_id: str, revision: str, number: str, kind: str) -> None:
        """One piece of a revision; it never changes."""
        row = self.job(job_id)
        timeline = gap_timeline(self.instance.library, row, int(revision))
        count = all_segments(timeline.samples)
        if int(revision) == row["revision"]:
            count = min(count, row["segments"])
        if int(number) >= count or not 1 <= int(revision) <= row["revision"]:
            raise ProblemError("not_found", "There is no such piece of audio yet.")
        spans = timeline.cut(*segment_bounds(int(number)))
        with self.while_there(job_id):
            await self.send_piece(spans, sum(span.samples for span in spans), kind)


class WholeHandler(SoundHandler):
    """`GET api/jobs/{id}/audio.{wav,flac,mp3,opus,m4a}`."""

    async def get(self, job_id: str, kind: str) -> None:
        """The whole, or as WAV what there is so far."""
        with self.while_there(job_id):
            for is_last in (*[False] * _ATTEMPTS, True):
                try:
                    return await self._send_whole(self.job(job_id), kind)
                except FileNotFoundError:
                    # Made, and cleared away by a new take or title before it could be sent: the job says what is now.
                    if is_last or self._headers_written:
                        raise

    async def _send_whole(self, row: Row, kind: str) -> None:
        instance = self.instance
        is_whole = is_complete(instance.library, row)
        if kind != "wav" and not is_whole:
            raise ProblemError(
                "job_not_finished",
                "This format needs the end of the audio, which is not there yet.",
                hint="Take WAV, or wait for the end.",
            )
        self.set_header("Content-Disposition", disposition(row["title"] or "dialogue", kind))
        tag = hashlib.sha256(f"{row['id']} {row['revision']} {row['title']} {kind}".encode()).hexdigest()[:24]
        content: Content
        if kind == "wav":
            timeline = gap_timeline(instance.library, row)
            content = WavContent(wav_head(timeline.samples, instance.sound.metadata(row)), timeline)
        else:
            content = await instance.sound.export(row, cast(Kind, kind))
        is_fixed = is_whole and row["state"] not in UNDER_WAY
        await self.send_content(content, kind=kind, tag=tag if is_fixed else None)

    async def head(self, job_id: str, kind: str) -> None:
        """The same without the sound."""
        await self.get(job_id, kind)


class CaptionsHandler(JobBase):
    """`GET api/jobs/{id}/captions.{vtt,srt,json}`."""

    def get(self, job_id: str, kind: str) -> None:
        """Captions of what there is so far."""
        row = self.job(job_id)
        cues = cues_of(self.instance.library, row)
        if kind == "json":
            language = self.instance.library.jobs.dialogue(job_id).get("language")
            self.answer(to_json(cues, job_id=job_id, revision=row["revision"], language=language))
            return
        self.set_header("Content-Type", _TYPES[kind])
        self.set_header("Content-Disposition", disposition(row["title"] or "dialogue", kind))
        self.finish(to_srt(cues) if kind == "srt" else to_vtt(cues, title=row["title"] or ""))


class PeaksHandler(SoundHandler):
    """`GET api/jobs/{id}/peaks.json?per_second=20`."""

    async def get(self, job_id: str) -> None:
        """The waveform of what there is so far."""
        row: Row = self.job(job_id)
        per_second = self.read_number("per_second", 20, least=1, most=200)
        timeline = gap_timeline(self.instance.library, row)
        with self.while_there(job_id):
            peaks = await self.instance.sound.peaks(row, timeline, per_second)
        self.answer(
            {
                "revision": row["revision"],
                "per_second": per_second,
                "seconds": seconds(timeline.samples),
                "peaks": peaks,
            }
        )
