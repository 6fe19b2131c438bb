"""A request's body on its way to another server: never more of it in memory than one piece."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

# Below this a body is read first and sent with the headers, in one packet.
SMALL_BYTES = 64 * 1024


class Upload:
    """Pieces put in by the reader of the browser's socket, taken out by the writer to the server's."""

    def __init__(self) -> None:
        self._queue: asyncio.Queue[bytes | None] = asyncio.Queue(maxsize=1)
        self._is_refused = asyncio.Event()

    async def put(self, piece: bytes | None) -> None:
        """Hands over a piece (None: the end) when the instance has taken the one before; drops it once nobody reads."""
        if self._is_refused.is_set():
            return
        putting = asyncio.ensure_future(self._queue.put(piece))
        refused = asyncio.ensure_future(self._is_refused.wait())
        try:
            await asyncio.wait({putting, refused}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            putting.cancel()
            refused.cancel()

    def refuse(self) -> None:
        """The server has answered or gone: what still comes is dropped."""
        self._is_refused.set()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while (piece := await self._queue.get()) is not None:
            yield piece
