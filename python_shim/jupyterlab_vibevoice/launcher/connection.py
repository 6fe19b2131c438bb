"""A running instance on this machine, and how the launcher forwards to it."""

from __future__ import annotations

from ..relay import Upstream
from .instance_client import InstanceClient
from .runtime_file import Running


class Connection(InstanceClient):
    """A running instance that its runtime file told of; ended by `close`."""

    def __init__(self, running: Running) -> None:
        super().__init__(running.address, f"Bearer {running.secret}")
        self.running = running
        self.upstream = Upstream(("127.0.0.1", running.port))

    async def close(self) -> None:
        """Ends what is open to the instance, forwarded streams too."""
        self.upstream.close()
        await super().close()
