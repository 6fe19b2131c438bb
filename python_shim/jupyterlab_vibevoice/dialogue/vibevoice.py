"""How a dialogue is written for VibeVoice."""

import re
from dataclasses import dataclass, field
from typing import TypedDict

from .characters import fold_width
from .identity import identity_of
from .types import Dialogue

_TOKEN = re.compile(r"<\|(?:(?!\|>|<\|).)*\|>", re.DOTALL)
# What is left of tokens inside tokens.
_TOKEN_SIGN = re.compile(r"<\|+|\|+>")
_UNSPOKEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_SPACES = re.compile("[ \u00a0\u3000]+")
_APOSTROPHES = re.compile("[‘’]")
_PUNCTUATION = [
    (re.compile("[，、；：]"), ","),
    (re.compile("[。！？]"), "."),
    (re.compile("[“”「」『』《》〈〉（）【】]"), ""),
    (re.compile("…+|—+"), ","),
]


class SourceLine(TypedDict):
    """Where a sent line comes from: the turn's index and id, and its speaker's number."""

    turn: int
    turn_id: str
    speaker: int


@dataclass(slots=True)
class VibeVoiceScript:
    """What VibeVoice is sent: one `Speaker k: …` line a turn, speakers by first appearance, and the source map."""

    text: str = ""
    speakers: list[str] = field(default_factory=list)
    lines: list[SourceLine] = field(default_factory=list)


def spoken_line(text: str, *, ascii_punctuation: bool = False) -> str:
    """Return a turn's text on one line, without what would become a special token of the model."""
    line = _TOKEN_SIGN.sub(" ", _TOKEN.sub(" ", text))
    line = _APOSTROPHES.sub("'", _UNSPOKEN.sub(" ", line))
    if ascii_punctuation:
        for signs, sign in _PUNCTUATION:
            line = signs.sub(sign, line)
    return _SPACES.sub(" ", line).removeprefix(" ").removesuffix(" ")


def to_vibevoice(dialogue: Dialogue, *, ascii_punctuation: bool = False) -> VibeVoiceScript:
    """Write a dialogue as VibeVoice reads it: dense speaker numbers by first appearance, one line a turn.

    `ascii_punctuation` turns Chinese punctuation into `,` and `.`, which the model reads best.
    """
    script = VibeVoiceScript()
    numbers: dict[str, int] = {}
    written: list[str] = []
    for index, turn in enumerate(dialogue["turns"]):
        text = spoken_line(turn["text"], ascii_punctuation=ascii_punctuation)
        if text == "":
            continue
        identity = identity_of(fold_width(turn["speaker"]))
        number = numbers.get(identity)
        if number is None:
            script.speakers.append(turn["speaker"])
            number = numbers[identity] = len(script.speakers)
        written.append(f"Speaker {number}: {text}")
        script.lines.append({"turn": index, "turn_id": turn["id"], "speaker": number})
    script.text = "\n".join(written)
    return script
