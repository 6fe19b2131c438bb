"""Voices of OpenAI-style servers: the lists that such servers give, in their several forms, and OpenAI's own names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

OPENAI_VOICES = (
    *("alloy", "echo", "fable", "onyx", "nova", "shimmer", "ash", "ballad", "coral", "sage", "verse", "marin", "cedar"),
)
# Where servers list their voices: ours and Kokoro's, openai-edge-tts', others'.
VOICE_PATHS = ("/v1/audio/voices", "/v1/voices", "/audio/voices", "/voices")
_IDS = ("id", "voice_id", "voice", "name", "short_name", "ShortName")
_LONGEST = 200


def read_voices(answer: Any) -> list[dict[str, Any]]:
    """The contract's voices in a list of names or objects, however it is wrapped; empty where there is none."""
    return list({voice["id"]: voice for voice in _voices(answer)}.values())


def _voices(answer: Any) -> Iterator[dict[str, Any]]:
    if isinstance(answer, dict):
        # `data` before `voices`: who has both gives objects in the one and names in the other.
        for key in ("data", "voices", "result"):
            if found := list(_voices(answer.get(key))):
                yield from found
                return
    for entry in answer if isinstance(answer, list) else ():
        voice = _voice(entry)
        if voice is not None:
            yield voice


def _voice(entry: Any) -> dict[str, Any] | None:
    fields = {"id": entry} if isinstance(entry, str) else entry
    if not isinstance(fields, dict):
        return None
    identity = next((fields[key] for key in _IDS if isinstance(fields.get(key), str) and fields[key]), None)
    if identity is None or len(identity) > _LONGEST:
        return None
    name = fields.get("name")
    voice = {"id": identity, "name": name if isinstance(name, str) and name else identity}
    voice["languages"] = _languages(fields)
    gender = str(fields.get("gender", "")).lower()
    if gender in ("female", "male", "neutral"):
        voice["gender"] = gender
    return voice


def _languages(fields: dict[str, Any]) -> list[str]:
    found = fields.get("languages") or fields.get("language") or fields.get("lang") or fields.get("locale") or []
    return [one for one in ([found] if isinstance(found, str) else found) if isinstance(one, str)]
