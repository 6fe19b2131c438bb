"""The community demo of VibeVoice as a real Gradio page (4.44 to 6), with tones for voices: same fields, same events.

Run by a Python that has Gradio. DEMO_FOLDER gets made-N.wav; `hold` there holds it before the third piece until it is
gone. Pieces are a second long, where the demo's are 15 to 30.
"""

import os
import time
import wave
from itertools import count
from pathlib import Path

import gradio as gr
import numpy as np

RATE = 24_000
FOLDER = Path(os.environ["DEMO_FOLDER"])
VOICES = ["en-Alice_woman", "en-Carter_man", "en-Frank_man", "en-Maya_woman", "zh-Bowen_man", "zh-Xinran_woman"]
NUMBERS = count(1)
SHOW, HIDE = gr.update(visible=True), gr.update(visible=False)


class Flag:
    is_set = False


def tone(line, voices):
    head, _, text = line.partition(": ")
    samples = int(RATE * 0.06 * len(text))
    edge = np.minimum(1, np.minimum(np.arange(samples), np.arange(samples)[::-1]) / 240)
    pitch = 200 + 60 * VOICES.index(voices[int(head.removeprefix("Speaker ")) - 1])
    return np.concatenate([0.3 * edge * np.sin(2 * np.pi * pitch * np.arange(samples) / RATE), np.zeros(RATE // 3)])


def keep(samples):
    path = FOLDER / f"made-{next(NUMBERS)}.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())
    return str(path)


def generate(*values):
    _speakers, script, one, two, three, four, *_ = values
    Flag.is_set = False
    yield None, gr.update(value=None, visible=False), "🎙️ Starting generation...", SHOW, HIDE, SHOW
    lines = [tone(line, [one, two, three, four]) for line in script.strip().split("\n")]
    samples = (np.concatenate(lines) * 32767).astype(np.int16)
    for start in range(0, len(samples), RATE):
        while start >= 2 * RATE and (FOLDER / "hold").exists() and not Flag.is_set:
            time.sleep(0.02)
        if Flag.is_set:
            yield None, HIDE, "🛑 Generation stopped by user", HIDE, SHOW, HIDE
            return
        yield (
            (RATE, samples[start : start + RATE]),
            HIDE,
            f"🎵 Streaming: {start / RATE:.1f}s generated",
            SHOW,
            HIDE,
            SHOW,
        )
    yield None, gr.update(value=keep(samples), visible=True), "✨ Generation successful!", HIDE, SHOW, HIDE


def stop():
    Flag.is_set = True
    return "🛑 Generation stopped.", HIDE, SHOW, HIDE


def build():
    with gr.Blocks() as page:
        speakers = gr.Slider(1, 4, 2, step=1, label="Number of Speakers")
        names = [gr.Dropdown(VOICES, value=VOICES[n], label=f"Speaker {n + 1}", visible=n < 2) for n in range(4)]
        guidance = gr.Slider(1.0, 12.0, 1.3, step=0.05, label="CFG Scale (Guidance Strength)")
        steps = gr.Slider(1, 50, 10, step=1, label="Inference Steps")
        seed = gr.Number(42, precision=0, label="Seed (-1 = random)")
        no_cloning = gr.Checkbox(False, label="Disable voice cloning (skip conditioning voice prompts)")
        script = gr.Textbox(label="Conversation Script", lines=12)
        start_button = gr.Button("🚀 Generate Podcast")
        stop_button = gr.Button("🛑 Stop Generation", visible=False)
        status = gr.HTML("LIVE STREAMING", visible=False)
        live = gr.Audio(label="Streaming Audio (Real-time)", type="numpy", streaming=True, autoplay=True)
        whole = gr.Audio(label="Complete Podcast (Download after generation)", type="filepath", visible=False)
        log = gr.Textbox(label="Generation Log", interactive=False)
        inputs = [speakers, script, *names, guidance, steps, seed, no_cloning]
        outputs = [live, whole, log, status, start_button, stop_button]
        start_button.click(lambda: (None, gr.update(value=None, visible=False)), [], [live, whole], queue=False).then(
            generate, inputs, outputs, queue=True
        )
        stop_button.click(stop, [], [log, status, start_button, stop_button], queue=False)
        gr.Examples([[2, "Speaker 1: Hello."]], [speakers, script])
    return page


more = {} if int(gr.__version__.split(".")[0]) > 5 else {"show_api": False}
page = build().queue(max_size=20, default_concurrency_limit=1)
page.launch(server_name="127.0.0.1", show_error=True, allowed_paths=[str(FOLDER)], **more)
