"""Decodes one upload in a process of its own that may not take much: a hostile file meets limits, not the instance.

`python -m jupyterlab_vibevoice.instance.audio_decode SOURCE TARGET MAX_SECONDS` writes s16le mono 24 kHz to TARGET and
prints one line of JSON: `{"samples": n, "lufs": x, "peak": 0..1}` or `{"problem": "not_audio" | "too_long"}`.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import sys
from collections.abc import Iterator
from io import RawIOBase
from typing import Any, BinaryIO

_CPU_S = 60
_ADDRESS_BYTES = 3 * 2**30
# Nobody's voice: containers that lead elsewhere (playlists, scripts) and devices are not opened.
_CONTAINERS = "wav,w64,aiff,flac,mp3,aac,ogg,matroska,webm,mov,mp4,m4a,caf,amr,asf,au"


def limit() -> None:
    """Takes no more than a decoder needs, from here on."""
    for kind, most in ((resource.RLIMIT_CPU, _CPU_S), (resource.RLIMIT_AS, _ADDRESS_BYTES), (resource.RLIMIT_CORE, 0)):
        # macOS has no limit of address space.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, most))


def samples_of(file: BinaryIO | RawIOBase) -> Iterator[Any]:
    """Arrays of int16 at 24 kHz mono, as the file is read. Raises av.error.FFmpegError or ValueError for no sound."""
    import av

    # An open file and no address: nothing in it can lead to another file or to the network.
    with av.open(file, "r", options={"format_whitelist": _CONTAINERS}) as container:
        if not container.streams.audio:
            raise ValueError("no sound")
        resampler = av.AudioResampler(format="s16", layout="mono", rate=24_000)
        for frame in container.decode(container.streams.audio[0]):
            for piece in resampler.resample(frame):
                yield piece.to_ndarray().reshape(-1)
        for piece in resampler.resample(None):
            yield piece.to_ndarray().reshape(-1)


def decode(source: str, target: str, max_seconds: float) -> dict[str, Any]:
    """Writes the sound of `source` to `target`; the answer is what main prints."""
    import av
    import numpy as np

    most = round(max_seconds * 24_000)
    samples, peak = 0, 0
    try:
        with open(source, "rb") as sound, open(target, "wb") as file:
            for piece in samples_of(sound):
                samples += len(piece)
                if samples > most:
                    return {"problem": "too_long"}
                peak = max(peak, int(np.abs(piece.astype(np.int32)).max(initial=0)))
                file.write(piece.astype("<i2").tobytes())
    except (av.error.FFmpegError, ValueError, MemoryError, OverflowError):
        return {"problem": "not_audio"}
    if not samples:
        return {"problem": "not_audio"}
    from .audio_work import loudness

    return {"samples": samples, "lufs": round(loudness([(target, 0, samples)]), 1), "peak": round(peak / 32768, 3)}


def main(argv: list[str]) -> int:
    """Decodes under limits and prints the answer."""
    limit()
    # Libraries may print too: the answer goes to the original output, everything else to errors.
    answer = os.dup(1)
    os.dup2(2, 1)
    found = decode(argv[0], argv[1], float(argv[2]))
    os.write(answer, json.dumps(found).encode() + b"\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
