"""Measures how loud each draft voice is without its gain, and writes the table of gains.

`python tests/engines/measure_loudness.py` prints the table, `--write` rewrites the engine's loudness.py.
"""

from __future__ import annotations

import sys
from pathlib import Path

import av
import numpy as np

from jupyterlab_vibevoice.engines.draft import loudness
from jupyterlab_vibevoice.engines.draft.espeak import Espeak, Mark
from jupyterlab_vibevoice.engines.draft.resample import Resampler
from jupyterlab_vibevoice.engines.draft.voices import VOICES, DraftVoice

TARGET_LUFS = -22.0
TEXTS = {
    False: "Good evening, and welcome to Small Wonders. Tonight we stand on a beach in the dark, and the sea glows. "
    "I do not know what you mean by that, but please tell me more about the bakery and the early morning. "
    "Yes. Well, three of the other people said so too, and nobody asked them why.",
    True: "晚上好，欢迎收听小小奇迹。今晚我们站在海边，四周一片漆黑，而海水正在发光。"
    "凌晨四点的面包房里已经亮着灯，师傅正在揉面，空气里都是麦子的香味。"
    "好的，不过我觉得他们说得也有道理，你再想一想吧。",
}
OTHER_TEXTS = {
    False: "The lighthouse keeper counted the ships again, and one of them was missing from the list.",
    True: "老师说明天要去博物馆参观，大家都很高兴，小红已经开始准备午饭了。",
}


def spoken_by(espeak: Espeak, voice: DraftVoice, text: str, *, is_han: bool, gain: float) -> bytes:
    """A text by a voice, s16le at 24 kHz."""
    resampler = Resampler(gain)
    pieces: list[bytes] = []

    def take(wave: bytes, _marks: list[Mark]) -> None:
        pieces.append(resampler.push(wave))

    name = voice.espeak_name(is_han=is_han)
    espeak.speak(text, voice=name, rate=165, pitch=voice.pitch, sink=take)
    return b"".join([*pieces, resampler.finish()])


def integrated_lufs(pcm: bytes) -> float:
    """Integrated loudness by EBU R128."""
    graph = av.filter.Graph()
    source = graph.add_abuffer(format="s16", sample_rate=24_000, layout="mono", time_base="1/24000")
    meter = graph.add("ebur128", "metadata=1")
    sink = graph.add("abuffersink")
    source.link_to(meter)
    meter.link_to(sink)
    graph.configure()
    frame = av.AudioFrame.from_ndarray(np.frombuffer(pcm, "<i2").reshape(1, -1), format="s16", layout="mono")
    frame.sample_rate = 24_000
    graph.push(frame)
    graph.push(None)
    loudest = -70.0
    while True:
        try:
            measured = graph.pull()
        except (av.error.BlockingIOError, av.error.EOFError):
            return loudest
        loudest = float(measured.metadata.get("lavfi.r128.I", loudest))


def gains() -> dict[str, float]:
    """Gain in dB for every espeak voice and pitch in use."""
    espeak = Espeak.load()
    table: dict[str, float] = {}
    for voice in VOICES:
        for is_han in (False, True):
            key = f"{voice.espeak_name(is_han=is_han)}@{voice.pitch}"
            if key not in table:
                found = integrated_lufs(spoken_by(espeak, voice, TEXTS[is_han], is_han=is_han, gain=1.0))
                table[key] = round(TARGET_LUFS - found, 1)
    return table


def main() -> None:
    table = gains()
    body = "".join(f'    "{key}": {gain},\n' for key, gain in sorted(table.items()))
    print(body)
    if "--write" in sys.argv[1:]:
        path = Path(loudness.__file__)
        head = path.read_text(encoding="utf-8").partition("GAIN_DB")[0]
        path.write_text(f"{head}GAIN_DB: dict[str, float] = {{\n{body}}}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
