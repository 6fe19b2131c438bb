"""Decodes the live pieces of a Gradio page, in a process of its own that ends with the job.

`python -m jupyterlab_vibevoice.instance.audio_pieces FD`: on the socket FD a request is a line of JSON
`{bytes, seconds}` and so many bytes of ADTS AAC; the answer is a line `{bytes}` or `{error}` and s16le mono 24 kHz.

An encoder puts 1024 samples before the first (priming) and fills the last frame. Gradio 5 starts one for each piece:
what is more than the piece's seconds is cut away. Gradio 6.31 has one for the whole stream, which is decoded as one.
"""

from __future__ import annotations

import json
import socket
import sys
from collections.abc import Iterator
from typing import Any

import av

RATE = 24_000
_FRAME = 1024
_PRIMING = 1024
_RATES = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350)


def adts_frames(data: bytes) -> Iterator[bytes]:
    """The frames of an ADTS stream (ISO/IEC 13818-7, 6.2), with their headers; what is no frame is passed over."""
    at = 0
    while at + 7 <= len(data):
        if data[at] != 0xFF or data[at + 1] & 0xF6 != 0xF0:
            at += 1
            continue
        length = (data[at + 3] & 3) << 11 | data[at + 4] << 3 | data[at + 5] >> 5
        if length < 7 or at + length > len(data):
            at += 1
            continue
        yield data[at : at + length]
        at += length


class Decoder:
    """Takes pieces in order and gives their samples, joined without a gap."""

    def __init__(self) -> None:
        self._begin()

    def _begin(self) -> None:
        self._codec = av.CodecContext.create("aac", "r")
        self._resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
        self._priming = _PRIMING

    def decode(self, data: bytes, seconds: float) -> bytes:
        """The samples of one piece that lasts `seconds` (0: unknown). Raises ValueError for what is no AAC."""
        frames = list(adts_frames(data))
        if not frames:
            raise ValueError("no AAC")
        rate = _RATES[min(frames[0][2] >> 2 & 15, len(_RATES) - 1)]
        wanted = round(seconds * rate)
        is_own = wanted > 0 and len(frames) * _FRAME - wanted >= _PRIMING // 2
        if is_own:
            self._begin()
        pcm = b"".join(self._samples(frames, wanted if is_own else None))
        if is_own:
            self._begin()
        return pcm

    def _samples(self, frames: list[bytes], wanted: int | None) -> Iterator[bytes]:
        left = wanted
        for frame in frames:
            for decoded in self._codec.decode(av.Packet(frame)):
                piece = self._cut(decoded, left)
                if piece is None:
                    continue
                left = None if left is None else left - piece.samples
                for ready in self._resampler.resample(piece):
                    yield ready.to_ndarray().astype("<i2").tobytes()
        if wanted is not None:
            for ready in self._resampler.resample(None):
                yield ready.to_ndarray().astype("<i2").tobytes()

    def _cut(self, frame: Any, left: int | None) -> Any:
        """A decoded frame without priming and without what is beyond `left` samples; None where nothing stays."""
        skip = min(self._priming, frame.samples)
        self._priming -= skip
        end = frame.samples if left is None else min(frame.samples, skip + left)
        if (skip, end) == (0, frame.samples):
            return frame
        if skip >= end:
            return None
        cut = av.AudioFrame.from_ndarray(frame.to_ndarray()[:, skip:end].copy(), frame.format.name, frame.layout.name)
        cut.sample_rate = frame.sample_rate
        return cut


def main(argv: list[str]) -> int:
    """Works until the other end closes."""
    connection = socket.socket(fileno=int(argv[0]))
    decoder = Decoder()
    with connection.makefile("rb") as requests:
        while line := requests.readline():
            request = json.loads(line)
            data = requests.read(request["bytes"])
            try:
                pcm = decoder.decode(data, float(request["seconds"]))
                head: dict[str, Any] = {"bytes": len(pcm)}
            except (ValueError, av.error.FFmpegError) as error:
                pcm, head = b"", {"bytes": 0, "error": type(error).__name__}
            connection.sendall(json.dumps(head).encode() + b"\n" + pcm)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
