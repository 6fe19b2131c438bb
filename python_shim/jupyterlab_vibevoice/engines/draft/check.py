"""Whether the draft engine can speak here, in one sentence."""

from __future__ import annotations


def check() -> tuple[bool, str]:
    """Whether it can, and why or why not; loads the library, so call it in a process that may end afterwards."""
    from .espeak import Espeak, EspeakMissing

    try:
        voice = Espeak.load()
    except EspeakMissing as error:
        return False, str(error)
    return True, f"The draft engine speaks with espeak-ng {voice.version}."
