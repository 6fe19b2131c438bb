"""Turns as JSON, JSON lines or YAML."""

import re

import yaml

from .script_writer import ImportedPart, ImportFormatError, write_script

_SPEAKER_KEYS = ("speaker", "name", "role", "character", "who", "voice", "voice_id", "voiceId", "speaker_id")
_TEXT_KEYS = ("text", "content", "line", "utterance", "sentence", "message", "dialogue")
_LIST_KEYS = ("turns", "dialogue", "script", "conversation", "segments", "messages", "lines", "inputs", "transcript")


def import_data(source: str) -> str:
    """Turns as `[{"speaker": "Ana", "text": "Hi"}]`, `{turns: […]}`, JSON lines, or a YAML list of `- Ana: Hi`."""
    read = _read_all(source)
    root = read[0] if len(read) == 1 else read
    title = root.get("title") if isinstance(root, dict) else None
    return write_script(_turns_of(root), title if isinstance(title, str) else "")


def _read_all(source: str) -> list[object]:
    lines = [line for line in re.split(r"\r\n|\r|\n", source) if line.strip()]
    if len(lines) > 1 and all(re.fullmatch(r"\s*\{.*\}\s*", line) for line in lines):
        return [document for index, line in enumerate(lines) for document in _read_documents(line, index)]
    return _read_documents(source, 0)


def _read_documents(source: str, first_line: int) -> list[object]:
    """Every scalar is read as text; aliases are refused, since they could blow a small file up."""
    try:
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(source, Loader=yaml.BaseLoader)):
            raise ImportFormatError("malformed")
        return list(yaml.load_all(source, Loader=yaml.BaseLoader))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 + first_line if error.problem_mark else None
        raise ImportFormatError("malformed", line) from None
    except (yaml.YAMLError, RecursionError):
        raise ImportFormatError("malformed") from None


def _turns_of(root: object) -> list[ImportedPart]:
    if isinstance(root, dict):
        key = next((key for key in _LIST_KEYS if isinstance(root.get(key), list)), None)
        return _turns_of(root[key] if key else [root])
    return [part for entry in root for part in _turn_of(entry)] if isinstance(root, list) else []


def _turn_of(entry: object) -> list[ImportedPart]:
    if not isinstance(entry, dict):
        return []
    text = next((entry[key] for key in _TEXT_KEYS if isinstance(entry.get(key), str)), None)
    if text is not None:
        speaker = next((entry[key] for key in _SPEAKER_KEYS if isinstance(entry.get(key), str)), "1")
        return [ImportedPart("turn", text, speaker)]
    pairs = list(entry.items())
    if len(pairs) == 1 and isinstance(pairs[0][0], str) and isinstance(pairs[0][1], str):
        return [ImportedPart("turn", pairs[0][1], pairs[0][0])]
    return []
