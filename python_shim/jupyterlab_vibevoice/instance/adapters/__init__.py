"""One seam for every kind of engine: describe, voices, render."""

from .detect import detect_kind
from .engine import (
    AudioChunk,
    Checkpoint,
    End,
    EngineAdapter,
    RenderEvent,
    RenderRequest,
    RenderTurn,
    TurnEdge,
    WordTime,
)
from .native import NativeAdapter

__all__ = [
    "AudioChunk",
    "Checkpoint",
    "End",
    "EngineAdapter",
    "NativeAdapter",
    "RenderEvent",
    "RenderRequest",
    "RenderTurn",
    "TurnEdge",
    "WordTime",
    "detect_kind",
]
