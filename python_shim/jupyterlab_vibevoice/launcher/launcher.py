"""What the handlers ask of a launcher, wherever it keeps the instance: beside this server, or in the hub."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from ..processes import OutputRing
from .settings import Wire


class Launcher(Protocol):
    """Finds the user's instance, starts it, follows it, stops it; states are `Instance` without addresses."""

    @property
    def output(self) -> OutputRing:
        """What was printed where no instance tells a log."""

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Calls `listener` after every change of state; returns the function that ends it."""

    async def look(self, *, is_asked: bool = False) -> Wire:
        """The state now; `is_asked` says that a person or program wants to know, and no stream."""

    async def start(self, *, wishes: Wire, forwarded_path: str) -> Wire:
        """Starts the instance with `wishes` (an InstanceStart), or joins the start under way."""

    async def stop(self) -> Wire:
        """Begins to stop the instance."""

    async def complete(self, state: Wire, *, forwarded_path: str, is_program: bool) -> Wire:
        """The `Instance` for a caller."""

    async def log(self, tail: int) -> str | None:
        """The last lines of the one-click script; None where no instance tells them. Raises UnreachableError."""

    async def close(self) -> None:
        """Ends what belongs to this server."""
