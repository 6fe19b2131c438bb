"""Sound as files: segments, whole files in every format with what is inside, ranges, captions, peaks."""

from __future__ import annotations

import asyncio
import io
import json
import operator
import wave
from collections.abc import Callable
from typing import Any

import av
import numpy as np
import pytest
from instance_process import InstanceProcess, dialogue
from sounds import RATE, samples

from jupyterlab_vibevoice.contract import Captions, Peaks

Make = Callable[..., InstanceProcess]
TEXTS = ["One two three", "Four five", "Six seven eight nine"]


async def finished(instance: InstanceProcess, **more: Any) -> dict[str, Any]:
    """A finished job with two chapters and a title that is not ASCII."""
    words = dialogue(*TEXTS, chapters=[{"title": "开场", "before_turn": 0}, {"title": "End", "before_turn": 2}])
    job = await instance.create(dialogue=words, title="春天 / Spring", **more)
    return await instance.ended(job["id"])


def decoded(data: bytes) -> np.ndarray[Any, Any]:
    """The samples of a mono file, -1 to 1, at 24 kHz."""
    with av.open(io.BytesIO(data)) as container:
        resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE)
        frames = [piece for frame in container.decode(audio=0) for piece in resampler.resample(frame)]
        return np.concatenate([frame.to_ndarray()[0] for frame in [*frames, *resampler.resample(None)]])


async def test_flac_segments_join_to_the_same_samples_as_wav(instance: InstanceProcess) -> None:
    job = await finished(instance)
    pieces = []
    for number in range(job["audio"]["segments"]):
        path = f"/api/jobs/{job['id']}/revisions/1/segments/{number}.flac"
        answer = await instance.client.get(path)
        assert answer.headers["Content-Type"] == "audio/flac" and "immutable" in answer.headers["Cache-Control"]
        pieces.append(decoded(answer.content))
    joined = np.round(np.concatenate(pieces) * 32768).astype(np.int16)
    assert np.array_equal(joined, samples(await instance.joined(job)))


@pytest.mark.parametrize("number", ["999", "-1", "x"])
async def test_there_is_no_segment_beyond_the_end(instance: InstanceProcess, number: str) -> None:
    job = await finished(instance)
    answer = await instance.client.get(f"/api/jobs/{job['id']}/revisions/1/segments/{number}.wav")
    assert answer.status_code == 404 and answer.json()["code"] == "not_found"
    assert (await instance.client.get(f"/api/jobs/{job['id']}/revisions/2/segments/0.wav")).status_code == 404


@pytest.mark.parametrize("kind", ["wav", "flac", "mp3", "opus", "m4a"])
async def test_whole_files_say_what_they_are(instance: InstanceProcess, kind: str) -> None:
    job = await finished(instance)
    answer = await instance.client.get(f"/api/jobs/{job['id']}/audio.{kind}")
    assert answer.status_code == 200 and answer.headers["Accept-Ranges"] == "bytes"
    name = answer.headers["Content-Disposition"]
    assert name.startswith('attachment; filename="') and "filename*=UTF-8''%E6%98%A5%E5%A4%A9" in name
    assert len(decoded(answer.content)) / RATE == pytest.approx(job["audio"]["seconds"], abs=0.1)
    with av.open(io.BytesIO(answer.content)) as container:
        told = {name.lower(): text for name, text in {**container.metadata, **container.streams[0].metadata}.items()}
        assert told["title"] == "春天 / Spring"
        assert told["artist"] == "Nora, Ben"
        assert "AI-generated" in " ".join(told.values())
        if kind in ("mp3", "opus", "m4a"):
            chapters = container.chapters()
            assert [chapter["metadata"]["title"] for chapter in chapters] == ["开场", "End"]
            begins = chapters[1]["start"] * float(chapters[1]["time_base"])
            assert begins == pytest.approx(job["turns"][2]["start"], abs=0.01)


@pytest.mark.parametrize("kind", ["wav", "mp3"])
async def test_ranges_are_the_same_bytes(instance: InstanceProcess, kind: str) -> None:
    job = await finished(instance)
    path = f"/api/jobs/{job['id']}/audio.{kind}"
    whole = (await instance.client.get(path)).content
    for first, last in [(0, 0), (0, 43), (1, 101), (43, 47), (300, 2001), (len(whole) - 5, len(whole) - 1)]:
        answer = await instance.client.get(path, headers={"Range": f"bytes={first}-{last}"})
        assert answer.status_code == 206 and answer.content == whole[first : last + 1]
        assert answer.headers["Content-Range"] == f"bytes {first}-{last}/{len(whole)}"
    tail = await instance.client.get(path, headers={"Range": "bytes=-7"})
    assert tail.content == whole[-7:]
    rest = await instance.client.get(path, headers={"Range": f"bytes={len(whole) - 9}-"})
    assert rest.content == whole[-9:]
    beyond = await instance.client.get(path, headers={"Range": f"bytes={len(whole)}-"})
    assert beyond.status_code == 416 and beyond.headers["Content-Range"] == f"bytes */{len(whole)}"
    stale = await instance.client.get(path, headers={"Range": "bytes=0-9", "If-Range": '"another"'})
    assert stale.status_code == 200 and stale.content == whole
    head = await instance.client.head(path)
    assert int(head.headers["Content-Length"]) == len(whole) and not head.content


async def test_an_unfinished_job_gives_wav_so_far_and_no_other_format(instance: InstanceProcess) -> None:
    instance.control(frames=8)
    job = await instance.create(*TEXTS)
    await instance.until(job["id"], "segment")
    answer = await instance.client.get(f"/api/jobs/{job['id']}/audio.wav")
    with wave.open(io.BytesIO(answer.content)) as file:
        assert file.getnframes() >= RATE // 2 and file.getframerate() == RATE
    for kind in ("mp3", "flac"):
        answer = await instance.client.get(f"/api/jobs/{job['id']}/audio.{kind}")
        assert answer.status_code == 409 and answer.json()["code"] == "job_not_finished"


async def test_captions_have_speakers_and_times(instance: InstanceProcess) -> None:
    job = await finished(instance)
    path = f"/api/jobs/{job['id']}/captions"
    vtt = (await instance.client.get(f"{path}.vtt")).text
    assert vtt.startswith("WEBVTT") and "<v Nora>One two three</v>" in vtt and "AI-generated" in vtt
    srt = (await instance.client.get(f"{path}.srt")).text
    assert "Ben: Four five" in srt
    told = Captions.model_validate(await instance.get(f"{path}.json"))
    assert [cue.text for cue in told.cues] == TEXTS
    assert [(cue.start, cue.end) for cue in told.cues] == [
        (pytest.approx(turn["start"], abs=1e-3), pytest.approx(turn["end"], abs=1e-3)) for turn in job["turns"]
    ]
    words = told.cues[1].words
    assert words and words[0].text == "Four" and words[0].start == pytest.approx(job["turns"][1]["start"], abs=1e-3)


async def test_peaks_are_those_of_the_segments(instance: InstanceProcess) -> None:
    job = await finished(instance)
    told = Peaks.model_validate(await instance.get(f"/api/jobs/{job['id']}/peaks.json"))
    assert told.seconds == pytest.approx(job["audio"]["seconds"])
    segments = [event for event in await instance.all_events(job["id"]) if event["type"] == "segment"]
    announced = [peak for event in segments for peak in event["peaks"]]
    assert len(told.peaks) == len(announced) and max(map(abs, map(operator.sub, told.peaks, announced))) <= 1
    finer = await instance.get(f"/api/jobs/{job['id']}/peaks.json", params={"per_second": 100})
    assert len(finer["peaks"]) == pytest.approx(job["audio"]["seconds"] * 100, abs=1)
    answer = await instance.client.get(f"/api/jobs/{job['id']}/peaks.json", params={"per_second": 0})
    assert answer.status_code == 400


async def test_a_new_title_is_in_the_files_made_after_it(instance: InstanceProcess) -> None:
    job = await finished(instance)
    path = f"/api/jobs/{job['id']}"
    await instance.client.get(f"{path}/audio.mp3")
    await instance.client.patch(path, json={"title": "Autumn"})
    answer = await instance.client.get(f"{path}/audio.mp3")
    assert 'filename="Autumn.mp3"' in answer.headers["Content-Disposition"]
    with av.open(io.BytesIO(answer.content)) as container:
        assert container.metadata["title"] == "Autumn"


async def test_the_description_of_the_api_is_the_contracts(instance: InstanceProcess) -> None:
    told = await instance.get("/openapi.json")
    assert told["openapi"].startswith("3.") and "/api/jobs" in json.dumps(told)


async def test_metrics_are_prometheus_text(instance: InstanceProcess) -> None:
    await finished(instance)
    answer = await instance.client.get("/metrics")
    assert 'vibevoice_jobs{state="done"} 1' in answer.text and "vibevoice_library_bytes " in answer.text


async def test_a_file_whose_job_is_renamed_or_forgotten_while_it_is_made_is_whole_or_not_there(make: Make) -> None:
    instance = await make(engine="draft").start()
    job = await instance.create(*["The sea glows at night, and nobody knows for how long."] * 15, engine="draft")
    await instance.ended(job["id"])
    path = f"/api/jobs/{job['id']}"
    downloads = []
    for number, kind in enumerate(("mp3", "m4a", "opus")):
        # Each title clears what was made for the one before, and the next file is made in the same place.
        downloads.append(asyncio.create_task(instance.client.get(f"{path}/audio.{kind}", timeout=100)))
        answer = await instance.client.patch(path, json={"title": f"Title {number}"})
        assert answer.status_code == 200
    for answer in await asyncio.gather(*downloads):
        assert answer.status_code == 200 and len(decoded(answer.content)) > RATE, answer.text
    await instance.client.patch(path, json={"title": "Last"})
    files = [f"{path}/audio.{kind}" for kind in ("m4a", "opus", "mp3")]
    downloads = [asyncio.create_task(instance.client.get(file, timeout=100)) for file in files]
    # By now they are asked for, and the first is being made.
    assert (await instance.client.get("/api/status")).status_code == 200
    assert (await instance.client.delete(path)).status_code == 204
    for answer in await asyncio.gather(*downloads):
        assert answer.status_code == 200 or answer.json()["code"] == "job_not_found", answer.text
    assert not (instance.state_dir / "jobs" / job["id"]).exists()
