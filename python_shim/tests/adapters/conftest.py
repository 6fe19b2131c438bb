"""Gradio pages for the tests of this folder."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from .page_process import PageProcess

Start = Callable[..., Awaitable[PageProcess]]


@pytest.fixture
async def start(tmp_path: Path) -> AsyncIterator[Start]:
    """Starts the stand-in with these variables; it ends with the test."""
    pages: list[PageProcess] = []

    async def one(**env: str) -> PageProcess:
        pages.append(PageProcess(tmp_path))
        return await pages[-1].start(**env)

    yield one
    for page in pages:
        await page.stop()
