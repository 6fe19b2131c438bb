"""Captions as text: WebVTT with speakers, SRT with names, and the contract's JSON."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

DISCLOSURE = "AI-generated speech"
# About two lines of a caption; a sign of Chinese is as wide as two letters.
_WIDEST = 84
_SENTENCE = re.compile(r".+?(?:[.!?…。！？；;]+[\"'”’」』）)]*(?=\s|$|[^\x00-\x7f])\s*|$)", re.DOTALL)
_WIDE = re.compile(r"[\u1100-\u115f\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]")


@dataclass(frozen=True)
class WordCue:
    """One word as it stands in the text, and its time in seconds."""

    text: str
    start: float
    end: float


@dataclass(frozen=True)
class Cue:
    """One turn: times in seconds of the revision's audio."""

    turn_id: str
    index: int
    speaker: str
    text: str
    start: float
    end: float
    precision: Literal["exact", "aligned", "estimated"] = "exact"
    words: Sequence[WordCue] = ()


def to_vtt(cues: Iterable[Cue], *, title: str = "") -> str:
    """WebVTT: `<v Speaker>` spans, long turns in several cues, a note that the speech is AI-generated."""
    head = "WEBVTT" + (f" - {_one_line(title).replace('-->', '→')}" if title else "")
    blocks = [head, f"NOTE {DISCLOSURE}"]
    for cue in cues:
        name = _escape(_one_line(cue.speaker))
        for start, end, text in split(cue):
            blocks.append(f"{_clock(start, '.')} --> {_clock(end, '.')}\n<v {name}>{_escape(text)}</v>")
    return "\n\n".join(blocks) + "\n"


def to_srt(cues: Iterable[Cue]) -> str:
    """SubRip: `Name: text` (the format knows no speakers), long turns in several cues."""
    blocks: list[str] = []
    for cue in cues:
        for start, end, text in split(cue):
            spoken = f"{_one_line(cue.speaker)}: {text}".replace("-->", "→")
            blocks.append(f"{len(blocks) + 1}\n{_clock(start, ',')} --> {_clock(end, ',')}\n{spoken}")
    return "\n\n".join(blocks) + "\n" if blocks else ""


def to_json(cues: Iterable[Cue], *, job_id: str, revision: int, language: str | None = None) -> dict[str, Any]:
    """The contract's `Captions`, with the times of words where they are known."""
    wire: dict[str, Any] = {"job_id": job_id, "revision": revision}
    if language:
        wire["language"] = language
    wire["cues"] = [_wire(cue) for cue in cues]
    return wire


def _wire(cue: Cue) -> dict[str, Any]:
    wire: dict[str, Any] = {
        "turn_id": cue.turn_id,
        "index": cue.index,
        "speaker": cue.speaker,
        "text": cue.text,
        "start": _milliseconds(cue.start),
        "end": _milliseconds(cue.end),
        "precision": cue.precision,
    }
    if cue.words:
        wire["words"] = [
            {"text": word.text, "start": _milliseconds(word.start), "end": _milliseconds(word.end)}
            for word in cue.words
        ]
    return wire


def split(cue: Cue) -> list[tuple[float, float, str]]:
    """A turn as pieces (start, end, text) short enough to be read, cut after sentences; times from words if known."""
    text = _one_line(cue.text)
    pieces = _pieces(text)
    starts = [cue.start]
    place = 0
    for piece in pieces[:-1]:
        place += len(piece)
        starts.append(max(starts[-1], _time_at(cue, text, place)))
    ends = [*starts[1:], cue.end]
    return [(a, b, piece.strip()) for a, b, piece in zip(starts, ends, pieces, strict=True) if piece.strip()]


def _pieces(text: str) -> list[str]:
    """Sentences, joined while they fit into one caption; their concatenation is the text."""
    pieces: list[str] = []
    for sentence in _SENTENCE.findall(text):
        if pieces and _width(pieces[-1]) + _width(sentence) <= _WIDEST:
            pieces[-1] += sentence
        else:
            pieces.append(sentence)
    return pieces or [text]


def _time_at(cue: Cue, text: str, place: int) -> float:
    """When the sign at `place` is spoken: at the next word's start, else in proportion."""
    position = 0
    for word in cue.words:
        found = text.find(word.text, position)
        if found < 0:
            continue
        if found >= place:
            return min(max(word.start, cue.start), cue.end)
        position = found + len(word.text)
    return cue.start + (cue.end - cue.start) * place / max(1, len(text))


def _width(text: str) -> int:
    return len(text) + len(_WIDE.findall(text))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _milliseconds(at_s: float) -> float:
    return round(at_s, 3)


def _clock(at_s: float, separator: str) -> str:
    milliseconds = max(0, round(at_s * 1000))
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{separator}{rest:03}"
