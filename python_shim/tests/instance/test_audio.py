"""Sound is exact, files say what they are, uploads meet limits, a worker that dies is not missed."""

import asyncio
import io
import os
import signal
import struct
from collections.abc import AsyncIterator, Awaitable
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from jupyterlab_vibevoice.contract.problems import ProblemError
from jupyterlab_vibevoice.instance.audio import AudioWorker
from jupyterlab_vibevoice.instance.timeline import Span
from jupyterlab_vibevoice.processes import is_alive

RATE = 24_000
METADATA = {"title": "大海为什么会发光", "artist": "Nora, Tom", "comment": "AI-generated speech (draft)"}
CHAPTERS = [{"title": "开场", "start": 0}, {"title": "The sea", "start": 4.5}]


@pytest.fixture
async def worker() -> AsyncIterator[AudioWorker]:
    audio = AudioWorker()
    yield audio
    await audio.stop()


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    """Ten seconds of a rising tone, s16le at 24 kHz."""
    path = tmp_path / "take.pcm"
    place = np.arange(10 * RATE)
    (8000 * np.sin(place * place * 2 * np.pi * 0.000001)).astype("<i2").tofile(path)
    return path


def decoded(data: bytes | Path) -> tuple[NDArray[np.int16], Any]:
    with av.open(io.BytesIO(data) if isinstance(data, bytes) else str(data)) as container:
        resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
        frames = [piece for frame in container.decode(audio=0) for piece in resampler.resample(frame)]
        frames += resampler.resample(None)
        samples = np.concatenate([frame.to_ndarray().reshape(-1) for frame in frames])
        about = {
            "metadata": {**container.metadata, **container.streams.audio[0].metadata},
            "chapters": [(c["metadata"]["title"], float(c["start"] * c["time_base"])) for c in container.chapters()],
        }
    return samples, about


def original(recording: Path) -> NDArray[np.int16]:
    return np.fromfile(recording, "<i2")


async def test_segments_joined_are_the_recording_to_the_sample(worker: AudioWorker, recording: Path) -> None:
    bounds = [(0, 12_000), *((start, min(48_000, 10 * RATE - start)) for start in range(12_000, 10 * RATE, 48_000))]
    pieces = [await worker.encode_segment([Span(count, recording, start)]) for start, count in bounds]
    joined = np.concatenate([decoded(piece)[0] for piece in pieces])
    assert np.array_equal(joined, original(recording))


async def test_a_segment_may_join_takes_and_silence(worker: AudioWorker, recording: Path) -> None:
    data = await worker.encode_segment([Span(1000, recording, 500), Span(700), Span(300, recording, 9000)])
    sound = original(recording)
    expected = np.concatenate([sound[500:1500], np.zeros(700, np.int16), sound[9000:9300]])
    assert np.array_equal(decoded(data)[0], expected)


@pytest.mark.parametrize("kind", ["wav", "flac", "mp3", "opus", "m4a"])
async def test_exports_say_what_they_are_and_last_as_long_as_they_should(
    worker: AudioWorker, recording: Path, tmp_path: Path, kind: Any
) -> None:
    out = tmp_path / f"out.{kind}"
    parts: list[float] = []
    size = await worker.export(
        [Span(10 * RATE, recording)], kind, out, metadata=METADATA, chapters=CHAPTERS, on_progress=parts.append
    )
    samples, about = decoded(out)
    assert out.stat().st_size == size
    assert METADATA.items() <= about["metadata"].items()
    assert abs(len(samples) - 10 * RATE) <= (0 if kind in ("wav", "flac") else 1200)
    if kind in ("wav", "flac"):
        assert np.array_equal(samples, original(recording))
    else:
        assert about["chapters"] == [("开场", 0), ("The sea", 4.5)]
    assert parts and parts == sorted(parts) and parts[-1] <= 1
    assert sorted(os.listdir(tmp_path)) == sorted([recording.name, out.name])


async def test_an_export_that_fails_leaves_nothing_behind(worker: AudioWorker, recording: Path, tmp_path: Path) -> None:
    with pytest.raises(ProblemError) as caught:
        await worker.export([Span(11 * RATE, recording)], "mp3", tmp_path / "out.mp3")
    assert caught.value.code == "internal"
    assert os.listdir(tmp_path) == [recording.name]


async def test_a_segment_does_not_wait_for_an_export(worker: AudioWorker, recording: Path, tmp_path: Path) -> None:
    long = [Span(10 * RATE, recording)] * 20
    ended: list[str] = []

    async def run(name: str, work: Awaitable[object]) -> None:
        await work
        ended.append(name)

    # The first to be asked for is the first to be sent to the worker.
    await asyncio.gather(
        run("export", worker.export(long, "mp3", tmp_path / "long.mp3")),
        run("segment", worker.encode_segment([Span(48_000, recording)])),
    )
    assert ended == ["segment", "export"]


async def test_peaks_are_the_loudest_sample_of_each_stretch(worker: AudioWorker, recording: Path) -> None:
    peaks = await worker.peaks([Span(10 * RATE, recording), Span(600)], 20)
    loudest = np.abs(original(recording).astype(int)).reshape(-1, 1200).max(axis=1) >> 8
    assert peaks == [*(int(value) for value in loudest), 0]


async def test_full_scale_is_127(worker: AudioWorker, tmp_path: Path) -> None:
    path = tmp_path / "loud.pcm"
    path.write_bytes(struct.pack("<4h", -32768, 0, 32767, 0))
    assert await worker.peaks([Span(4, path)], 12_000) == [127, 127]
    assert await worker.peaks([], 20) == []


async def test_loudness_is_measured_as_broadcasters_do(worker: AudioWorker, tmp_path: Path) -> None:
    # EBU Tech 3341: a 1 kHz sine at -23 dBFS in both channels is -23 LUFS; in one channel 3 dB less.
    path = tmp_path / "sine.pcm"
    sine = 32767 * 10 ** (-23 / 20) * np.sin(2 * np.pi * 1000 * np.arange(5 * RATE) / RATE)
    sine.astype("<i2").tofile(path)
    assert await worker.loudness([Span(5 * RATE, path)]) == pytest.approx(-26.0, abs=0.2)


async def test_a_worker_that_is_killed_is_started_again(worker: AudioWorker, recording: Path) -> None:
    before = await worker.encode_segment([Span(100, recording)])
    # Whether it is gone already or only about to be when the next piece is asked for.
    for is_gone in (False, True, False, True):
        first = worker.pid
        assert first is not None
        os.kill(first, signal.SIGKILL)
        while is_gone and is_alive(first):  # noqa: ASYNC110 - another process ends
            await asyncio.sleep(0)
        assert await worker.encode_segment([Span(100, recording)]) == before
        assert worker.pid != first


async def test_stopping_ends_the_worker_and_it_starts_with_the_next_need(worker: AudioWorker, recording: Path) -> None:
    await worker.start()
    pid = worker.pid
    assert pid is not None
    await worker.stop()
    assert not is_alive(pid)
    assert await worker.encode_segment([Span(100, recording)])


async def test_an_export_is_made_however_often_the_worker_is_stopped_meanwhile(
    worker: AudioWorker, recording: Path, tmp_path: Path
) -> None:
    is_under_way, target = asyncio.Event(), tmp_path / "long.m4a"
    stretches = [Span(10 * RATE, recording)] * 30
    export = worker.export(stretches, "m4a", target, on_progress=lambda _: is_under_way.set())
    exporting = asyncio.create_task(export)
    for _ in range(3):
        await is_under_way.wait()
        await worker.stop()
        is_under_way.clear()
    assert await exporting == target.stat().st_size


async def test_an_upload_becomes_mono_24_khz(worker: AudioWorker, recording: Path, tmp_path: Path) -> None:
    await worker.export([Span(10 * RATE, recording)], "mp3", tmp_path / "voice.mp3")
    sample = await worker.decode_upload(tmp_path / "voice.mp3", tmp_path / "voice.pcm")
    assert sample.seconds == pytest.approx(10, abs=0.1)
    assert sample.peak == pytest.approx(8000 / 32768, abs=0.05) and -30 < sample.lufs < -5
    assert (tmp_path / "voice.pcm").stat().st_size == round(sample.seconds * RATE) * 2


HOSTILE = {
    "empty": b"",
    "text": b"Speaker 1: hello\n" * 1000,
    "zeros": bytes(100_000),
    "playlist": b"#EXTM3U\n#EXTINF:1,\n/etc/passwd\n",
    "concat script": b"ffconcat version 1.0\nfile /etc/passwd\n",
    "wav that lies about its length": b"RIFF\xff\xff\xff\xffWAVEfmt \x10\0\0\0\1\0\1\0"
    + bytes(8)
    + b"\1\0\x10\0data\xff\xff\xff\xff",
}


@pytest.mark.parametrize("name", HOSTILE)
async def test_what_is_no_sound_is_refused(worker: AudioWorker, tmp_path: Path, name: str) -> None:
    upload = tmp_path / "upload"
    upload.write_bytes(HOSTILE[name])
    with pytest.raises(ProblemError) as caught:
        await worker.decode_upload(upload, tmp_path / "target.pcm")
    assert caught.value.code == "not_audio"
    assert not (tmp_path / "target.pcm").exists()


async def test_an_upload_that_is_too_long_is_refused(worker: AudioWorker, recording: Path, tmp_path: Path) -> None:
    await worker.export([Span(10 * RATE, recording)], "flac", tmp_path / "voice.flac")
    with pytest.raises(ProblemError) as caught:
        await worker.decode_upload(tmp_path / "voice.flac", tmp_path / "target.pcm", max_seconds=3)
    assert caught.value.code == "too_large"
    assert not (tmp_path / "target.pcm").exists()
