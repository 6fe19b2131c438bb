"""A small real engine for tests: every turn is a tone whose pitch and length follow from its text.

It speaks the native protocol on VIBEVOICE_ENGINE_SOCKET. The JSON file TONE_CONTROL is read again and again, so that a
test can hold it and let it go: `frames` (stop after so many frames of 0.1 s until there may be more), `fail_at` (a text
that is refused), `die_at` (a text, or "its voices", at which the process kills itself, once), `is_deaf` (TERM is
ignored), `can`, `is_edgeless` (says nothing of turns), `leave_out` (a text that is skipped), `limit_at` (a text that is
too much), `checkpoints` (it tells one after each turn; "refused": and takes none). What it is asked to render is noted
in the file `asked` beside TONE_CONTROL, a line of JSON each.
"""

from __future__ import annotations

import base64
import hashlib
import json
import math
import os
import signal
import struct
import sys
import time
from pathlib import Path
from typing import Any

from jupyterlab_vibevoice.engines.native import EngineProblem, Sink, listen, serve

RATE = 24_000
FRAME = RATE // 10


def tone(text: str) -> bytes:
    """The samples of a text, s16le: 0.3 s and 0.1 s more for each word."""
    pitch = 200 + hashlib.sha256(text.encode()).digest()[0] * 4
    count = FRAME * (3 + len(text.split()))
    return b"".join(struct.pack("<h", round(9000 * math.sin(2 * math.pi * pitch * n / RATE))) for n in range(count))


class ToneEngine:
    """Tones instead of speech."""

    def __init__(self, control: Path) -> None:
        self._control = control
        self._frames = 0

    def control(self) -> dict[str, Any]:
        """What the test wants now."""
        try:
            found: dict[str, Any] = json.loads(self._control.read_text())
        except (OSError, ValueError):
            return {}
        return found

    def describe(self) -> dict[str, Any]:
        """The contract's `EngineDescription`."""
        can = {"stream": True, "resume": False, "seed": True, "clone": True, "exact_turns": True}
        return {
            "state": "ready",
            "name": "tone",
            "kind": "native",
            "model": "sine",
            "revision": "1",
            "device": "cpu",
            "languages": ["en", "zh"],
            "sample_rate": RATE,
            "max_speakers": 4,
            "max_seconds": 5400.0,
            "can": {**can, "steps": True, "guidance": False, **self.control().get("can", {})},
        }

    def voices(self) -> list[dict[str, Any]]:
        """Four of them."""
        self._meet_fate("its voices")
        return [{"id": f"tone-{n}", "name": f"Tone {n}", "languages": ["en"]} for n in range(1, 5)]

    def render(self, request: dict[str, Any], sink: Sink) -> None:
        """Sends frame after frame, as many as the test allows."""
        at, said = 0.0, self._note(request)
        for number, turn in enumerate(request["turns"][said:], start=said + 1):
            if turn["text"] == self.control().get("leave_out"):
                continue
            if turn["text"] == self.control().get("limit_at"):
                sink.line({"end": "limit"})
                return
            self._meet_fate(turn["text"])
            pcm = tone(turn["text"])
            self._tell_edge(sink, turn, at, "start")
            sink.line({"words": [{"turn": turn["id"], "text": turn["text"].split()[0], "at": at}]})
            for start in range(0, len(pcm), FRAME * 2):
                self._wait_for_leave(sink)
                sink.audio(pcm[start : start + FRAME * 2])
                self._frames += 1
            at += len(pcm) / 2 / RATE
            self._tell_edge(sink, turn, at, "end")
            if self.control().get("checkpoints"):
                sink.line({"state": base64.b64encode(f"said {number}".encode()).decode()})
        sink.line({"end": "complete"})

    def _note(self, request: dict[str, Any]) -> int:
        """Writes down what is asked for; returns how many of its turns were said before."""
        state = base64.b64decode(request["state"]).decode() if "state" in request else None
        with self._control.with_name("asked").open("a") as file:
            file.write(json.dumps([[turn["text"] for turn in request["turns"]], state]) + "\n")
        if state is not None and self.control().get("checkpoints") == "refused":
            raise EngineProblem("invalid_request", "This checkpoint is of no use.")
        return 0 if state is None else int(state.removeprefix("said "))

    def _tell_edge(self, sink: Sink, turn: dict[str, Any], at: float, edge: str) -> None:
        if not self.control().get("is_edgeless"):
            sink.line({"turn": turn["id"], "at": at, "edge": edge})

    def _meet_fate(self, text: str) -> None:
        control = self.control()
        if control.get("fail_at") == text:
            raise EngineProblem("engine_failed", "The GPU ran out of memory.", hint="Close other programs.")
        if control.get("die_at") == text:
            self._control.write_text(json.dumps({**control, "die_at": None}))
            os.kill(os.getpid(), signal.SIGKILL)

    def _wait_for_leave(self, sink: Sink) -> None:
        while (allowed := self.control().get("frames")) is not None and self._frames >= allowed:
            sink.check()
            time.sleep(0.002)
        sink.check()


def main() -> None:
    """Serves until it is ended."""
    engine = ToneEngine(Path(os.environ["TONE_CONTROL"]))
    if engine.control().get("is_deaf"):
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    print("Loading checkpoint shards 100% 1/1", flush=True)
    serve(engine, listen(os.environ["VIBEVOICE_ENGINE_SOCKET"]))


if __name__ == "__main__":
    sys.exit(main())
