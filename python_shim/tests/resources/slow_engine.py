"""A native engine that loads for as long as a file does not exist, then speaks silence, frame by frame.

Environment: VIBEVOICE_ENGINE_SOCKET, LOADED (the file), FRAMES (file to which each rendered frame adds a byte).
"""

import os
import sys
import time
from typing import Any

from jupyterlab_vibevoice.engines.native import EngineProblem, Sink, listen, serve


class SlowEngine:
    def describe(self) -> dict[str, Any]:
        is_loaded = os.path.exists(os.environ["LOADED"])
        return {
            "name": "slow",
            "kind": "native",
            "device": "cpu",
            "languages": ["en"],
            "sample_rate": int(os.environ.get("SAMPLE_RATE", "24000")),
            "max_speakers": 4,
            "max_seconds": 60,
            "can": dict.fromkeys(("stream", "resume", "seed", "clone", "exact_turns", "steps", "guidance"), False),
            "state": "ready" if is_loaded else "loading",
            **({} if is_loaded else {"fraction": 0.5, "message": "Loading checkpoint 1/2"}),
        }

    def voices(self) -> list[dict[str, Any]]:
        return [{"id": "one", "name": "One", "languages": ["en"]}]

    def render(self, request: dict[str, Any], sink: Sink) -> None:
        turn = request["turns"][0]
        if turn["text"] == "refuse":
            raise EngineProblem("dialogue_too_long", "Too long for this engine.", status=422)
        if turn["text"] == "die":
            sink.audio(bytes(640))
            os._exit(9)
        sink.line({"turn": turn["id"], "at": 0, "edge": "start"})
        if turn["text"] == "fail":
            raise EngineProblem("engine_failed", "Out of memory.", hint="Use shorter turns.", status=502)
        if turn["text"] == "nonsense":
            sink.line({"audio": "not base64!"})
        with open(os.environ["FRAMES"], "ab", buffering=0) as frames:
            for _ in range(400):
                frames.write(b".")
                sink.audio(bytes(6400))
                time.sleep(0.005)
        sink.line({"new in a later contract": True})
        sink.line({"end": "complete"})


listener = listen(os.environ["VIBEVOICE_ENGINE_SOCKET"])
print("Loading the model", flush=True)
serve(SlowEngine(), listener)
sys.exit(0)
