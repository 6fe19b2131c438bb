"""From espeak's 22050 Hz to the contract's 24000 Hz: a polyphase filter over a stream, exact in its length."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

_UP, _DOWN = 160, 147
INPUT_RATE, OUTPUT_RATE = 22_050, 24_000
# Taps on each side of a point of the input; with the Kaiser window flat to 10.2 kHz, images below -80 dB.
_HALF = 24
_KAISER = 8.0
_CUTOFF = 0.965


def _filters() -> NDArray[np.float32]:
    """A matrix (window of input, 160): 160 outputs are one window of input, moved on by 147 samples each time."""
    phases = np.arange(_UP) * _DOWN / _UP
    window = np.arange(_DOWN + 2 * _HALF)
    distance = window[:, None] - (_HALF + phases[None, :])
    inside = np.clip(1 - (distance / _HALF) ** 2, 0, None)
    kernel = np.sinc(distance * _CUTOFF) * np.i0(_KAISER * np.sqrt(inside)) / np.i0(_KAISER)
    kernel[np.abs(distance) >= _HALF] = 0
    filters: NDArray[np.float32] = (kernel / kernel.sum(axis=0)).astype(np.float32)
    return filters


_FILTERS = _filters()


class Resampler:
    """Takes s16 blocks, gives s16le blocks at 24 kHz times `gain`; n samples in are ceil(n * 160 / 147) out."""

    def __init__(self, gain: float) -> None:
        self._filters = _FILTERS * np.float32(gain)
        self._input = np.zeros(_HALF, np.float32)
        self._taken = 0
        self._given = 0

    def push(self, pcm: bytes) -> bytes:
        """The outputs that are complete after this block."""
        block = np.frombuffer(pcm, "=i2").astype(np.float32)
        self._taken += len(block)
        self._input = np.concatenate((self._input, block))
        return self._convert()

    def finish(self) -> bytes:
        """The rest."""
        wanted = math.ceil(self._taken * _UP / _DOWN) - self._given
        self._input = np.concatenate((self._input, np.zeros(_DOWN + 2 * _HALF, np.float32)))
        return self._convert()[: wanted * 2]

    def _convert(self) -> bytes:
        window = _DOWN + 2 * _HALF
        count = (len(self._input) - window) // _DOWN + 1
        if count <= 0:
            return b""
        rows = np.lib.stride_tricks.as_strided(
            self._input, (count, window), (self._input.strides[0] * _DOWN, self._input.strides[0]), writeable=False
        )
        sound = np.rint(rows @ self._filters)
        self._input = self._input[count * _DOWN :].copy()
        self._given += count * _UP
        return np.clip(sound, -32768, 32767).astype("<i2").tobytes()
