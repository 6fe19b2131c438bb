"""What is spoken in one go: a turn, a scene or everything; and what an engine makes of that wish."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from .clock import SAMPLE_RATE

TURNS = "turns"


def settle_mode(asked: str | None, engine: Mapping[str, Any]) -> str | None:
    """The mode of a job; None where nobody asked for one and the engine, not awake yet, is to decide.

    A Gradio page speaks a dialogue in one go, as it was made for; each chapter by itself, since voices drift with time.
    """
    if asked is not None or not engine:
        return asked
    return "scenes" if engine.get("kind") == "gradio" else TURNS


def has_passes(mode: str | None, engine: Mapping[str, Any]) -> bool:
    """Whether several turns are one sound, whose inner times can but be estimated."""
    return mode in ("scenes", "whole") and bool(engine) and not engine["can"]["exact_turns"]


def gap_samples(settings: Mapping[str, Any], engine: Mapping[str, Any]) -> int:
    """The silence between two turns: none where they are cut from one sound, which has its own pauses."""
    return 0 if has_passes(settings["mode"], engine) else math.ceil(settings["gap_ms"] * SAMPLE_RATE / 1000)
