"""The adapter of what answered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

from .detect import Found
from .engine import EngineAdapter
from .native import NativeAdapter
from .openai import OpenAiAdapter
from .page import PageAdapter


def adapter_for(
    found: Found, socket_path: str | Path, table_reader: Callable[[], Awaitable[EngineAdapter]]
) -> EngineAdapter:
    """The adapter of what answered; `table_reader` wakes the engine that speaks where nothing else can be driven."""
    if found.kind == "native":
        return NativeAdapter(socket_path)
    if found.kind == "openai":
        return OpenAiAdapter(found.base_url)
    return PageAdapter(table_reader)
