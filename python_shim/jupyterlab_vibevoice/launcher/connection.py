"""A running instance on this machine, and how the launcher forwards to it."""

from __future__ import annotations

from ..contract.json_text import parse_json
from ..relay import Upstream
from .instance_client import InstanceClient
from .runtime_file import Running, UnreachableError


class Connection(InstanceClient):
    """A running instance that its runtime file told of; ended by `close`."""

    def __init__(self, running: Running) -> None:
        super().__init__(running.address, f"Bearer {running.secret}")
        self.running = running
        self.upstream = Upstream(("127.0.0.1", running.port))

    async def is_opened_by(self, cookie: str | None) -> bool:
        """Whether the instance knows a cookie of its own (`name=value`), as a browser sent it."""
        try:
            return cookie is not None and bool(await self._read("GET", "api/status", headers={"Cookie": cookie}))
        except UnreachableError:
            return False

    async def link_for_tab(self, *, prefix: str) -> str:
        """A link below `prefix` that gives a browser the instance's cookie, once. Raises UnreachableError."""
        headers = {**self._headers, "X-Forwarded-Prefix": prefix.rstrip("/")}
        return str(parse_json(await self._read("POST", "api/session", headers=headers))["url"])

    async def close(self) -> None:
        """Ends what is open to the instance, forwarded streams too."""
        self.upstream.close()
        await super().close()
