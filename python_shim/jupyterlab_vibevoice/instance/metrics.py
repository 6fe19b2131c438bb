"""What a hub or an operator may count, as Prometheus text (exposition format 0.0.4)."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING

from .clock import seconds
from .retention import size_of

if TYPE_CHECKING:
    from .core import Instance

_JOB_STATES = ("queued", "running", "done", "failed", "cancelled", "interrupted")
_STATES = ("starting", "ready", "busy", "asleep", "stopping", "failed")


async def prometheus(instance: Instance) -> str:
    """All metrics; no names of users, dialogues or documents."""
    database = instance.library.database
    counts = instance.library.jobs.count_states()
    state = instance.status.wire()["state"]
    made = database.value("SELECT COALESCE(SUM(made_samples), 0) FROM jobs")
    worked = database.value("SELECT COALESCE(SUM(engine_seconds), 0) FROM jobs")
    size = await asyncio.to_thread(size_of, instance.library.folder)
    up_s = round(time.time() - instance.started_at, 1)
    states = {f'state="{name}"': int(name == state) for name in _STATES}
    blocks = [
        _metric("jobs", "Jobs in the library", {f'state="{name}"': counts.get(name, 0) for name in _JOB_STATES}),
        _metric("state", "1 for the state of the instance", states),
        _metric("audio_seconds", "Seconds of audio made for the jobs in the library", {"": seconds(made)}),
        _metric("engine_seconds", "Seconds engines worked for the jobs in the library", {"": round(worked, 3)}),
        _metric("library_bytes", "Bytes the library takes", {"": size}),
        _metric("library_limit_bytes", "Bytes above which old jobs go", {"": instance.options.library_bytes}),
        _metric("uptime_seconds", "Seconds since the instance started", {"": up_s}),
    ]
    return "".join(blocks)


def _metric(name: str, description: str, values: Mapping[str, float]) -> str:
    full = f"vibevoice_{name}"
    lines = [f"{full}{{{label}}} {value}" if label else f"{full} {value}" for label, value in values.items()]
    return "\n".join([f"# HELP {full} {description}", f"# TYPE {full} gauge", *lines]) + "\n"
