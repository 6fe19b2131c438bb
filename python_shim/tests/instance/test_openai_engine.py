"""The OpenAI adapter against a real speech server that is slow, busy, locked, odd or broken, and against our own."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from pathlib import Path

import numpy as np
import pytest
import pytest_asyncio
from instance_process import InstanceProcess
from sounds import spoken

from jupyterlab_vibevoice.contract.problems import ProblemError
from jupyterlab_vibevoice.instance.adapters import AudioChunk, End, RenderRequest, RenderTurn, TurnEdge
from jupyterlab_vibevoice.instance.adapters.openai import OpenAiAdapter, split_text, wait_s
from jupyterlab_vibevoice.instance.adapters.openai_voices import OPENAI_VOICES, read_voices
from jupyterlab_vibevoice.instance.script_start import free_port
from jupyterlab_vibevoice.processes import Child, OutputRing

PROGRAM = Path(__file__).parents[1] / "resources" / "speech_server.py"
TEXTS = ["One two three", "Four five", "Six"]


class SpeechServer:
    """A running stand-in and the file that tells it how to be."""

    def __init__(self, folder: Path, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.folder = folder

    def control(self, **wishes: object) -> None:
        """By a rename, so that it never reads half of it."""
        new = self.folder / "new"
        new.write_text(json.dumps(wishes))
        new.replace(self.folder / "control.json")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def process(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[SpeechServer]:
    folder, port = tmp_path_factory.mktemp("speech"), free_port()
    ring, is_up = OutputRing(), asyncio.Event()
    ring.subscribe(lambda _: is_up.set())
    env = {**os.environ, "PORT": str(port), "SPEECH_CONTROL": str(folder / "control.json")}
    child = await Child.start([sys.executable, str(PROGRAM)], env=env, output=ring)
    await asyncio.wait_for(is_up.wait(), 90)
    yield SpeechServer(folder, port)
    await child.stop()


@pytest.fixture
def server(process: SpeechServer) -> SpeechServer:
    """The server as it is by itself."""
    process.control()
    return process


async def render(adapter: OpenAiAdapter, *texts: str) -> tuple[np.ndarray, list[TurnEdge]]:
    """All samples, and the edges of turns."""
    request = RenderRequest([RenderTurn(f"t{n}", text, "bella") for n, text in enumerate(texts)])
    events = [event async for event in adapter.render(request)]
    assert events[-1] == End("complete")
    pcm = b"".join(event.pcm for event in events if isinstance(event, AudioChunk))
    return np.frombuffer(pcm, "<i2"), [event for event in events if isinstance(event, TurnEdge)]


async def test_it_describes_the_server_and_chooses_the_model_that_speaks(server: SpeechServer) -> None:
    described = await OpenAiAdapter(server.url).describe()
    assert (described.name, described.kind, described.state) == ("kokoro-small", "openai", "ready")
    assert described.can.exact_turns and not described.can.clone


@pytest.mark.parametrize("formats", [["wav"], ["pcm"], ["flac"]])
async def test_turns_are_spoken_exactly_in_whatever_lossless_form_there_is(
    server: SpeechServer, formats: list[str]
) -> None:
    server.control(formats=formats)
    samples, edges = await render(OpenAiAdapter(server.url), *TEXTS)
    lengths = [len(spoken(text)) for text in TEXTS]
    assert np.array_equal(samples, np.concatenate([spoken(text) for text in TEXTS]))
    starts = [edge.at_s for edge in edges if edge.edge == "start"]
    assert starts == pytest.approx([0, lengths[0] / 24_000, sum(lengths[:2]) / 24_000])


@pytest.mark.parametrize("wishes", [{"formats": ["mp3"]}, {"formats": ["wav"], "cuts_rate": True}])
async def test_other_forms_are_decoded_to_24_khz(server: SpeechServer, wishes: dict[str, object]) -> None:
    server.control(**wishes)
    samples, _ = await render(OpenAiAdapter(server.url), TEXTS[0])
    wanted = spoken(TEXTS[0]).astype(float)
    assert len(samples) == pytest.approx(len(wanted), abs=2600)
    # Priming shifts it a little: the pitch is what has to be the same.
    middle = samples[len(samples) // 2 - 2000 : len(samples) // 2 + 2000].astype(float)
    loudest = [np.abs(np.fft.rfft(part)).argmax() for part in (middle, wanted[:4000])]
    assert abs(int(loudest[0]) - int(loudest[1])) <= 1


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (["bella", "adam"], ["bella", "adam"]),
        ([{"id": "zh-1", "name": "Xiao", "language": "zh-CN", "gender": "Female"}], ["zh-1"]),
        ([{"voice_id": "v1"}, {"name": "n1"}, 7], ["v1", "n1"]),
        ({"voices": ["a"], "data": [{"id": "b"}]}, ["b"]),
        (None, []),
    ],
)
def test_lists_of_voices_are_read_in_their_several_forms(given: object, expected: list[str]) -> None:
    assert [voice["id"] for voice in read_voices(given)] == expected


async def test_voices_are_the_servers_own_or_openais_names(server: SpeechServer) -> None:
    assert [voice.id for voice in await OpenAiAdapter(server.url).voices()] == ["bella", "adam"]
    server.control(voices=None)
    assert [voice.id for voice in await OpenAiAdapter(server.url).voices()] == list(OPENAI_VOICES)


async def test_a_busy_server_is_asked_again_when_it_says(server: SpeechServer) -> None:
    server.control(busy=2)
    samples, _ = await render(OpenAiAdapter(server.url), "Six")
    assert np.array_equal(samples, spoken("Six"))


def test_the_wait_is_what_the_server_says_within_bounds() -> None:
    assert wait_s("7", 1) == 7 and wait_s("100000", 1) == 60
    assert wait_s("", 1) == 1 and wait_s("soon", 4) == 8
    assert wait_s("Wed, 21 Oct 2015 07:28:00 GMT", 1) == 0
    assert wait_s("Wed, 21 Oct 2115 07:28:00 GMT", 1) == 60


@pytest.mark.parametrize(
    ("wishes", "words"),
    [
        ({"status": 500, "message": "CUDA out of memory"}, "CUDA out of memory"),
        ({"status": 400, "message": "Cannot say {input}"}, "status 400"),
        ({"status": 404, "message": "Not Found"}, "no POST /v1/audio/speech"),
        ({"key": "secret"}, "wants a key"),
        ({"breaks": True}, "connection broke"),
        ({"silent": True}, "no sound"),
    ],
)
async def test_what_goes_wrong_is_said_without_the_text_that_was_sent(
    server: SpeechServer, wishes: dict[str, object], words: str
) -> None:
    server.control(**wishes)
    with pytest.raises(ProblemError) as caught:
        await render(OpenAiAdapter(server.url), "Our secret plan")
    assert caught.value.code == "engine_failed" and words in caught.value.message
    assert "secret plan" not in caught.value.message


async def test_a_key_opens_what_is_locked(server: SpeechServer) -> None:
    server.control(key="secret")
    samples, _ = await render(OpenAiAdapter(server.url, api_key="secret"), "Six")
    assert np.array_equal(samples, spoken("Six"))


async def test_sound_comes_while_it_is_made_and_closing_stops_it(server: SpeechServer) -> None:
    server.control(frames=3)
    events = OpenAiAdapter(server.url).render(RenderRequest([RenderTurn("t1", TEXTS[0], "bella")]))
    async with aclosing(events):
        async for event in events:
            if isinstance(event, AudioChunk):
                break
    async with asyncio.timeout(90):
        while not (server.folder / "gone").exists():  # noqa: ASYNC110 - another process tells by a file
            await asyncio.sleep(0.02)


def test_long_turns_are_cut_after_sentences() -> None:
    text = "Ein Satz, der nicht lang ist. 还有一句。" * 300
    pieces = list(split_text(text))
    assert "".join(pieces) == text and len(pieces) > 1
    assert all(len(piece) <= 4000 and piece.rstrip().endswith((".", "。")) for piece in pieces)
    assert "".join(split_text("x" * 9000)) == "x" * 9000


async def test_an_instance_of_ours_is_such_a_server(make: Callable[..., InstanceProcess]) -> None:
    instance = await make().start()
    adapter = OpenAiAdapter(instance.address, api_key=instance.login()["Authorization"].split()[1])
    assert (await adapter.describe()).kind == "openai"
    voices = await adapter.voices()
    assert "draft-en-f5" in [voice.id for voice in voices]
    request = RenderRequest([RenderTurn("t0", "One two three", "tone-1"), RenderTurn("t1", "Six", "tone-2")])
    events = [event async for event in adapter.render(request)]
    pcm = b"".join(event.pcm for event in events if isinstance(event, AudioChunk))
    both = len(spoken("One two three")) + len(spoken("Six"))
    assert len(pcm) / 2 == pytest.approx(both, abs=480)
