"""From 22050 to 24000 Hz without a seam, an image or a lost sample."""

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from jupyterlab_vibevoice.engines.draft.resample import INPUT_RATE, OUTPUT_RATE, Resampler


def tone(hz: float, samples: int, rate: int) -> NDArray[np.float64]:
    return 20_000 * np.sin(2 * np.pi * hz * np.arange(samples) / rate)


def converted(samples: NDArray[np.float64], blocks: list[int], gain: float = 1.0) -> NDArray[np.int16]:
    resampler = Resampler(gain)
    data, pieces, place = samples.astype("<i2"), [], 0
    for block in blocks:
        pieces.append(resampler.push(data[place : place + block].tobytes()))
        place += block
    pieces.append(resampler.push(data[place:].tobytes()))
    return np.frombuffer(b"".join([*pieces, resampler.finish()]), "<i2")


@pytest.mark.parametrize("length", [0, 1, 2, 23, 24, 146, 147, 148, 195, 1324, 22_050, 40_001])
def test_the_length_is_exact(length: int) -> None:
    assert len(converted(tone(440, length, INPUT_RATE), [])) == math.ceil(length * 160 / 147)


def test_blocks_make_no_difference() -> None:
    samples = tone(440, 22_050, INPUT_RATE)
    whole = converted(samples, [])
    # Sums in another order may round the last bit otherwise.
    assert np.abs(whole - converted(samples, [1, 7, 146, 147, 148, 1324, 5000])).max() <= 1


@pytest.mark.parametrize("hz", [50, 440, 3000, 8000, 9500])
def test_a_tone_stays_itself_in_time_and_height(hz: float) -> None:
    found = converted(tone(hz, 22_050, INPUT_RATE), [])[1000:-1000]
    expected = tone(hz, 24_000, OUTPUT_RATE)[1000:-1000]
    assert np.abs(found - expected).max() < 200


def test_nothing_appears_above_the_old_half_rate() -> None:
    found = converted(tone(7000, 22_050, INPUT_RATE), []).astype(float)
    power = np.abs(np.fft.rfft(found * np.hanning(len(found))))
    above = power[int(11_100 / 24_000 * len(found)) :].max()
    assert 20 * np.log10(above / power.max()) < -70


def test_gain_is_applied_and_too_much_is_held_at_full_scale() -> None:
    samples = tone(440, 5000, INPUT_RATE)
    assert np.abs(converted(samples, [], gain=0.5)[100:-100]).max() == pytest.approx(10_000, rel=0.01)
    assert converted(samples, [], gain=4).max() == 32767
