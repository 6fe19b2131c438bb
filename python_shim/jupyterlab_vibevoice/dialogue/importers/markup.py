"""Podcastfy and SSML: XML with a tag for each speaker."""

import re
from collections.abc import Callable
from xml.parsers import expat

from .script_writer import ImportedPart, ImportFormatError, write_script

_STRENGTHS = {"none": "", "x-weak": "", "weak": "250ms", "medium": "500ms", "strong": "1s", "x-strong": "1.5s"}
_SpeakerOf = Callable[[str, dict[str, str]], str | None]


def import_podcastfy(source: str) -> str:
    """Podcastfy: `<Person1>hi</Person1><Person2>…`."""

    def speaker_of(name: str, attributes: dict[str, str]) -> str | None:
        found = re.fullmatch(r"person([0-9]{1,3})", name)
        return found[1] if found else None

    return write_script(_read(source, speaker_of))


def import_ssml(source: str) -> str:
    """SSML: each `<voice name="…">` is a speaker; `<break time="…"/>` is a pause."""
    return write_script(_read(source, lambda name, attributes: attributes.get("name", "") if name == "voice" else None))


def _read(source: str, speaker_of: _SpeakerOf) -> list[ImportedPart]:
    """Reads markup with one root; declarations of entities are refused, and a bare `&` is taken as itself."""
    if re.search("<!(?:DOCTYPE|ENTITY)", source, re.IGNORECASE):
        raise ImportFormatError("malformed")
    body = re.sub(r"<\?[^?]*\?>", "", source)
    body = re.sub(r"&(?!(?:#[0-9]+|#x[0-9a-f]+|amp|lt|gt|quot|apos);)", "&amp;", body, flags=re.IGNORECASE)
    walk = _Walk(speaker_of)
    parser = expat.ParserCreate()
    parser.StartElementHandler = walk.start
    parser.EndElementHandler = walk.end
    parser.CharacterDataHandler = walk.say
    try:
        parser.Parse(f"<root>{body}</root>".encode("utf-8", "replace"), True)
    except expat.ExpatError as error:
        raise ImportFormatError("malformed", error.lineno) from None
    return walk.parts


class _Walk:
    def __init__(self, speaker_of: _SpeakerOf) -> None:
        self.parts: list[ImportedPart] = []
        self._speaker_of = speaker_of
        self._open: list[tuple[str, bool]] = [("", False)]

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.split(":", 1)[-1].lower()
        if tag == "break":
            self.say(_pause_of(attributes))
        found = self._speaker_of(tag, attributes)
        speaker = self._open[-1][0] if found is None else found
        self._open.append((speaker, found is not None))
        if found is not None:
            self.parts.append(ImportedPart("turn", "", speaker or "1"))

    def end(self, name: str) -> None:
        _, is_speaker = self._open.pop()
        if is_speaker:
            self.parts.append(ImportedPart("turn", "", self._open[-1][0] or "1"))

    def say(self, text: str) -> None:
        if not self.parts:
            self.parts.append(ImportedPart("turn", "", self._open[-1][0] or "1"))
        self.parts[-1].text += text


def _pause_of(attributes: dict[str, str]) -> str:
    time = re.fullmatch(r"\+?([0-9]+(?:\.[0-9]+)?)(ms|s)", attributes.get("time", "").strip())
    length = f"{time[1]}{time[2]}" if time else _STRENGTHS.get(attributes.get("strength", ""), "500ms")
    return f" [pause:{length}] " if length else " "
