"""An instance of the household: its state, its temporary files and its processes can be told from all others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
from footprint import MARK
from instance_process import InstanceProcess

# The soak gives way to everything else on the machine: it may have to wait.
_PATIENCE_S = 120.0


class Resident(InstanceProcess):
    """With the draft engine alone, or with the one-click script that we ship, which runs it too."""

    def __init__(self, folder: Path, *, mark: str, has_script: bool) -> None:
        super().__init__(folder, engine="none" if has_script else "draft")
        self.has_script = has_script
        self.temporary = folder / "tmp"
        self.temporary.mkdir()
        self.environment |= {MARK: mark, "TMPDIR": str(self.temporary)}

    def new_client(self) -> httpx.AsyncClient:
        """Connections of somebody's own."""
        return httpx.AsyncClient(base_url=self.address, headers=self.login(), timeout=_PATIENCE_S)

    async def start(self, **popen: Any) -> InstanceProcess:
        """Starts it; whoever asks has patience."""
        await super().start(**popen)
        await self.hang_up()
        return self

    async def hang_up(self) -> None:
        """Closes the connections of `client`, which can be used again."""
        await self.client.aclose()
        self.client = self.new_client()
