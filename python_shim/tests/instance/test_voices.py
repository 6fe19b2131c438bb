"""Voices: the engines' own, and recordings that somebody agreed to."""

from __future__ import annotations

import asyncio
import io
import math
import struct
import wave
from typing import Any

import httpx
import pytest
from instance_process import InstanceProcess, dialogue

from jupyterlab_vibevoice.contract import Voice, VoiceList


def recording(seconds: float = 2.0, rate: int = 16_000) -> bytes:
    """A WAV file of a tone."""
    target = io.BytesIO()
    with wave.open(target, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        count = int(seconds * rate)
        file.writeframes(b"".join(struct.pack("<h", round(8000 * math.sin(n / 10))) for n in range(count)))
    return target.getvalue()


async def upload(instance: InstanceProcess, data: bytes, **fields: str) -> httpx.Response:
    """The answer to an upload."""
    form = {"name": "Grandma 奶奶", "consent": "true", **fields}
    return await instance.client.post("/api/voices", data=form, files={"file": ("../../x.wav", data)})


async def test_the_draft_voices_are_there_before_any_engine_was_woken(instance: InstanceProcess) -> None:
    told = VoiceList.model_validate(await instance.get("/api/voices"))
    assert len(told.voices) >= 20 and {voice.engine for voice in told.voices} == {"draft"}


async def test_an_uploaded_voice_is_listed_heard_used_and_forgotten(instance: InstanceProcess) -> None:
    await instance.ended((await instance.create("Hello"))["id"])
    answer = await upload(instance, recording())
    assert answer.status_code == 201, answer.text
    voice = Voice.model_validate(answer.json())
    assert voice.uploaded and voice.name == "Grandma 奶奶" and voice.seconds == pytest.approx(2, abs=0.01)
    listed = VoiceList.model_validate(await instance.get("/api/voices")).voices
    assert [one.id for one in listed if one.uploaded] == [voice.id]
    preview = await instance.client.get(f"/api/voices/{voice.id}/preview")
    with wave.open(io.BytesIO(preview.content)) as file:
        assert file.getframerate() == 24_000 and file.getnframes() == pytest.approx(48_000, abs=50)
    done = await instance.ended((await instance.create("Hello", cast={"Nora": voice.id}))["id"])
    assert done["state"] == "done" and done["settings"]["cast"] == {"Nora": voice.id}
    assert (await instance.client.delete(f"/api/voices/{voice.id}")).status_code == 204
    body = {"dialogue": dialogue("Hello"), "cast": {"Nora": voice.id}}
    assert (await instance.post("/api/jobs", body, status=404))["code"] == "voice_not_found"
    assert not list((instance.state_dir / "voices").iterdir())


@pytest.mark.parametrize(
    ("fields", "field"), [({"consent": "no"}, "consent"), ({"name": " "}, "name"), ({"extra": "1"}, "extra")]
)
async def test_a_voice_without_consent_or_name_is_refused(
    instance: InstanceProcess, fields: dict[str, str], field: str
) -> None:
    answer = await upload(instance, recording(), **fields)
    problem: dict[str, Any] = answer.json()
    assert answer.status_code == 400 and [issue["path"] for issue in problem["issues"]] == [[field]]
    assert not list((instance.state_dir / "voices").iterdir())


@pytest.mark.parametrize("data", [b"not a sound", recording(0.3)])
async def test_what_is_no_recording_is_refused(instance: InstanceProcess, data: bytes) -> None:
    answer = await upload(instance, data)
    assert answer.status_code == 415 and answer.json()["code"] == "not_audio"
    assert not list((instance.state_dir / "voices").iterdir())


async def test_an_upload_without_end_is_refused_and_leaves_nothing(instance: InstanceProcess) -> None:
    answer = await upload(instance, bytes(101 * 1024 * 1024))
    assert answer.status_code == 413 and answer.json()["code"] == "too_large"
    assert not list((instance.state_dir / "voices").iterdir())


async def test_an_upload_that_breaks_off_leaves_nothing(instance: InstanceProcess) -> None:
    host, port = instance.address.removeprefix("http://").split(":")
    _, writer = await asyncio.open_connection(host, int(port))
    head = f"POST /api/voices HTTP/1.1\r\nHost: x\r\nAuthorization: {instance.login()['Authorization']}\r\n"
    kind = "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 99999\r\n\r\n"
    writer.write((head + kind + '--b\r\nContent-Disposition: form-data; name="file"\r\n\r\nabc').encode())
    await writer.drain()
    writer.close()
    await writer.wait_closed()
    assert (await instance.client.get("/api/status")).status_code == 200
    assert not list((instance.state_dir / "voices").iterdir())


async def test_a_voice_of_the_draft_can_be_heard_before_it_is_chosen(instance: InstanceProcess) -> None:
    voices = VoiceList.model_validate(await instance.get("/api/voices")).voices
    preview = await instance.client.get(f"/api/voices/{voices[0].id}/preview")
    with wave.open(io.BytesIO(preview.content)) as file:
        assert file.getnframes() > 24_000
    assert (await instance.client.get("/api/voices/nobody/preview")).json()["code"] == "voice_not_found"
