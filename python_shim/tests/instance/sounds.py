"""What the tone engine's turns must sound like, and where they are in a job's audio."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np

sys.path.append(str(Path(__file__).parent.parent / "resources"))
from tone_engine import tone

RATE = 24_000
# Ends of sounds are faded; between the fades the samples are the engine's own.
EDGE = 120


def samples(pcm: bytes) -> np.ndarray[Any, np.dtype[np.int16]]:
    """s16le bytes as numbers."""
    return np.frombuffer(pcm, dtype="<i2")


def spoken(text: str) -> np.ndarray[Any, np.dtype[np.int16]]:
    """The samples of a text."""
    return samples(tone(text))


def assert_spoken_in_order(pcm: bytes, texts: list[str], *, gap_ms: int = 350) -> None:
    """The audio is exactly these texts, one after the other, with silence between: nothing missing, nothing doubled."""
    found, at = samples(pcm), 0
    for number, text in enumerate(texts):
        wanted = spoken(text)
        piece = found[at : at + len(wanted)]
        assert len(piece) == len(wanted), f"turn {number} is cut off"
        assert np.array_equal(piece[EDGE:-EDGE], wanted[EDGE:-EDGE]), f"turn {number} is not what it should be"
        at += len(wanted)
        if number < len(texts) - 1:
            gap = RATE * gap_ms // 1000
            assert not found[at : at + gap].any(), f"there is no silence after turn {number}"
            at += gap
    assert at == len(found)
