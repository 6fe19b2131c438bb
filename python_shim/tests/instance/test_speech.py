"""OpenAI's interface, from OpenAI's own client."""

from __future__ import annotations

import base64
import io
import json
import wave
from collections.abc import AsyncIterator

import av
import openai
import pytest
from instance_process import InstanceProcess
from sounds import assert_spoken_in_order, samples, spoken

SCRIPT = "Nora: One two three\nBen: Four five\n"


@pytest.fixture
async def client(instance: InstanceProcess) -> AsyncIterator[openai.AsyncOpenAI]:
    """OpenAI's client, pointed at an instance."""
    key = instance.login()["Authorization"].removeprefix("Bearer ")
    async with openai.AsyncOpenAI(base_url=f"{instance.address}/v1", api_key=key, max_retries=0) as made:
        yield made


async def test_a_text_is_spoken(client: openai.AsyncOpenAI) -> None:
    answer = await client.audio.speech.create(model="tts-1", voice="alloy", input="Hello there", response_format="pcm")
    assert_spoken_in_order(answer.content, ["Hello there"])


async def test_a_dialogue_script_is_spoken_by_its_cast(instance: InstanceProcess, client: openai.AsyncOpenAI) -> None:
    answer = await client.audio.speech.create(model="vibevoice", voice="echo", input=SCRIPT, response_format="pcm")
    assert_spoken_in_order(answer.content, ["One two three", "Four five"])
    job = (await instance.get("/api/jobs"))["jobs"][0]
    assert job["settings"]["cast"] == {"Nora": "tone-2", "Ben": "tone-1"} and job["ref"] == "openai"


@pytest.mark.parametrize("kind", ["mp3", "opus", "aac", "flac", "wav"])
async def test_every_format_can_be_heard(client: openai.AsyncOpenAI, kind: str) -> None:
    answer = await client.audio.speech.create(model="tts-1", voice="nova", input="Hello there", response_format=kind)  # type: ignore[arg-type]  # kinds
    with av.open(io.BytesIO(answer.content)) as container:
        heard = sum(frame.samples / frame.sample_rate for frame in container.decode(audio=0))
    assert heard == pytest.approx(0.5, abs=0.15)


async def test_samples_come_while_they_are_made(instance: InstanceProcess, client: openai.AsyncOpenAI) -> None:
    instance.control(frames=8)
    text = "one two three four five six seven eight nine ten"
    wanted = spoken(text).tobytes()
    heard = b""
    async with client.audio.speech.with_streaming_response.create(
        model="tts-1", voice="alloy", input=text, response_format="pcm"
    ) as answer:
        async for block in answer.iter_bytes():
            heard += block
            # The engine waits: what has come so far came before the end.
            instance.control()
    assert len(heard) == len(wanted)
    assert (samples(heard)[200:-200] == samples(wanted)[200:-200]).all()


async def test_a_stream_of_events_brings_the_audio(instance: InstanceProcess, client: openai.AsyncOpenAI) -> None:
    body = {
        "model": "tts-1",
        "voice": "alloy",
        "input": "Hello there",
        "response_format": "wav",
        "stream_format": "sse",
    }
    answer = await instance.client.post("/v1/audio/speech", json=body)
    assert answer.headers["Content-Type"].startswith("text/event-stream")
    events = [json.loads(line[6:]) for line in answer.text.splitlines() if line.startswith("data: ")]
    assert events[-1]["type"] == "speech.audio.done"
    data = b"".join(base64.b64decode(event["audio"]) for event in events[:-1])
    with wave.open(io.BytesIO(data)) as file:
        assert_spoken_in_order(file.readframes(file.getnframes()), ["Hello there"])
    kinds = []
    async with client.audio.speech.with_streaming_response.create(
        model="draft", voice="alloy", input="Hello", response_format="mp3", stream_format="sse"
    ) as stream:
        async for line in stream.iter_lines():
            if line.startswith("data: "):
                kinds.append(json.loads(line[6:])["type"])
    assert set(kinds[:-1]) == {"speech.audio.delta"} and kinds[-1] == "speech.audio.done"


async def test_problems_are_told_in_openais_form_too(instance: InstanceProcess, client: openai.AsyncOpenAI) -> None:
    with pytest.raises(openai.NotFoundError) as found:
        await client.audio.speech.create(model="tts-1", voice="nobody", input="Hello")
    assert found.value.code == "voice_not_found"
    instance.control(fail_at="Hello")
    with pytest.raises(openai.APIStatusError) as failed:
        await client.audio.speech.create(model="tts-1", voice="alloy", input="Hello")
    assert failed.value.status_code == 502 and "memory" in failed.value.message


async def test_models_and_voices_are_listed(instance: InstanceProcess, client: openai.AsyncOpenAI) -> None:
    await instance.ended((await instance.create("Hello"))["id"])
    assert [model.id async for model in await client.models.list()] == ["tone", "draft"]
    assert "tone-1" in (await instance.get("/v1/audio/voices"))["voices"]
