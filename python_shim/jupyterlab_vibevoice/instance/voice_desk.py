"""Voices: the engines' own and the uploaded ones, together; their previews."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from contextlib import aclosing
from pathlib import Path
from typing import Any

from ..contract.problems import ProblemError
from .adapters import AudioChunk, RenderRequest, RenderTurn
from .clock import BYTES_PER_SAMPLE, iso, seconds
from .lane_engine import LaneEngine
from .library import Library
from .wav import wav_head

_SENTENCES = {"zh": "你好，很高兴认识你。今天想聊点什么？", "en": "Hello, nice to meet you. What shall we talk about?"}


class VoiceDesk:
    """Lists voices and lets them be heard; `use` says that an engine was woken for it."""

    def __init__(self, library: Library, engines: dict[str, LaneEngine], use: Callable[[], None]) -> None:
        self._library = library
        self._engines = engines
        self._use = use

    async def all(self) -> list[dict[str, Any]]:
        """The contract's voices: each engine's own, then uploaded ones; a voice that all engines have is told once."""
        draft = self._engines["draft"]
        if draft.voices is None:
            # A tenth of a second, once in the life of a library.
            self._use()
            await draft.wake()
        found: list[dict[str, Any]] = []
        lists = {name: engine.voices or [] for name, engine in self._engines.items()}
        shared = set.intersection(*({voice["id"] for voice in voices} for voices in lists.values()))
        told: set[str] = set()
        for name in ("script", "draft"):
            for voice in lists.get(name, []):
                if voice["id"] not in told:
                    told.add(voice["id"])
                    is_shared = len(lists) > 1 and voice["id"] in shared
                    found.append(voice if is_shared else {**voice, "engine": name})
        return found + [self._uploaded(row) for row in self._library.voices.all()]

    @staticmethod
    def _uploaded(row: Any) -> dict[str, Any]:
        return {
            "id": row["id"],
            "name": row["name"],
            "languages": [],
            "uploaded": True,
            "seconds": seconds(row["samples"]),
            "created_at": iso(row["created_at"]),
        }

    async def preview(self, voice_id: str) -> bytes:
        """A WAV file in which a voice is heard; made once and kept."""
        if self._library.voices.find(voice_id) is not None:
            return await asyncio.to_thread(self._library.voices.path(voice_id).read_bytes)
        engine, voice = self._owner(voice_id)
        told = engine.description or {}
        name = f"{engine.name} {told.get('name')} {told.get('model')} {told.get('revision')} {voice_id}"
        kept = self._library.folder / "previews" / f"{hashlib.sha256(name.encode()).hexdigest()[:32]}.wav"
        if not kept.is_file():
            await self._make(engine, voice, kept)
        return await asyncio.to_thread(kept.read_bytes)

    def _owner(self, voice_id: str) -> tuple[LaneEngine, dict[str, Any]]:
        """The engine that has a voice; one that is awake before one that sleeps, and the draft before all."""
        order = sorted(self._engines.values(), key=lambda one: (one.name != "draft", one.process.state != "ready"))
        for engine in order:
            for voice in engine.voices or []:
                if voice["id"] == voice_id:
                    return engine, voice
        raise ProblemError("voice_not_found", "There is no such voice.")

    async def _make(self, engine: LaneEngine, voice: dict[str, Any], kept: Path) -> None:
        if engine.name != "draft" and engine.process.state != "ready":
            raise ProblemError(
                "engine_starting",
                "The engine sleeps, so this voice cannot be heard yet.",
                hint="Wake the engine first.",
                retry_after_s=15,
            )
        self._use()
        adapter = await engine.wake()
        languages = voice.get("languages") or ["en"]
        text = _SENTENCES["zh" if languages[0].startswith(("zh", "cmn", "yue")) else "en"]
        pcm = bytearray()
        async with aclosing(adapter.render(RenderRequest(turns=[RenderTurn("p0", text, voice["id"])]))) as events:
            async for event in events:
                if isinstance(event, AudioChunk):
                    pcm += event.pcm
        kept.parent.mkdir(mode=0o700, exist_ok=True)
        new = kept.with_suffix(".new")
        new.write_bytes(wav_head(len(pcm) // BYTES_PER_SAMPLE) + pcm)
        new.replace(kept)
