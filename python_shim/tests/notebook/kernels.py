"""A real IPython kernel, and what a cell gave."""

from __future__ import annotations

import contextlib
import queue
from dataclasses import dataclass, field
from typing import Any

from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import KernelManager

PATIENT_S = 100
MIME = "application/vnd.vibevoice.job.v1+json"


@dataclass
class Place:
    """A running instance: its address and a token that opens it."""

    url: str
    token: str


@dataclass
class Ran:
    """What a cell gave: its reply, what it printed, and the bundles it displayed, updates included."""

    reply: dict[str, Any]
    printed: str = ""
    bundles: list[dict[str, Any]] = field(default_factory=list)
    updates: list[dict[str, Any]] = field(default_factory=list)

    @property
    def is_ok(self) -> bool:
        return bool(self.reply["status"] == "ok")

    @property
    def traceback(self) -> str:
        return "\n".join(self.reply.get("traceback", []))


class Kernel:
    """A kernel and its blocking client."""

    def __init__(self, manager: KernelManager | None, client: BlockingKernelClient) -> None:
        self.manager = manager
        self.client = client

    def until_heard(self) -> None:
        """Returns when what the kernel publishes is heard; one that is starting lets early messages wait or fall."""
        for _ in range(PATIENT_S):
            self.client.kernel_info()
            with contextlib.suppress(queue.Empty):
                self.client.get_iopub_msg(timeout=1)
                return
        raise AssertionError("the kernel does not answer")

    def run(self, code: str, on_message: Any = None) -> Ran:
        """Runs a cell to its end."""
        ran = Ran({})

        def take(message: dict[str, Any]) -> None:
            content, kind = message["content"], message["header"]["msg_type"]
            if kind == "stream":
                ran.printed += content["text"]
            elif kind in ("display_data", "execute_result"):
                ran.bundles.append(content)
            elif kind == "update_display_data":
                ran.updates.append(content)
            if on_message is not None:
                on_message(kind, content)

        reply = self.client.execute_interactive(code, output_hook=take, timeout=PATIENT_S)
        ran.reply = reply["content"]
        return ran

    def complete(self, code: str, cursor: int) -> list[str]:
        """What the Tab key offers there."""
        answer = self.client.complete(code, cursor, reply=True, timeout=PATIENT_S)
        return list(answer["content"]["matches"])


def last(ran: Ran) -> dict[str, Any]:
    """The job as the notebook keeps it in the end."""
    found: dict[str, Any] = (ran.updates or ran.bundles)[-1]["data"][MIME]
    return found
