"""How long a dialogue takes to say."""

from .characters import is_cjk, is_letter, is_number
from .tables import TABLES
from .types import Dialogue, Turn

_RATES: dict[str, float] = TABLES["rates"]


def estimate_text_seconds(text: str) -> float:
    """Return how long a text takes, in seconds: words at a speaker's pace, Chinese and Japanese sign by sign."""
    words = signs = 0
    is_in_word = False
    for character in text:
        if is_letter(character) or is_number(character):
            if is_cjk(character):
                signs += 1
                is_in_word = False
            else:
                words += not is_in_word
                is_in_word = True
        elif character not in "'’":
            is_in_word = False
    return (words * 60) / _RATES["latin_words_per_minute"] + signs / _RATES["cjk_signs_per_second"]


def estimate_turn_seconds(turn: Turn) -> float:
    """Return how long a turn takes, in seconds, its pauses included."""
    seconds = estimate_text_seconds(turn["text"])
    for pause in turn.get("pauses", []):
        seconds += pause["seconds"]
    return seconds


def estimate_seconds(dialogue: Dialogue, gap_s: float | None = None) -> float:
    """Return how long a dialogue takes, in seconds: its turns, their pauses, and `gap_s` between two turns."""
    gap = _RATES["turn_gap_s"] if gap_s is None else gap_s
    seconds = max(0, len(dialogue["turns"]) - 1) * gap
    for turn in dialogue["turns"]:
        seconds += estimate_turn_seconds(turn)
    return seconds
