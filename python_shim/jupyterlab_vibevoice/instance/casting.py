"""Who speaks with which voice."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any

from ..contract.problems import ProblemError


def speakers_of(dialogue: dict[str, Any]) -> list[str]:
    """Speakers that say something, in order of first appearance."""
    return list(dict.fromkeys(turn["speaker"] for turn in dialogue["turns"]))


def wanted_cast(dialogue: dict[str, Any], cast: dict[str, str]) -> dict[str, str]:
    """The voices that somebody chose: `cast` is stronger than the dialogue's own."""
    own = {speaker: voice for speaker, voice in dialogue["cast"].items() if voice is not None}
    return {speaker: voice for speaker, voice in {**own, **cast}.items() if speaker in speakers_of(dialogue)}


def fill_in(cast: dict[str, str], dialogue: dict[str, Any], voices: list[dict[str, Any]]) -> dict[str, str]:
    """A voice for every speaker: the engine's defaults, in order, for those without; voices in use come last."""
    used = set(cast.values())
    free = [voice["id"] for voice in voices if voice["id"] not in used]
    spare = [voice["id"] for voice in voices]
    filled = dict(cast)
    for index, speaker in enumerate(speakers_of(dialogue)):
        if speaker not in filled and (free or spare):
            filled[speaker] = free.pop(0) if free else spare[index % len(spare)]
    return filled


def check_voices(wanted: Iterable[str], known: Iterable[str]) -> None:
    """Raises `voice_not_found` for the first voice that nobody has, with the three nearest names."""
    names = list(known)
    for voice in wanted:
        if voice not in names:
            near = difflib.get_close_matches(voice, names, n=3, cutoff=0.0)
            raise ProblemError(
                "voice_not_found",
                f"There is no voice {voice[:80]}.",
                hint=f"The nearest are {', '.join(near)}.",
                details={"available": near},
            )
