"""Tasks that belong to a launcher: ended for certain, and never silent where they fail."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

logger = logging.getLogger(__name__)


def report(task: asyncio.Task[Any]) -> None:
    """Logs what a task failed of, where nobody foresaw it."""
    if not task.cancelled() and (error := task.exception()) is not None:
        logger.error("VibeVoice: the launcher failed", exc_info=error)


async def cancelled(task: asyncio.Task[Any] | None) -> None:
    """Ends a task and waits for its end; never the one that asks."""
    if task is not None and task is not asyncio.current_task():
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
