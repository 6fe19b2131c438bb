"""A real IPython kernel, and what a cell gave."""

from __future__ import annotations

import contextlib
import queue
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import KernelManager

PATIENT_S = 100
SCRIPT = "Ann: Good morning.\nBob: Good morning, Ann.\n"
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


async def kernel_of(login: Mapping[str, str], url: str, runtime: Path) -> Kernel:
    """A new kernel of the Jupyter server at `url`, whose connection files lie in `runtime`."""
    session = aiohttp.ClientSession(headers=login, trust_env=False)
    async with session, session.post(f"{url}api/kernels", json={"name": "python3"}) as answer:
        assert answer.status == 201, await answer.text()
        made = await answer.json()
    client = BlockingKernelClient(connection_file=str(runtime / f"kernel-{made['id']}.json"))
    client.load_connection_file()
    client.start_channels()
    kernel = Kernel(None, client)
    kernel.until_heard()
    return kernel


def hear(kernel: Kernel, place: str) -> None:
    """Speaks a cell in a kernel that was told nothing, while no instance runs as yet."""
    try:
        assert kernel.run("%load_ext jupyterlab_vibevoice").is_ok
        assert kernel.run("%vibevoice status").printed.startswith("stopped")
        ran = kernel.run(f"%%vibevoice -o morning.flac --var job\n{SCRIPT}")
        assert ran.is_ok, ran.traceback
        assert last(ran)["state"] == "done"
        told = kernel.run("import jupyterlab_vibevoice as v; print(v.Client().status().place, len(job.to_numpy()))")
        found, samples = told.printed.split()
        assert found == place
        assert abs(int(samples) / 24_000 - last(ran)["seconds"]) < 0.01
    finally:
        kernel.client.stop_channels()
