"""Sound with PyAV and numpy, in the audio worker's process: encode, export, peaks, loudness, decode.

Everything reads and writes in blocks, so that memory does not grow with length. 24 kHz mono s16le throughout.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

import av

RATE = 24_000
_BLOCK = RATE
_TIME_BASE = Fraction(1, RATE)
# How loud a file is when nothing was measured, the meter's own floor.
SILENCE_LUFS = -70.0

# Where a stretch of sound lies: file (None: silence), first sample, samples.
Stretch = tuple[str | None, int, int]


@dataclass(frozen=True)
class _Format:
    container: str
    codec: str
    bit_rate: int | None = None
    chapters: Literal["container", "comments"] | None = None


# Bit rates are for one voice at 24 kHz. libopus and libmp3lame take 24 kHz as it is. wav and flac lose chapters.
_FORMATS = {
    "wav": _Format("wav", "pcm_s16le"),
    "flac": _Format("flac", "flac"),
    "mp3": _Format("mp3", "libmp3lame", 64_000, "container"),
    "opus": _Format("ogg", "libopus", 40_000, "comments"),
    "m4a": _Format("ipod", "aac", 64_000, "container"),
    "aac": _Format("adts", "aac", 64_000),
}


def blocks(stretches: Sequence[Stretch]) -> Iterator[bytes]:
    """The samples of stretches as s16le, at most a second at a time. Raises EOFError when a file is too short."""
    for path, start, samples in stretches:
        left = samples
        if path is None:
            while left:
                count = min(left, _BLOCK)
                yield bytes(count * 2)
                left -= count
            continue
        with open(path, "rb", buffering=0) as file:
            file.seek(start * 2)
            while left:
                found = file.read(min(left, _BLOCK) * 2)
                if len(found) < 2:
                    raise EOFError("the recording is shorter than the library says")
                yield found[: len(found) // 2 * 2]
                left -= len(found) // 2


def _frames(stretches: Sequence[Stretch]) -> Iterator[av.AudioFrame]:
    place = 0
    for block in blocks(stretches):
        frame = av.AudioFrame(format="s16", layout="mono", samples=len(block) // 2)
        # Frames are in the machine's order of bytes, which is little-endian wherever PyAV has a wheel.
        frame.planes[0].update(block)
        frame.sample_rate = RATE
        frame.time_base = _TIME_BASE
        frame.pts = place
        place += len(block) // 2
        yield frame


def _write(
    target: Any,
    stretches: Sequence[Stretch],
    kind: str,
    *,
    metadata: Mapping[str, str] | None = None,
    chapters: Sequence[Mapping[str, Any]] = (),
    on_progress: Callable[[float], None] | None = None,
) -> None:
    form = _FORMATS[kind]
    total = max(1, sum(samples for _, _, samples in stretches))
    with av.open(target, "w", format=form.container) as container:
        stream: Any = container.add_stream(form.codec, rate=RATE, layout="mono")
        if form.bit_rate is not None:
            stream.bit_rate = form.bit_rate
        container.metadata.update({name: text for name, text in (metadata or {}).items() if text})
        if chapters and form.chapters == "container":
            container.set_chapters(_chapters(chapters, total))
        elif form.chapters == "comments":
            container.metadata.update(_chapter_comments(chapters))
        done = 0
        for frame in _frames(stretches):
            container.mux(stream.encode(frame))
            done += frame.samples
            if on_progress is not None:
                on_progress(done / total)
        container.mux(stream.encode(None))


def _chapters(chapters: Sequence[Mapping[str, Any]], total: int) -> Any:
    starts = [round(float(chapter["start"]) * RATE) for chapter in chapters]
    ends = [*starts[1:], total]
    return [
        {
            "id": number,
            "start": start,
            "end": max(start, end),
            "time_base": _TIME_BASE,
            "metadata": {"title": str(chapter["title"])},
        }
        for number, (chapter, start, end) in enumerate(zip(chapters, starts, ends, strict=True))
    ]


def _chapter_comments(chapters: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Chapters as Vorbis comments (Xiph's chapter extension); FFmpeg's own writing of them is up to a second wrong."""
    comments = {}
    for number, chapter in enumerate(chapters):
        milliseconds = round(float(chapter["start"]) * 1000)
        seconds = milliseconds // 1000
        clock = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{milliseconds % 1000:03}"
        comments[f"CHAPTER{number:03}"] = clock
        comments[f"CHAPTER{number:03}NAME"] = str(chapter["title"])
    return comments


def encode(stretches: Sequence[Stretch], kind: str) -> bytes:
    """A short piece as a file of its own, in memory."""
    target = io.BytesIO()
    _write(target, stretches, kind)
    return target.getvalue()


def export(
    stretches: Sequence[Stretch],
    kind: str,
    out_path: Path,
    *,
    metadata: Mapping[str, str],
    chapters: Sequence[Mapping[str, Any]],
    on_progress: Callable[[float], None],
) -> int:
    """A whole file, complete when it appears at `out_path`; returns its size in bytes."""
    unfinished = out_path.with_name(f".{out_path.name}.{os.getpid()}.part")
    try:
        _write(str(unfinished), stretches, kind, metadata=metadata, chapters=chapters, on_progress=on_progress)
        with unfinished.open("rb") as file:
            os.fsync(file.fileno())
            size = file.seek(0, os.SEEK_END)
        unfinished.replace(out_path)
    finally:
        unfinished.unlink(missing_ok=True)
    return size


def peaks(stretches: Sequence[Stretch], per_second: float) -> list[int]:
    """The loudest sample of each 1/`per_second` s as 0..127; the last stretch may be shorter."""
    # Late: an instance that only encodes segments need not wait for numpy.
    import numpy as np
    from numpy.typing import NDArray

    window = max(1, round(RATE / per_second))
    found: list[NDArray[np.int32]] = []
    rest = np.zeros(0, np.int32)
    for block in blocks(stretches):
        rest = np.concatenate((rest, np.abs(np.frombuffer(block, "<i2").astype(np.int32))))
        whole = len(rest) // window * window
        if whole:
            found.append(rest[:whole].reshape(-1, window).max(axis=1))
            rest = rest[whole:]
    if len(rest):
        found.append(rest.max(keepdims=True))
    return [int(value) for value in np.minimum(np.concatenate(found) >> 8, 127)] if found else []


def loudness(stretches: Sequence[Stretch]) -> float:
    """Integrated loudness in LUFS by EBU R128."""
    graph = av.filter.Graph()
    source = graph.add_abuffer(format="s16", sample_rate=RATE, layout="mono", time_base=_TIME_BASE)
    meter = graph.add("ebur128", "metadata=1")
    sink = graph.add("abuffersink")
    source.link_to(meter)
    meter.link_to(sink)
    graph.configure()
    found = SILENCE_LUFS
    for frame in _with_end(_frames(stretches)):
        graph.push(frame)
        while True:
            try:
                measured = graph.pull()
            except (av.error.BlockingIOError, av.error.EOFError):
                break
            found = float(measured.metadata.get("lavfi.r128.I", found))
    return found


def _with_end(frames: Iterator[av.AudioFrame]) -> Iterator[av.AudioFrame | None]:
    yield from frames
    yield None
