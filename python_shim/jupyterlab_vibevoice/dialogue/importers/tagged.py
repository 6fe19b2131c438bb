"""Dia and ElevenLabs v3: text with tags."""

import re

from .script_writer import ImportedPart, write_script

_DIA_SPEAKER = re.compile(r"\[S([0-9]{1,3})\]", re.IGNORECASE)
_V3_HEAD = re.compile(r"\s*(?:[-*]\s+)?\**([^:：\[\]]{1,40}?)\**\s*[:：]\s*(.*)")
_V3_BREAK = re.compile(r'<break\s+time="([0-9]+(?:\.[0-9]+)?)(ms|s)"\s*/?>', re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")


def import_dia(source: str) -> str:
    """Dia: `[S1] Hi. (laughs) [S2] Hello`, several speakers on a line."""
    parts = []
    speaker, start = "1", 0
    for found in _DIA_SPEAKER.finditer(source):
        parts.append(ImportedPart("turn", source[start : found.start()], speaker))
        speaker, start = found[1], found.end()
    parts.append(ImportedPart("turn", source[start:], speaker))
    return write_script(parts)


def import_elevenlabs(source: str) -> str:
    """ElevenLabs v3: `Speaker 1: [curious] …`; `<break time="1.5s"/>` becomes a pause, other markup goes."""
    parts: list[ImportedPart] = []
    for line in re.split(r"\r\n|\r|\n", source):
        text = _TAG.sub(" ", _V3_BREAK.sub(r" [pause:\1\2] ", line))
        head = _V3_HEAD.fullmatch(text)
        if head:
            parts.append(ImportedPart("turn", _lower_tags(head[2]), head[1]))
        elif parts:
            parts[-1].text += " " + _lower_tags(text)
        else:
            parts.append(ImportedPart("turn", _lower_tags(text), "1"))
    return write_script(parts)


def _lower_tags(text: str) -> str:
    return re.sub(r"\[[A-Za-z ]+\]", lambda tag: tag[0].lower(), text)
