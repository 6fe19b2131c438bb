"""The robot voices: what they are called, how espeak-ng makes them, and the gain that makes them equally loud.

An id is `draft-<language>-<name>`. Every voice reads English and Mandarin, whatever its language: a turn with a Chinese
sign in it is read by espeak's Mandarin (a `yue` voice: Cantonese), any other by the voice's own accent of English.
The four default voices come first and differ in sex, pitch and formants.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from .loudness import GAIN_DB


@dataclass(frozen=True)
class DraftVoice:
    """One voice; `variant` and `pitch` (0 to 99) are espeak's, `latin` and `han` its languages for the two writings."""

    id: str
    name: str
    language: str
    gender: Literal["female", "male"]
    manner: str
    variant: str
    pitch: int = 50
    latin: str = "en-us"
    han: str = "cmn"

    def to_wire(self) -> dict[str, Any]:
        """The contract's `Voice`."""
        first = {"en": ["en", "zh"], "zh": ["zh", "en"], "yue": ["yue", "en"]}
        languages = first.get(self.language, [self.language, "zh"])
        return {
            "id": self.id,
            "name": self.name,
            "languages": languages,
            "gender": self.gender,
            "description": f"robot voice, {self.manner}",
            "engine": "draft",
        }

    def espeak_name(self, *, is_han: bool) -> str:
        """What espeak calls it when it reads Chinese or Latin writing."""
        return f"{self.han if is_han else self.latin}+{self.variant}"

    def gain(self, *, is_han: bool) -> float:
        """The factor that brings it to the common loudness."""
        key = f"{self.espeak_name(is_han=is_han)}@{self.pitch}"
        return float(10 ** (GAIN_DB.get(key, 0.0) / 20))


def _english(name: str, gender: Literal["female", "male"], manner: str, variant: str, **more: Any) -> DraftVoice:
    return DraftVoice(f"draft-en-{variant.lower()}", name, "en", gender, manner, variant, **more)


def _mandarin(name: str, gender: Literal["female", "male"], manner: str, variant: str, **more: Any) -> DraftVoice:
    return DraftVoice(f"draft-zh-{variant.lower()}", name, "zh", gender, manner, variant, **more)


VOICES = (
    _english("Fay", "female", "bright and clear", "f5"),
    _english("Adam", "male", "low and calm", "adam"),
    _english("Belinda", "female", "soft and lower", "belinda", pitch=35),
    _english("Miles", "male", "light and higher", "m2", pitch=75),
    _english("Flora", "female", "round", "f3"),
    _english("Gene", "male", "dry", "Gene"),
    _english("Freda", "female", "plain", "f2"),
    _english("Max", "male", "narrow", "max"),
    _english("Annie", "female", "young", "Annie"),
    _english("Mike", "male", "plain", "m1"),
    _english("Linda", "female", "quiet", "linda"),
    _english("Michael", "male", "deep", "Michael"),
    DraftVoice("draft-en-gb-f5", "Grace", "en-GB", "female", "British", "f5", 45, "en-gb-x-rp"),
    DraftVoice("draft-en-gb-m3", "George", "en-GB", "male", "British", "m3", 45, "en-gb-x-rp"),
    DraftVoice("draft-en-gb-scotland-f2", "Isla", "en-GB", "female", "Scottish", "f2", 50, "en-gb-scotland"),
    DraftVoice("draft-en-gb-scotland-m1", "Angus", "en-GB", "male", "Scottish", "m1", 45, "en-gb-scotland"),
    _mandarin("晓梅 Xiaomei", "female", "bright and clear", "f5"),
    _mandarin("阿大 Ada", "male", "low and calm", "adam"),
    _mandarin("贝琳 Beilin", "female", "soft and lower", "belinda", pitch=35),
    _mandarin("小明 Xiaoming", "male", "light and higher", "m2", pitch=75),
    _mandarin("芳芳 Fangfang", "female", "round", "f3"),
    _mandarin("建国 Jianguo", "male", "dry", "Gene"),
    _mandarin("丽丽 Lili", "female", "plain", "f2"),
    _mandarin("大伟 Dawei", "male", "plain", "m1"),
    DraftVoice("draft-yue-f5", "嘉欣 Kayan", "yue", "female", "Cantonese", "f5", 50, "en-us", "yue"),
    DraftVoice("draft-yue-adam", "志强 Chikeung", "yue", "male", "Cantonese, low", "adam", 50, "en-us", "yue"),
)

BY_ID = {voice.id: voice for voice in VOICES}
