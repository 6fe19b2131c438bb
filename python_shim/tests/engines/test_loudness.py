"""Every voice is as loud as every other, in both languages."""

import numpy as np

from jupyterlab_vibevoice.engines.draft.espeak import Espeak
from jupyterlab_vibevoice.engines.draft.voices import VOICES

from .measure_loudness import TARGET_LUFS, integrated_lufs, spoken_by


def test_voices_are_within_one_lu_of_the_target_and_never_clip() -> None:
    espeak = Espeak.load()
    for voice in VOICES:
        for is_han in (False, True):
            pcm = spoken_by(espeak, voice, is_han=is_han, gain=voice.gain(is_han=is_han))
            assert abs(integrated_lufs(pcm) - TARGET_LUFS) < 0.5, voice.id
            assert np.abs(np.frombuffer(pcm, "<i2").astype(int)).max() < 32_700, voice.id
