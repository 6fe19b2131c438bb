"""The one-click script's own web page, as long as there is one."""

from __future__ import annotations

from ..relay import Address, Upstream
from .adapters.detect import Page
from .lane_engine import LaneEngine


class ScriptPage:
    """Knows where the page is now, and keeps connections to it."""

    def __init__(self, engine: LaneEngine | None) -> None:
        self._engine = engine
        self._upstream: Upstream | None = None

    @property
    def place(self) -> Page | None:
        """The page, None while the script has none."""
        found = self._engine.process.found if self._engine is not None else None
        return found.page if found is not None else None

    @property
    def is_asleep(self) -> bool:
        """Whether the script may have a page, and does not run now: only one that was awake is known to have none."""
        engine = self._engine
        if engine is None or engine.process.state != "stopped":
            return False
        return engine.description is None or engine.description["kind"] != "native"

    def upstream(self, address: Address) -> Upstream:
        """Kept connections to the page at `address`."""
        if self._upstream is None or self._upstream.address != address:
            self.close()
            self._upstream = Upstream(address)
        return self._upstream

    def close(self) -> None:
        """Cuts what is open."""
        if self._upstream is not None:
            self._upstream.close()
            self._upstream = None
