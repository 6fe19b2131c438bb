"""Every voice is as loud as every other, in both languages."""

import numpy as np
import pytest

from jupyterlab_vibevoice.engines.draft.espeak import Espeak
from jupyterlab_vibevoice.engines.draft.voices import VOICES

from .measure_loudness import OTHER_TEXTS, TARGET_LUFS, TEXTS, integrated_lufs, spoken_by


@pytest.mark.parametrize(("texts", "most_lu"), [(TEXTS, 0.5), (OTHER_TEXTS, 2.0)], ids=["measured", "never heard"])
def test_voices_are_equally_loud_and_never_clip(texts: dict[bool, str], most_lu: float) -> None:
    espeak = Espeak.load()
    for voice in VOICES:
        for is_han, text in texts.items():
            pcm = spoken_by(espeak, voice, text, is_han=is_han, gain=voice.gain(is_han=is_han))
            assert abs(integrated_lufs(pcm) - TARGET_LUFS) < most_lu, voice.id
            assert np.abs(np.frombuffer(pcm, "<i2").astype(int)).max() < 32_700, voice.id
