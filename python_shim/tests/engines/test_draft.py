"""The draft engine through its protocol: who speaks, what, and when, to the sample."""

import asyncio
import json
import os
import subprocess
import sys
from contextlib import aclosing
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from jupyterlab_vibevoice.contract.problems import ProblemError
from jupyterlab_vibevoice.instance.adapters import (
    AudioChunk,
    Checkpoint,
    End,
    NativeAdapter,
    RenderEvent,
    RenderRequest,
    RenderTurn,
    TurnEdge,
    WordTime,
)
from jupyterlab_vibevoice.instance.adapters.http import Exchange

RATE = 24_000
DEFAULTS = ["draft-en-f5", "draft-en-adam", "draft-en-belinda", "draft-en-m2"]
ENGLISH = "Good evening, and welcome to Small Wonders."
CHINESE = "晚上好，欢迎收听小小奇迹。"


async def render(engine: NativeAdapter, *turns: tuple[str, str], state: bytes | None = None) -> list[RenderEvent]:
    """The events of turns (text, voice), named t0, t1, ..."""
    asked = [RenderTurn(f"t{number}", text, voice) for number, (text, voice) in enumerate(turns)]
    return [event async for event in engine.render(RenderRequest(asked, state=state))]


def sound(events: list[RenderEvent]) -> NDArray[np.int16]:
    return np.frombuffer(b"".join(event.pcm for event in events if isinstance(event, AudioChunk)), "<i2")


def edges(events: list[RenderEvent]) -> dict[tuple[str, str], float]:
    return {(event.turn_id, event.edge): event.at_s for event in events if isinstance(event, TurnEdge)}


def words(events: list[RenderEvent]) -> list[WordTime]:
    return [event for event in events if isinstance(event, WordTime)]


def pitch_hz(samples: NDArray[np.int16]) -> float:
    """Median pitch of the voiced frames, by autocorrelation."""
    found = []
    for start in range(0, len(samples) - 1200, 600):
        frame = samples[start : start + 1200].astype(float)
        if frame.std() < 800:
            continue
        frame -= frame.mean()
        correlation = np.correlate(frame, frame, "full")[1199:]
        lag = 60 + int(np.argmax(correlation[60:320]))
        if correlation[lag] > 0.4 * correlation[0]:
            found.append(RATE / lag)
    return float(np.median(found))


def brightness_hz(samples: NDArray[np.int16]) -> float:
    """Centroid of the spectrum."""
    power = np.abs(np.fft.rfft(samples.astype(float)))
    return float((power * np.fft.rfftfreq(len(samples), 1 / RATE)).sum() / power.sum())


async def test_it_says_what_it_is(engine: NativeAdapter) -> None:
    described = await engine.describe()
    assert (described.name, described.kind, described.state, described.sample_rate) == (
        "draft",
        "native",
        "ready",
        RATE,
    )
    assert described.can.exact_turns and described.can.stream and described.can.resume
    assert not (described.can.seed or described.can.clone or described.can.steps or described.can.guidance)
    assert "Robot voices for a table read" in (described.message or "")


async def test_there_are_four_default_voices_and_at_least_sixteen_more(engine: NativeAdapter) -> None:
    voices = await engine.voices()
    assert [voice.id for voice in voices[:4]] == DEFAULTS
    assert len(voices) >= 20 and len({voice.id for voice in voices}) == len(voices)
    assert all(voice.gender and voice.languages and voice.description for voice in voices)
    assert {voice.languages[0] for voice in voices} >= {"en", "en-GB", "zh", "yue"}


async def test_every_voice_speaks_english_chinese_and_both_at_once(engine: NativeAdapter) -> None:
    turns = [
        (text, voice.id)
        for voice in await engine.voices()
        for text in (ENGLISH, CHINESE, "我用 Python 写了一个 VibeVoice 插件。")
    ]
    at = edges(await render(engine, *turns))
    lengths = [at[f"t{number}", "end"] - at[f"t{number}", "start"] for number in range(len(turns))]
    assert all(1.5 < length < 9 for length in lengths)


async def test_the_default_voices_differ_by_pitch_or_brightness(engine: NativeAdapter) -> None:
    found = []
    for voice in DEFAULTS:
        samples = sound(await render(engine, (ENGLISH, voice)))
        found.append((pitch_hz(samples), brightness_hz(samples)))
    for number, one in enumerate(found):
        for other in found[:number]:
            assert abs(np.log2(one[0] / other[0])) > 0.4 or abs(one[1] / other[1] - 1) > 0.15, found


async def test_edges_are_exact_and_everything_lies_between_them(engine: NativeAdapter) -> None:
    events = await render(
        engine, (ENGLISH, DEFAULTS[0]), (CHINESE, DEFAULTS[1]), ("……", DEFAULTS[2]), ("No.", DEFAULTS[3])
    )
    at, samples, given = edges(events), sound(events), 0
    for event in events:
        if isinstance(event, AudioChunk):
            given += len(event.pcm) // 2
        elif isinstance(event, TurnEdge):
            assert event.at_s * RATE == pytest.approx(given, abs=1e-6)
    assert at["t3", "end"] * RATE == pytest.approx(len(samples), abs=1e-6)
    assert at["t0", "end"] == at["t1", "start"]
    assert at["t2", "end"] - at["t2", "start"] == 0.25
    assert events[-1] == End("complete")


@pytest.mark.parametrize("voice", DEFAULTS)
async def test_the_same_turn_lasts_as_long_each_time(engine: NativeAdapter, voice: str) -> None:
    # espeak varies the pitch a little at random, and with it where a period ends.
    lengths = [len(sound(await render(engine, (ENGLISH, voice)))) / RATE for _ in range(3)]
    assert max(lengths) - min(lengths) < 0.03


async def test_words_are_those_of_the_text_in_order_inside_their_turn(engine: NativeAdapter) -> None:
    text = "On 2026-11-22, GPT-4o said: “hello”, e.g. twice."
    events = await render(engine, ("Before.", DEFAULTS[0]), (text, DEFAULTS[1]))
    at, spoken = edges(events), [word for word in words(events) if word.turn_id == "t1"]
    assert [word.text for word in spoken] == ["On", "2026-11-22", "GPT-4o", "said", "hello", "e.g.", "twice"]
    times = [time for word in spoken for time in (word.at_s, word.end_s or 0)]
    assert times == sorted(times)
    assert at["t1", "start"] <= times[0] and times[-1] <= at["t1", "end"] + 1e-4


async def test_chinese_words_lead_back_to_their_signs(engine: NativeAdapter) -> None:
    text = "今天是2026年11月22日，涨了25%。"
    spoken = [word.text for word in words(await render(engine, (text, "draft-zh-f5")))]
    assert "".join(spoken) == "今天是2026年11月22日涨了25%"


async def test_long_numbers_are_heard_where_the_words_say(engine: NativeAdapter) -> None:
    events = await render(engine, ("我有100块。", "draft-zh-adam"))
    (hundred,) = [word for word in words(events) if word.text.startswith("100")]
    piece = sound(events)[int(hundred.at_s * RATE) : int((hundred.end_s or 0) * RATE)]
    assert len(piece) > 0.2 * RATE and np.abs(piece.astype(int)).max() > 3000


async def test_a_checkpoint_goes_on_with_the_next_turn(engine: NativeAdapter) -> None:
    turns = [("One.", DEFAULTS[0]), ("Two.", DEFAULTS[1]), ("Three.", DEFAULTS[2])]
    states = [event.state for event in await render(engine, *turns) if isinstance(event, Checkpoint)]
    assert len(states) == 3
    rest = await render(engine, *turns, state=states[1])
    assert {event.turn_id for event in rest if isinstance(event, TurnEdge)} == {"t2"}
    assert edges(rest)["t2", "start"] == 0
    assert await render(engine, *turns, state=states[2]) == [End("complete")]


async def test_a_caller_that_leaves_frees_the_engine(engine: NativeAdapter) -> None:
    hours = [RenderTurn(f"t{number}", ENGLISH * 20, DEFAULTS[0]) for number in range(5000)]
    for _ in range(3):
        async with aclosing(engine.render(RenderRequest(hours))) as events:
            async for event in events:
                if isinstance(event, AudioChunk):
                    break
    assert edges(await render(engine, ("Free.", DEFAULTS[0])))


async def test_two_callers_are_both_served(engine: NativeAdapter) -> None:
    both = await asyncio.gather(*(render(engine, (ENGLISH, voice)) for voice in DEFAULTS[:2]))
    assert all(events[-1] == End("complete") for events in both)


async def test_a_voice_it_does_not_have_is_said(engine: NativeAdapter) -> None:
    with pytest.raises(ProblemError) as caught:
        await render(engine, ("Hi.", "my-own-recording"))
    assert caught.value.code == "voice_not_found"


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n ",
        "\x00\x01",
        "🙂🙂🙂",
        "\ud800 broken",
        "<|endoftext|>",
        "[[h@'loU]]",
        "a" * 20_000,
        "<b>&amp;</b>",
        "1" * 400,
    ],
)
async def test_no_text_breaks_it(engine: NativeAdapter, text: str) -> None:
    events = await render(engine, (text, DEFAULTS[0]), ("还在吗？" + text[:50], DEFAULTS[1]))
    assert events[-1] == End("complete")
    assert edges(events)["t1", "end"] > edges(events)["t1", "start"] > 0


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/nothing", None, 404),
        ("POST", "/engine", {}, 405),
        ("POST", "/render", {"turns": []}, 400),
        ("POST", "/render", ["no", "object"], 400),
        ("POST", "/render", {"turns": [{"id": "a"}], "seed": 0}, 400),
        ("POST", "/render", {"turns": [{"id": "a", "text": "b", "voice": "draft-en-f5"}], "state": "!"}, 400),
    ],
)
async def test_a_wrong_request_is_answered_in_words(
    engine: NativeAdapter, method: str, path: str, body: object, status: int
) -> None:
    exchange = await Exchange.open(engine._socket, method, path, body)
    problem = json.loads(await exchange.read(10_000))
    exchange.close()
    assert exchange.status == status and problem["code"] and problem["message"].endswith(".")


def check(tmp_path: Path, *, loader: str | None, **more: str) -> subprocess.CompletedProcess[str]:
    """Runs `--check`, with another espeakng_loader in front of the installed one where `loader` is its source."""
    if loader is not None:
        (tmp_path / "espeakng_loader.py").write_text(loader, encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-m", "jupyterlab_vibevoice.engines.draft", "--check"],
        env={**os.environ, "PYTHONPATH": str(tmp_path), **more},
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )


def test_the_check_says_that_it_can_speak(tmp_path: Path) -> None:
    done = check(tmp_path, loader=None)
    assert done.returncode == 0 and "speaks with espeak-ng 1." in done.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="the system's library is put in place by LD_LIBRARY_PATH")
def test_the_systems_library_is_used_where_there_is_no_packaged_one(tmp_path: Path) -> None:
    loader = pytest.importorskip("espeakng_loader")
    (tmp_path / "libespeak-ng.so.1").symlink_to(loader.get_library_path())
    data = str(Path(loader.get_data_path()).parent)
    done = check(tmp_path, loader="raise ImportError", LD_LIBRARY_PATH=str(tmp_path), ESPEAK_DATA_PATH=data)
    assert done.returncode == 0 and "speaks with espeak-ng 1." in done.stdout


def test_without_a_library_the_check_says_how_to_get_one(tmp_path: Path) -> None:
    # An empty library path for the loader, and no library of the system's in reach.
    done = check(
        tmp_path, loader="import ctypes\ndef refuse(*_):\n    raise OSError\nctypes.CDLL = refuse\nraise ImportError"
    )
    assert done.returncode == 1
    assert "apt install libespeak-ng1" in done.stdout and "brew install espeak-ng" in done.stdout
    assert "Traceback" not in done.stderr
