"""R0: recognises what is no dialogue script by its first signs."""

import re
from dataclasses import dataclass

_WHITE = " \t\r\n\f\v\u00a0\u200b\u200e\u200f\u2060\u3000\ufeff"
_FIRST = re.compile(f"[^{_WHITE}]")
_JSON_TURNS = re.compile(rf"\[[{_WHITE}]*\{{")
_OPENING_LENGTH = 2000
_TIMING = re.compile(r"[ \t]*(?:[0-9]{1,3}:)?[0-9]{1,3}:[0-9]{2}[,.][0-9]{1,3}[ \t]*-->")
_NUMBER = re.compile("[ \t]*[0-9]{1,9}[ \t]*")
_YAML = re.compile(r"-[ \t]+speaker[ \t]*:[ \t]|(?:turns|dialogue)[ \t]*:[ \t]*[\r\n]")
_PODCASTFY = re.compile("<person ?[0-9]", re.ASCII | re.IGNORECASE)
_SSML = re.compile("<(?:speak|voice)[ \t\r\n>]", re.ASCII | re.IGNORECASE)
_VTT = re.compile("WEBVTT(?![A-Za-z0-9])")
_ENDS = re.compile("\r\n|\r|\n")


@dataclass(slots=True, frozen=True)
class Detected:
    """A format (`markup` where no importer knows it) and the offset of its first sign."""

    format: str
    at: int


def _opening(text: str, at: int) -> str:
    """Return the first 2,000 UTF-16 units from `at`, as TypeScript counts them."""
    opening = text[at : at + _OPENING_LENGTH]
    return opening.encode("utf-16-le", "surrogatepass")[: 2 * _OPENING_LENGTH].decode("utf-16-le", "replace")


def _markup(opening: str) -> str:
    if _PODCASTFY.search(opening):
        return "podcastfy"
    return "ssml" if _SSML.search(opening) else "markup"


def detect(text: str) -> Detected | None:
    """Return what a text is, if it is no dialogue script; reads its first 2,000 units at most."""
    first = _FIRST.search(text)
    if not first:
        return None
    at = first.start()
    opening = _opening(text, at)
    if opening.startswith("<"):
        return Detected(_markup(opening), at)
    if opening.startswith("{") or _JSON_TURNS.match(opening):
        return Detected("json", at)
    if _VTT.match(opening):
        return Detected("vtt", at)
    lines = [line for line in _ENDS.split(opening) if _FIRST.search(line)][:2]
    is_numbered = len(lines) > 1 and _NUMBER.fullmatch(lines[0]) is not None
    if _TIMING.match(lines[0]) or (is_numbered and _TIMING.match(lines[1])):
        return Detected("srt", at)
    return Detected("yaml", at) if _YAML.match(opening) else None


def detect_format(text: str) -> str | None:
    """Return the format of a text that is no dialogue script, where an importer reads it."""
    detected = detect(text)
    return None if detected is None or detected.format == "markup" else detected.format
