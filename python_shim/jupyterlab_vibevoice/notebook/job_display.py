"""A job in a cell's output: shown once, brought up to date every two seconds at most."""

from __future__ import annotations

import base64
import secrets
import time
from typing import TYPE_CHECKING, Any, Protocol

from .describe_job import describe_job
from .display_bundle import display_bundle

if TYPE_CHECKING:
    from .synchronous.job import Job

_EVERY_S = 2.0


class Publish(Protocol):
    """IPython's `display_pub.publish`."""

    def __call__(self, data: dict[str, Any], *, transient: dict[str, Any], update: bool) -> None:
        """Sends a bundle to the notebook."""
        ...


class JobDisplay:
    """One output area; `path` is the saved file, relative to the notebook."""

    def __init__(self, publish: Publish, job: Job) -> None:
        self._publish = publish
        self._job = job
        self._id = f"vibevoice-{secrets.token_hex(8)}"
        self._is_shown = False
        self._shown_s = 0.0
        self.path: str | None = None
        self.opus: bytes | None = None
        """Sound to keep in the notebook itself, where somebody asked for that."""

    def show(self) -> None:
        """Shows the job as its data says."""
        bundle = display_bundle(describe_job(self._job.data, path=self.path))
        if self.opus is not None:
            sound = base64.b64encode(self.opus).decode()
            bundle["text/html"] += f'\n<audio controls preload="none" src="data:audio/ogg;base64,{sound}"></audio>'
        self._publish(bundle, transient={"display_id": self._id}, update=self._is_shown)
        self._is_shown, self._shown_s = True, time.monotonic()

    def follow(self) -> None:
        """Keeps it up to date until the job has ended; the last that is shown is its final state."""
        self.show()
        while self._job.state in ("queued", "running"):
            for event in self._job.events(self._job.data.last_event or 0):
                # Between two events nothing changes; the stream itself tells of the end.
                is_due = time.monotonic() - self._shown_s >= _EVERY_S
                if is_due and event.type in ("queued", "loading", "turn", "progress"):
                    self._job.refresh()
                    self.show()
            self._job.refresh()
        self.show()
