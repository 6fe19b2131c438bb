"""SRT and WebVTT."""

import re

from .script_writer import ImportedPart, write_script

_TIMING = re.compile(r"\s*(?:[0-9]+:)?[0-9]{1,2}:[0-9]{2}[.,][0-9]{1,3}\s*-->")
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?\s+([^<>]+)>(.*)")
_NAMED = re.compile(r"(?:-\s*)?([^\s:：<>][^:：<>]{0,30})[:：]\s+(\S.*)")
_TAG = re.compile("<[^<>]*>")
_BLOCK = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "nbsp": " ", "lrm": "", "rlm": ""}


def import_subtitles(source: str) -> str:
    """SRT and WebVTT: `<v Name>` or `Name: ` says who speaks; cues of the same speaker become one turn."""
    parts: list[ImportedPart] = []
    text = re.sub(r"\r\n?", "\n", source.removeprefix("\ufeff"))
    for block in re.split(r"\n[ \t]*\n\s*", text):
        lines = block.split("\n")
        timing = next((index for index, line in enumerate(lines) if _TIMING.match(line)), None)
        if timing is not None and not _BLOCK.match(lines[0]):
            for line in lines[timing + 1 :]:
                _add_line(parts, line.strip())
    return write_script(parts)


def _add_line(parts: list[ImportedPart], line: str) -> None:
    named = _VOICE.fullmatch(line) or _NAMED.fullmatch(_TAG.sub("", line))
    text = _decode(_TAG.sub("", named[2] if named else line))
    speaker = _decode(named[1].strip()) if named else None
    if parts and (speaker is None or speaker == parts[-1].speaker):
        parts[-1].text += " " + text
    else:
        parts.append(ImportedPart("turn", text, speaker or "1"))


def _decode(text: str) -> str:
    return re.sub("&(amp|lt|gt|nbsp|lrm|rlm);", lambda found: _ENTITIES[found[1]], text)
