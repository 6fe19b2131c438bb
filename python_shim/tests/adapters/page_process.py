"""A Gradio page in a process of its own, and what it was asked and made."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import sys
import wave
from pathlib import Path
from typing import Any

from jupyterlab_vibevoice.instance.adapters.engine import (
    Anew,
    AudioChunk,
    RenderEvent,
    RenderRequest,
    RenderTurn,
)
from jupyterlab_vibevoice.instance.adapters.gradio import GradioAdapter
from jupyterlab_vibevoice.processes import Child, OutputRing

STAND_IN = Path(__file__).resolve().parents[1] / "resources" / "gradio_stand_in.py"
START_S = 120


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


class PageProcess:
    """Runs a page; `control` tells the stand-in what to do."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.log = OutputRing()
        self.version = ""
        self._child: Child | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def control(self, **wishes: Any) -> None:
        new = self.folder / "control.new"
        new.write_text(json.dumps(wishes))
        new.replace(self.folder / "control.json")

    async def start(self, *argv: str, **env: str) -> PageProcess:
        environment = {
            **os.environ,
            "STAND_IN_FOLDER": str(self.folder),
            "GRADIO_SERVER_PORT": str(self.port),
            "PYTHONUNBUFFERED": "1",
            **env,
        }
        self._child = await Child.start(argv or [sys.executable, str(STAND_IN)], env=environment, output=self.log)
        is_up = asyncio.Event()
        unsubscribe = self.log.subscribe(lambda line: is_up.set() if "Running on local URL" in line else None)
        try:
            if not any("Running on local URL" in line for line in self.log.tail(50)):
                await asyncio.wait_for(is_up.wait(), START_S)
        finally:
            unsubscribe()
        return self

    async def stop(self) -> None:
        if self._child is not None:
            await self._child.stop(2)

    def adapter(self, **more: Any) -> GradioAdapter:
        return GradioAdapter(self.url, log=self.log, **more)

    def calls(self) -> list[dict[str, Any]]:
        try:
            text = (self.folder / "calls.jsonl").read_text("utf-8")
        except FileNotFoundError:
            return []
        return [json.loads(line) for line in text.splitlines()]

    async def until(self, key: str) -> dict[str, Any]:
        """The first call of a kind; waits for it."""
        for _ in range(3000):
            for call in self.calls():
                if key in call:
                    return call
            # The page is another process, which notes its calls in a file: nothing tells of a new line.
            await asyncio.sleep(0.02)
        raise AssertionError(f"The page was never told {key}")

    def sent(self) -> list[Any]:
        """The inputs of the last call."""
        found: list[Any] = [call for call in self.calls() if "joined" in call][-1]["data"]
        return found

    def made(self) -> bytes:
        """The samples that the page made last."""
        path = max(self.folder.glob("made-*.wav"), key=lambda one: one.stat().st_mtime_ns)
        with wave.open(str(path), "rb") as file:
            return file.readframes(file.getnframes())


def request(*lines: tuple[str, str], **more: Any) -> RenderRequest:
    """Turns of (voice, text)."""
    turns = [RenderTurn(f"t{number}", text, voice) for number, (voice, text) in enumerate(lines)]
    return RenderRequest(turns, **more)


class Heard:
    """What a render gave: live samples, whole samples, and all events that are no sound."""

    def __init__(self) -> None:
        self.live = b""
        self.whole = b""
        self.events: list[RenderEvent] = []

    def take(self, event: RenderEvent) -> None:
        if not isinstance(event, AudioChunk):
            self.events.append(event)
        elif Anew() in self.events:
            self.whole += event.pcm
        else:
            self.live += event.pcm


async def hear(adapter: GradioAdapter, wanted: RenderRequest) -> Heard:
    heard = Heard()
    async for event in adapter.render(wanted):
        heard.take(event)
    return heard
