"""One seam for every kind of engine: describe, voices, render."""

from .detect import detect_kind
from .engine import (
    Anew,
    AudioChunk,
    Checkpoint,
    End,
    EngineAdapter,
    Queued,
    RenderEvent,
    RenderRequest,
    RenderTurn,
    TurnEdge,
    WordTime,
)
from .native import NativeAdapter

__all__ = [
    "Anew",
    "AudioChunk",
    "Checkpoint",
    "End",
    "EngineAdapter",
    "NativeAdapter",
    "Queued",
    "RenderEvent",
    "RenderRequest",
    "RenderTurn",
    "TurnEdge",
    "WordTime",
    "detect_kind",
]
