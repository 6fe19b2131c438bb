"""From what stands in a turn to what is read aloud, and back: which stretch of the text each spoken word came from."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from .espeak import Mark

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]")
_LETTER = re.compile(r"[^\W\d_]")
_CHINESE_PUNCTUATION = re.compile(r"[\u3001\u3002\uff0c\uff01\uff1f\uff1b\uff1a]")
_SPEAKABLE = re.compile(r"[^\W_]|[%&@#+=€£$¥￥℃°]", re.UNICODE)
_INSIDE_A_WORD = re.compile(r"[A-Za-z0-9][-.'’_/:]?[A-Za-z0-9]")
_NOT_OF_A_WORD = " \t\n\r.,;:!?…—–-\"'“”‘’()[]{}<>，。、；：！？（）【】《》〈〉「」『』～·*_`|/\\"


@dataclass(frozen=True)
class Word:
    """A word as it stands in the turn's text, and where it is heard, in samples of the engine."""

    text: str
    start: int
    end: int


class Rewriting:
    """A text on its way from what is written to what is said; every sign remembers where it came from."""

    def __init__(self, original: str) -> None:
        self.original = original
        self.text = original
        self.origin = [(place, place + 1) for place in range(len(original))]

    def replace(self, pattern: re.Pattern[str], said: Callable[[re.Match[str]], str | None] | str) -> None:
        """Puts what is said in the place of every match; None leaves a match as it is."""
        pieces: list[tuple[int, int, str]] = []
        for match in pattern.finditer(self.text):
            new = match.expand(said) if isinstance(said, str) else said(match)
            if new is not None and match.end() > match.start():
                pieces.append((match.start(), match.end(), new))
        self.put(pieces)

    def put(self, pieces: Iterable[tuple[int, int, str]]) -> None:
        """Replaces stretches (start, end, new text), in order and not overlapping."""
        text: list[str] = []
        origin: list[tuple[int, int]] = []
        done = 0
        for start, end, new in pieces:
            text += [self.text[done:start], new]
            origin += self.origin[done:start]
            origin += [(self.origin[start][0], self.origin[end - 1][1])] * len(new)
            done = end
        if done or text:
            text.append(self.text[done:])
            self.origin = origin + self.origin[done:]
            self.text = "".join(text)


@dataclass(frozen=True)
class Spoken:
    """What is read aloud; empty `text` when nothing is. `is_han` says which of a voice's two languages reads it."""

    text: str
    is_han: bool
    original: str
    origin: list[tuple[int, int]]

    def words(self, marks: list[Mark], length: int) -> list[Word]:
        """The words of the written text with their times; what was said in several words for one is one."""
        found: list[tuple[int, int, int, int]] = []
        for index, mark in enumerate(marks):
            if not mark.is_word or mark.position >= len(self.text):
                continue
            following = marks[index + 1 :]
            next_place = next((m.position for m in following if m.is_word and m.position > mark.position), None)
            end_sample = following[0].sample if following else length
            stretch = self.text[mark.position : next_place]
            start = mark.position + len(stretch) - len(stretch.lstrip(_NOT_OF_A_WORD))
            end = mark.position + len(stretch.rstrip(_NOT_OF_A_WORD))
            if start < end:
                first, last = self.origin[start][0], self.origin[end - 1][1]
                found.append((first, last, mark.sample, max(mark.sample, min(end_sample, length))))
        return [Word(self.original[a:b], start, end) for a, b, start, end in _joined(found, self.original)]


def _joined(found: list[tuple[int, int, int, int]], original: str) -> list[tuple[int, int, int, int]]:
    """Spoken words as one that came from overlapping stretches of the text, or from one written word (GPT-4o)."""
    words: list[tuple[int, int, int, int]] = []
    for first, last, start, end in found:
        if words and (first < words[-1][1] or _INSIDE_A_WORD.fullmatch(original, words[-1][1] - 1, first + 1)):
            before = words[-1]
            words[-1] = (min(before[0], first), max(before[1], last), before[2], end)
        else:
            words.append((first, last, start, end))
    return words


def has_chinese(text: str) -> bool:
    """Whether a text has a Chinese sign."""
    return _HAN.search(text) is not None


def read_aloud(text: str, *, is_cantonese: bool = False, leans_chinese: bool = False) -> Spoken:
    """What is said for a turn's text: numbers, dates, units and signs as words of the text's main language.

    A text without letters, such as `100`, is Chinese when its punctuation is, or when `leans_chinese`.
    """
    from .english import say_english
    from .mandarin import say_chinese

    rewriting = Rewriting(text)
    _tidy(rewriting)
    is_han = has_chinese(rewriting.text) or (
        not _LETTER.search(rewriting.text) and (leans_chinese or bool(_CHINESE_PUNCTUATION.search(rewriting.text)))
    )
    if is_han:
        say_chinese(rewriting, is_cantonese=is_cantonese)
    else:
        say_english(rewriting)
    is_spoken = bool(_SPEAKABLE.search(rewriting.text))
    return Spoken(rewriting.text if is_spoken else "", is_han, text, rewriting.origin)


_CONTROL = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u2028\u2029\u202a-\u202e\u2060\ufeff]+")
# Pictures, their skin colours and their joiners: espeak would read their names out.
_PICTURES = re.compile(r"[\u2600-\u27bf\u2b50\u2b55\ufe0e\ufe0f\u20e3\U0001f000-\U0001faff\U000e0020-\U000e007f]+")
_SPECIAL = re.compile(r"<\|[^|<>]*\|>")
_MARKDOWN_LINK = re.compile(r"\[([^\[\]]+)\]\([^()\s]+\)")
_ADDRESS = re.compile(
    r"(?<![A-Za-z0-9])(?:https?://(?:www\.)?|www\.)([\w-]+(?:\.[\w-]+)+)(?:[:/?#][^\s\u3000-\u303f\uff00-\uffef]*)?"
)
_EMPHASIS = re.compile(r"(?<!\w)[*_`#]+(?=\S)|(?<=\S)[*_`]+(?!\w)|\*\*|~~")
_FULL_WIDTH = re.compile(r"[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff05\uff0b\uff1d]")
_ASTERISKS = re.compile(r"\*+")


def _tidy(rewriting: Rewriting) -> None:
    rewriting.replace(_CONTROL, " ")
    rewriting.replace(_PICTURES, " ")
    rewriting.replace(_SPECIAL, " ")
    rewriting.replace(_MARKDOWN_LINK, r"\1")
    # Nobody wants to hear more of an address than its name.
    rewriting.replace(_ADDRESS, r"\1")
    rewriting.replace(_EMPHASIS, lambda match: None if re.match(r"#\d", match.string[match.start() :]) else "")
    rewriting.replace(_ASTERISKS, " ")
    rewriting.replace(_FULL_WIDTH, lambda match: chr(ord(match.group()) - 0xFEE0))
