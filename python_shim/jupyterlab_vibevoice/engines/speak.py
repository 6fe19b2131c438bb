"""Speaks a dialogue file from a terminal: `python -m jupyterlab_vibevoice.engines.draft --speak FILE`."""

from __future__ import annotations

import base64
import json
import wave
from pathlib import Path

from .native import Engine, EngineProblem, Sink

_GAP_S = 0.25


def speak_file(engine: Engine, path: Path) -> int:
    """Writes FILE.wav beside the file and tells what it does; returns the exit code."""
    from jupyterlab_vibevoice.dialogue import parse

    try:
        result = parse(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        print(f"{path.name} cannot be read: {error.__class__.__name__}. Is it a text file in UTF-8?")
        return 1
    errors = [found for found in result.diagnostics if found["severity"] == "error"]
    for found in errors:
        place = found["range"]["start"]
        print(f"{path.name}:{place['line']}:{place['column']}: {found['message']}")
    if errors:
        return 1
    voices = [str(voice["id"]) for voice in engine.voices()]
    speakers = list(dict.fromkeys(turn["speaker"] for turn in result.dialogue["turns"]))
    cast = {name: voices[place % len(voices)] for place, name in enumerate(speakers)}
    turns = [
        {"id": turn["id"], "text": turn["text"], "voice": cast[turn["speaker"]]} for turn in result.dialogue["turns"]
    ]
    target = path.with_suffix(".wav")
    rate = int(engine.describe()["sample_rate"])
    try:
        seconds = _record(engine, turns, target, rate)
    except EngineProblem as problem:
        print(problem)
        return 1
    print(f"{target.name}: {len(turns)} turns, {seconds:.1f} s")
    return 0


def _record(engine: Engine, turns: list[dict[str, str]], target: Path, rate: int) -> float:
    """Renders turns into a WAV file; returns its length in seconds."""
    with wave.open(str(target), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)

        def take(line: bytes) -> None:
            value = json.loads(line)
            if "audio" in value:
                file.writeframes(base64.b64decode(value["audio"]))
            elif value.get("edge") == "end":
                file.writeframes(bytes(int(rate * _GAP_S) * 2))

        engine.render({"turns": turns, "seed": 0}, Sink(take, lambda: False))
        return file.getnframes() / rate
