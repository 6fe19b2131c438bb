"""Tells the hub when the instance was used, so that it is stopped when nobody uses it and never while it works.

Use is what people do and what is made for them, and listening; never polls, open streams or the hub's own looks.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Callable

from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPRequest

from .clock import iso
from .hub_place import HubPlace

logger = logging.getLogger(__name__)
_FIRST_PAUSE_S = 1.0
_LAST_PAUSE_S = 30.0


class HubActivity:
    """Tells of use at once, but not more often than once an interval; of a running job once an interval."""

    def __init__(self, place: HubPlace, interval_s: float, is_busy: Callable[[], bool]) -> None:
        self._place = place
        self._interval_s = interval_s
        self._is_busy = is_busy
        self._used = asyncio.Event()
        self._used_at = 0.0
        self._telling: asyncio.Task[None] | None = None
        self._client = AsyncHTTPClient(force_instance=True)

    def start(self) -> None:
        """Begins to tell."""
        self._telling = asyncio.create_task(self._tell_again_and_again())

    def stop(self) -> None:
        """Tells nothing more."""
        if self._telling is not None:
            self._telling.cancel()

    def use(self) -> None:
        """Says that the instance is used now."""
        self._used_at = time.time()
        self._used.set()

    async def _tell_again_and_again(self) -> None:
        while True:
            await self._used.wait()
            self._used.clear()
            pause_s = _FIRST_PAUSE_S
            # A hub that restarts must hear of it as soon as it is back, before it looks for what is unused.
            while not await self._tell():
                await asyncio.sleep(pause_s)
                pause_s = min(2 * pause_s, _LAST_PAUSE_S)
            await asyncio.sleep(self._interval_s)
            if self._is_busy():
                self.use()

    async def _tell(self) -> bool:
        """Whether the hub has heard."""
        if self._is_busy():
            self._used_at = time.time()
        told = {"servers": {self._place.server_name: {"last_activity": iso(self._used_at)}}}
        request = HTTPRequest(
            self._place.activity_url,
            method="POST",
            headers={"Authorization": f"token {self._place.api_token}", "Content-Type": "application/json"},
            body=json.dumps(told),
        )
        try:
            answer = await self._client.fetch(request, raise_error=False)
        except (OSError, HTTPClientError):
            return False
        if answer.code >= 400:
            logger.warning("The hub does not take that this instance is used: %d", answer.code)
        return answer.code < 400
