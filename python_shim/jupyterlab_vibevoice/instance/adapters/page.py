"""A web page that nothing can drive: its person drives it, and dialogues are read aloud by the draft engine."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from typing import TYPE_CHECKING

from .engine import EngineAdapter, RenderEvent, RenderRequest

if TYPE_CHECKING:
    from ...contract import EngineDescription, Voice


class PageAdapter:
    """Speaks with what `table_reader` wakes, and says so: its description has the table reader's name, kind `page`."""

    def __init__(self, table_reader: Callable[[], Awaitable[EngineAdapter]]) -> None:
        self._table_reader = table_reader

    async def describe(self) -> EngineDescription:
        """The table reader's abilities."""
        description = await (await self._table_reader()).describe()
        return description.model_copy(update={"kind": "page"})

    async def voices(self) -> list[Voice]:
        """The table reader's voices."""
        return await (await self._table_reader()).voices()

    async def render(self, request: RenderRequest) -> AsyncGenerator[RenderEvent, None]:
        """A table read."""
        reader = await self._table_reader()
        async with aclosing(reader.render(request)) as events:
            async for event in events:
                yield event
