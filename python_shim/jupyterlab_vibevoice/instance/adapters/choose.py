"""The adapter of what answered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

from ...processes import OutputRing
from .detect import Found
from .engine import EngineAdapter
from .native import NativeAdapter
from .openai import OpenAiAdapter
from .page import PageAdapter


def mapping_file_of(script: Path) -> Path:
    """Where it is written what is what on the Gradio page of a script, if anybody had to say so."""
    return script.with_name(f"{script.name}.gradio.json")


def adapter_for(
    found: Found,
    socket_path: str | Path,
    table_reader: Callable[[], Awaitable[EngineAdapter]],
    *,
    mapping_file: Path | None = None,
    log: OutputRing | None = None,
    api_key: str = "",
) -> EngineAdapter:
    """The adapter of what answered; `table_reader` wakes the engine that speaks where nothing else can be driven.

    For Gradio pages: `mapping_file` (see `mapping_file_of`), and `log`, which tells what the page keeps to itself. For
    OpenAI-style servers: `api_key`, where they want one.
    """
    if found.kind == "native":
        return NativeAdapter(socket_path)
    if found.kind == "gradio":
        # The grammar comes with it, which no other kind needs.
        from .gradio import GradioAdapter

        return GradioAdapter(found.base_url, mapping_file=mapping_file, log=log)
    if found.kind == "openai":
        return OpenAiAdapter(found.base_url, api_key=api_key)
    return PageAdapter(table_reader)
