"""The Gradio adapter against real Gradio 6, 5 and 4.44, running the community demo's fields with tones for voices."""

from __future__ import annotations

import asyncio
import os
import wave
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path

import numpy as np
import pytest

from jupyterlab_vibevoice.contract.problems import ProblemError
from jupyterlab_vibevoice.instance.adapters.engine import Anew, AudioChunk, End

from .page_process import PageProcess, hear, request
from .real_gradio import python_with, sound_programs

pytestmark = [pytest.mark.gradio, pytest.mark.timeout(600)]

DEMO = Path(__file__).resolve().parents[1] / "resources" / "gradio_demo.py"
LINES = (("zh-Xinran_woman", "Hello there, this is the first line of all."), ("en-Frank_man", "Yes. It is <|so|> so."))
_VARIABLES = {"GRADIO_ANALYTICS_ENABLED": "False", "HF_HUB_OFFLINE": "1"}


@pytest.fixture(params=["6", "5", "4"])
async def page(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[PageProcess]:
    """A page with this Gradio, ffmpeg and ffprobe on its path."""
    python, programs = await asyncio.to_thread(lambda: (python_with(request.param), sound_programs()))
    found = await _start(tmp_path, python, f"{programs}{os.pathsep}{os.environ['PATH']}")
    found.version = request.param
    yield found
    await found.stop()


async def _start(folder: Path, python: Path, path: str) -> PageProcess:
    page = PageProcess(folder)
    return await page.start(
        str(python), str(DEMO), DEMO_FOLDER=str(folder), PATH=path, TMPDIR=str(folder), **_VARIABLES
    )


def made(folder: Path) -> bytes:
    path = max(folder.glob("made-*.wav"), key=lambda one: one.stat().st_mtime_ns)
    with wave.open(str(path), "rb") as file:
        return file.readframes(file.getnframes())


def values(pcm: bytes) -> np.ndarray:
    return np.frombuffer(pcm, "<i2").astype(float)


async def test_its_fields_are_told_its_sound_is_joined_and_its_whole_is_sample_exact(page: PageProcess) -> None:
    adapter = page.adapter()
    described = await adapter.describe()
    assert described.max_speakers == 4 and described.can.steps and described.can.guidance and not described.can.seed
    assert described.can.stream == (page.version != "4") and len(await adapter.voices()) == 6
    heard = await hear(adapter, request(*LINES, seed=4_000_000_000, steps=20, is_live=True))
    whole = made(page.folder)
    assert heard.events[-1] == End("complete") and (heard.whole or heard.live) == whole
    assert (Anew() in heard.events) == (page.version != "4")
    if page.version == "4":
        return
    # What was heard while it came: neither a hole nor a click where pieces meet, each a second long.
    live, true = values(heard.live), values(whole)
    length = min(len(live), len(true))
    live, true = live[:length], true[:length]
    assert length > len(values(whole)) - 24_000 and np.corrcoef(live, true)[0, 1] > 0.995
    for join in range(24_000, length - 480, 24_000):
        near, there = live[join - 480 : join + 480], true[join - 480 : join + 480]
        assert np.abs(np.diff(near)).max() < np.abs(np.diff(there)).max() + 1500
        assert np.sqrt((near**2).mean()) > 0.9 * np.sqrt((there**2).mean()) - 30


async def test_leaving_stops_it_and_the_next_call_is_served(page: PageProcess) -> None:
    hold = page.folder / "hold"
    hold.touch()
    rendering = page.adapter().render(request(*LINES, is_live=True))
    async with aclosing(rendering):
        async for event in rendering:
            if isinstance(event, AudioChunk) or (page.version == "4" and getattr(event, "position", 1) == 0):
                break
    hold.unlink()
    assert not list(page.folder.glob("made-*.wav"))
    assert (await hear(page.adapter(), request(*LINES))).live == made(page.folder)


@pytest.mark.parametrize("version", ["6", "5"])
async def test_without_ffmpeg_it_says_what_to_install(tmp_path: Path, version: str) -> None:
    python = await asyncio.to_thread(python_with, version)
    empty = tmp_path / "empty"
    empty.mkdir()
    page = await _start(tmp_path, python, str(empty))
    try:
        with pytest.raises(ProblemError) as caught:
            await hear(page.adapter(), request(*LINES, is_live=True))
        assert "ffmpeg and ffprobe" in caught.value.message and "apt" in (caught.value.hint or "")
    finally:
        await page.stop()
