"""A dialogue for the draft engine, and what its audio must be: the same turns, in order, once each, well joined."""

from __future__ import annotations

import random
from typing import Any

import numpy as np

RATE = 24_000
GAP_S = 0.35
# Spoken in about a second: a busy machine has to strike while it still runs.
_TURNS = 72
_WORDS = [
    *("the", "river", "bends", "behind", "our", "house", "and", "every", "autumn", "it", "rises", "over", "stones"),
    *("where", "children", "fish", "while", "their", "mothers", "gather", "apples", "talking", "about", "weather"),
    *("markets", "trains", "letters", "from", "abroad", "music", "borrowed", "books", "broken", "clocks"),
]
# The library of espeak-ng keeps a state of its own: a turn may come out a pitch period longer or shorter.
_LENGTH_TOLERANCE = 0.004
_ENVELOPE_SAMPLES = RATE // 50
_QUIET = 200
# Times on the wire have four decimals: 2.4 samples.
ROUNDING = 3

Samples = np.ndarray[Any, np.dtype[np.int16]]


def spoken_dialogue() -> dict[str, Any]:
    """Two speakers and turns that differ in their words and lengths."""
    chance = random.Random(4)
    turns = [
        {"id": f"u{n}", "speaker": ("Nora", "Ben")[n % 2], "text": " ".join(chance.choices(_WORDS, k=6 + n % 9)) + "."}
        for n in range(_TURNS)
    ]
    return {"version": 1, "cast": {"Nora": None, "Ben": None}, "turns": turns, "chapters": []}


def turns_of(job: dict[str, Any], pcm: bytes) -> list[Samples]:
    """The samples of each turn of a job that is done, cut out of its audio."""
    samples = np.frombuffer(pcm, dtype="<i2")
    return [samples[round(turn["start"] * RATE) : round(turn["end"] * RATE)] for turn in job["turns"]]


def assert_whole(job: dict[str, Any], pcm: bytes, reference: list[Samples]) -> None:
    """The job is done, and its audio is the dialogue of `reference`: nothing missing, doubled, or badly joined."""
    assert job["state"] == "done" and [turn["state"] for turn in job["turns"]] == ["done"] * _TURNS
    assert [turn["precision"] for turn in job["turns"]] == ["exact"] * _TURNS
    assert_joined(job, pcm)
    for number, (found, wanted) in enumerate(zip(turns_of(job, pcm), reference, strict=True)):
        assert abs(len(found) - len(wanted)) <= _LENGTH_TOLERANCE * len(wanted), f"turn {number} has another length"
        likeness = [_likeness(found, other) for other in reference]
        assert likeness[number] > 0.95 and int(np.argmax(likeness)) == number, f"turn {number} is another turn"


def assert_joined(job: dict[str, Any], pcm: bytes) -> None:
    """Turns follow one another with exactly the gap between, which is silent, and begin and end without a click."""
    samples = np.frombuffer(pcm, dtype="<i2")
    gap, end = round(GAP_S * RATE), -round(GAP_S * RATE)
    for number, turn in enumerate(job["turns"]):
        start = round(turn["start"] * RATE)
        assert abs(start - end - gap) <= ROUNDING, f"turn {number} does not begin where the gap ends"
        between = samples[max(0, end + ROUNDING) : max(0, start - ROUNDING)]
        assert not between.any(), f"there is no silence before turn {number}"
        end = round(turn["end"] * RATE)
        edges = samples[[start, max(0, end - ROUNDING)]].astype(np.int32)
        assert (np.abs(edges) < _QUIET).all(), f"turn {number} clicks"
    assert abs(len(samples) - end) <= ROUNDING
    assert abs(len(samples) - round(job["audio"]["seconds"] * RATE)) <= ROUNDING


def _likeness(one: Samples, other: Samples) -> float:
    """How alike two loudness curves are, 1 for the same."""
    first, second = _envelope(one), _envelope(other)
    count = min(len(first), len(second))
    if max(len(first), len(second)) - count > 2:
        return 0.0
    return float(np.corrcoef(first[:count], second[:count])[0, 1])


def _envelope(samples: Samples) -> np.ndarray[Any, np.dtype[np.float64]]:
    count = len(samples) // _ENVELOPE_SAMPLES
    blocks = samples[: count * _ENVELOPE_SAMPLES].astype(np.float64).reshape(count, -1)
    found: np.ndarray[Any, np.dtype[np.float64]] = np.sqrt((blocks**2).mean(axis=1))
    return found
