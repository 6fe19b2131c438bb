"""Recordings from anybody: decoded within limits, or refused."""

from __future__ import annotations

import asyncio
import io
import tempfile
from pathlib import Path

import av
import numpy as np
from hypothesis import given

from jupyterlab_vibevoice.contract.problems import ProblemError
from jupyterlab_vibevoice.instance.audio import AudioWorker

from .depth import examples
from .material import mutated

_CODECS = {"wav": "pcm_s16le", "flac": "flac", "mp3": "libmp3lame", "ogg": "libopus", "ipod": "aac", "webm": "libopus"}


def _recording(container: str, codec: str) -> bytes:
    target = io.BytesIO()
    tone = (8000 * np.sin(np.arange(24_000 * 2) / 10)).astype("<i2").reshape(1, -1)
    with av.open(target, "w", format=container) as out:
        stream = out.add_stream(codec, rate=24_000, layout="mono")
        frame = av.AudioFrame.from_ndarray(tone, format="s16", layout="mono")
        frame.sample_rate = 24_000
        out.mux([*stream.encode(frame), *stream.encode(None)])
    return target.getvalue()


_RECORDINGS = [_recording(container, codec) for container, codec in _CODECS.items()]


async def _decode(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "upload", Path(folder) / "sample.pcm"
        source.write_bytes(data)
        try:
            sample = await AudioWorker().decode_upload(source, target, max_seconds=20)
        except ProblemError as problem:
            assert problem.code in ("not_audio", "too_large") and not target.exists()
        else:
            assert target.stat().st_size == round(sample.seconds * 24_000) * 2
            assert 0 <= sample.peak <= 1 and sample.lufs <= 20


@examples(8)
@given(mutated(_RECORDINGS))
def test_a_recording_that_is_damaged_is_decoded_or_refused(data: bytes) -> None:
    asyncio.run(_decode(data))
