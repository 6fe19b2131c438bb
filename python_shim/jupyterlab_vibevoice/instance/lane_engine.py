"""The engine of a lane as the lane sees it: woken with its phases told, described, its voices remembered."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any, Literal, Protocol

from ..contract.problems import ProblemError
from .adapters import EngineAdapter
from .adapters.detect import Found
from .adapters.http import HttpFailure
from .library import Library

# How long after a broken connection the end of its process may take to be noticed.
_DEATH_NOTICE_S = 3.0
_LOADING_S = 0.5
# Deaths of an engine before it has told what it is.
_TRIES = 3

LaneName = Literal["script", "draft"]

# The draft engine is always there: this is known of it before it was ever awake.
_BEFORE_FIRST_WAKING: dict[LaneName, dict[str, Any]] = {
    "draft": {
        "name": "draft",
        "kind": "native",
        "model": "espeak-ng",
        "device": "cpu",
        "languages": ["en", "zh", "yue"],
        "sample_rate": 24_000,
        "max_speakers": 4,
        "max_seconds": 86_400,
        "can": {
            "stream": True,
            "resume": True,
            "seed": False,
            "clone": False,
            "exact_turns": True,
            "steps": False,
            "guidance": False,
        },
    }
}


class Process(Protocol):
    """What is needed of a supervised engine; `script.EngineProcess` is one."""

    state: Literal["stopped", "starting", "ready", "failed"]
    phase: str | None
    message: str
    fraction: float | None
    problem: ProblemError | None
    found: Found | None

    async def wake(self) -> EngineAdapter:
        """Starts the engine, or joins the start under way."""
        ...

    async def sleep(self) -> None:
        """Ends the engine."""
        ...

    def doubt(self) -> None:
        """Says that a request to the engine broke."""
        ...

    def subscribe(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Calls back after every change; returns the function that ends it."""
        ...


class LaneEngine:
    """One engine and what the library remembers of it while it sleeps."""

    def __init__(self, name: LaneName, process: Process, library: Library) -> None:
        self.name = name
        self.process = process
        self._library = library
        self._known: EngineAdapter | None = None

    @property
    def description(self) -> dict[str, Any] | None:
        """The contract's `Engine`, as it was when the engine was last awake; None for a script's before that."""
        found: dict[str, Any] | None = self._library.recall(f"engine:{self.name}")
        return found or _BEFORE_FIRST_WAKING.get(self.name)

    @property
    def voices(self) -> list[dict[str, Any]] | None:
        """The contract's voices, the default ones first, as they were when the engine was last awake."""
        found: list[dict[str, Any]] | None = self._library.recall(f"voices:{self.name}")
        return found

    async def wake(self, on_loading: Callable[[dict[str, Any]], None] | None = None) -> EngineAdapter:
        """An adapter of the engine, awake, with description and voices read; tells the phases on the way.

        One that ends before it has told them is woken again, a few times.
        """
        told: dict[str, Any] = {}
        told_s = 0.0

        def changed() -> None:
            nonlocal told, told_s
            loading, now = self.loading(), time.monotonic()
            # A download redraws its bar many times a second; each telling is a row in the library.
            is_due = loading.get("phase") != told.get("phase") or now - told_s >= _LOADING_S
            if self.process.state == "starting" and on_loading is not None and loading != told and is_due:
                told, told_s = loading, now
                on_loading(loading)

        unsubscribe = self.process.subscribe(changed)
        try:
            for tries_left in reversed(range(_TRIES)):
                adapter = await self.process.wake()
                try:
                    await self._know(adapter)
                    break
                except ProblemError as error:
                    if not tries_left or not await self.has_died(error):
                        raise
        finally:
            unsubscribe()
        return adapter

    def loading(self) -> dict[str, Any]:
        """What the engine is doing while it wakes, as the fields of a `loading` event."""
        process = self.process
        fields = {"phase": process.phase, "fraction": process.fraction, "message": process.message or None}
        return {key: value for key, value in fields.items() if value is not None}

    async def _know(self, adapter: EngineAdapter) -> None:
        if adapter is not self._known or self.description is None:
            await self._learn(adapter)
            self._known = adapter

    async def _learn(self, adapter: EngineAdapter) -> None:
        description = (await adapter.describe()).model_dump(mode="json", exclude_none=True)
        for passing in ("state", "fraction", "message"):
            description.pop(passing, None)
        voices = [voice.model_dump(mode="json", exclude_none=True) for voice in await adapter.voices()]
        with self._library.database.transaction():
            self._library.remember(f"engine:{self.name}", description)
            self._library.remember(f"voices:{self.name}", voices)

    async def has_died(self, error: ProblemError) -> bool:
        """Whether an error means that the engine's process is gone, rather than that it refused the work."""
        if error.code != "engine_failed":
            return False
        if self.process.state != "ready":
            return True
        gone = asyncio.Event()
        unsubscribe = self.process.subscribe(gone.set)
        self.process.doubt()
        try:
            async with asyncio.timeout(_DEATH_NOTICE_S):
                await gone.wait()
        except TimeoutError:
            # A connection that broke is worth another try even where its process goes on.
            return isinstance(error.__cause__, HttpFailure)
        finally:
            unsubscribe()
        return self.process.state != "ready"
