"""How many times faster than real time the draft engine speaks through its protocol, engine and caller on one core.

`python tests/engines/measure_speed.py` prints one line of JSON with `audio_s`, `wall_s`, `cpu_s` and `times_real_time`.
`cpu_s` is what engine and caller computed together, their start included; other programs change it little.
"""

from __future__ import annotations

import asyncio
import json
import os
import tempfile
import time
from pathlib import Path

from jupyterlab_vibevoice.instance.adapters import AudioChunk, RenderRequest, RenderTurn
from jupyterlab_vibevoice.instance.script import EngineProcess, draft_argv, engine_environment
from jupyterlab_vibevoice.processes import OutputRing

TURNS = 363
TEXTS = (
    "Welcome back to the show, everyone. Today we talk about the sea, and why it glows at night.",
    "大家好，欢迎收听我们的节目，今天我们聊一聊大海为什么会发光。",
    "I think it has something to do with small animals, about 1,000 of them in every drop, does it not?",
    "是的，一种叫做夜光藻的小生物，2026年的夏天特别多。",
)


async def measure() -> dict[str, float]:
    """Renders 363 turns, alternating between two languages and the four default voices."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "engine.sock"
        env = engine_environment(os.environ, socket_path=path)
        process = EngineProcess(name="draft", argv=draft_argv(), env=env, socket_path=path, log=OutputRing())
        adapter = await process.wake()
        voices = [voice.id for voice in (await adapter.voices())[:4]]
        turns = [RenderTurn(f"t{n}", TEXTS[n % 4], voices[n % 4]) for n in range(TURNS)]
        audio_bytes = 0
        begun = time.perf_counter()
        async for event in adapter.render(RenderRequest(turns)):
            if isinstance(event, AudioChunk):
                audio_bytes += len(event.pcm)
        wall_s = time.perf_counter() - begun
        await process.sleep()
    audio_s, cpu_s = audio_bytes / 48_000, time.process_time() + os.times().children_user + os.times().children_system
    return {
        "audio_s": round(audio_s, 1),
        "wall_s": round(wall_s, 2),
        "cpu_s": round(cpu_s, 2),
        "times_real_time": round(audio_s / wall_s),
    }


if __name__ == "__main__":
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    print(json.dumps(asyncio.run(measure())))
