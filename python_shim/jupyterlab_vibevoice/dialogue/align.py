"""Keeps the ids of turns while the text is edited."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from .identity import identity_of
from .ids import TurnIds
from .similarity import ALIKE, Profile, profile_of, similarity
from .types import Dialogue, Turn

_MOST_COMPARISONS = 2500
"""Most comparisons in one gap; larger gaps are searched near the diagonal."""
_NEAR = 8


class _Gap(NamedTuple):
    """A stretch without matches: indexes in the old and in the new turns, ends excluded."""

    old_start: int
    old_end: int
    new_start: int
    new_end: int


def _unique_keys(turns: Sequence[Turn], start: int, end: int, key: Callable[[Turn], str]) -> dict[str, int]:
    """Return the index of each key that stands once; -1 for one that is repeated."""
    found: dict[str, int] = {}
    for index in range(start, end):
        text = key(turns[index])
        found[text] = -1 if text in found else index
    return found


def _longest_rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest run of pairs that rises on both sides; the pairs come by their second number."""
    tails: list[int] = []
    values: list[int] = []
    before: list[int] = []
    for index, (value, _) in enumerate(pairs):
        low = bisect_left(values, value)
        before.append(tails[low - 1] if low > 0 else -1)
        tails[low : low + 1] = [index]
        values[low : low + 1] = [value]
    run: list[tuple[int, int]] = []
    index = tails[-1] if tails else -1
    while index >= 0:
        run.append(pairs[index])
        index = before[index]
    return run[::-1]


class _Aligner:
    """Finds the old turn of each new one."""

    def __init__(self, old: Sequence[Turn], new: Sequence[Turn]) -> None:
        self.matches = [-1] * len(new)
        """Index of the old turn of each new one, or -1."""
        self._old = old
        self._new = new
        self._is_used = [False] * len(old)
        self._identities: dict[str, str] = {}
        self._profiles: dict[int, Profile] = {}

    def run(self) -> None:
        """Fill `matches`."""
        gaps = self._trim([_Gap(0, len(self._old), 0, len(self._new))], self._same)
        gaps = self._anchor(gaps, self._key, self._same)
        gaps = self._anchor(gaps, lambda turn: turn["text"], lambda left, right: left["text"] == right["text"])
        self._match_moved(gaps)
        for gap in gaps:
            self._match_alike(gap)

    def identity(self, speaker: str) -> str:
        """Return the identity of a speaker's name."""
        known = self._identities.get(speaker)
        if known is None:
            known = self._identities[speaker] = identity_of(speaker)
        return known

    def _same(self, left: Turn, right: Turn) -> bool:
        if left["text"] != right["text"]:
            return False
        return left["speaker"] == right["speaker"] or self._key(left) == self._key(right)

    def _key(self, turn: Turn) -> str:
        return f"{self.identity(turn['speaker'])}\n{turn['text']}"

    def _match(self, old_index: int, new_index: int) -> None:
        self.matches[new_index] = old_index
        self._is_used[old_index] = True

    def _trim(self, gaps: Iterable[_Gap], same: Callable[[Turn, Turn], bool]) -> list[_Gap]:
        """Match equal turns at both ends of gaps; return what remains."""
        rest: list[_Gap] = []
        for gap in gaps:
            old_start, old_end, new_start, new_end = gap
            while old_start < old_end and new_start < new_end and same(self._old[old_start], self._new[new_start]):
                self._match(old_start, new_start)
                old_start, new_start = old_start + 1, new_start + 1
            while old_start < old_end and new_start < new_end and same(self._old[old_end - 1], self._new[new_end - 1]):
                old_end, new_end = old_end - 1, new_end - 1
                self._match(old_end, new_end)
            if old_start < old_end or new_start < new_end:
                rest.append(_Gap(old_start, old_end, new_start, new_end))
        return rest

    def _anchor(
        self, gaps: Iterable[_Gap], key: Callable[[Turn], str], same: Callable[[Turn, Turn], bool]
    ) -> list[_Gap]:
        """Match turns whose key stands exactly once on both sides, in rising order, and what is equal beside them."""
        pieces: list[_Gap] = []
        for gap in gaps:
            olds = _unique_keys(self._old, gap.old_start, gap.old_end, key)
            news = _unique_keys(self._new, gap.new_start, gap.new_end, key)
            pairs = [(olds[text], index) for text, index in news.items() if index >= 0 and olds.get(text, -1) >= 0]
            old_at, new_at = gap.old_start, gap.new_start
            for old_index, new_index in _longest_rising(pairs):
                self._match(old_index, new_index)
                pieces.append(_Gap(old_at, old_index, new_at, new_index))
                old_at, new_at = old_index + 1, new_index + 1
            pieces.append(_Gap(old_at, gap.old_end, new_at, gap.new_end))
        return self._trim(pieces, same)

    def _match_moved(self, gaps: Sequence[_Gap]) -> None:
        """Match turns that were moved elsewhere unchanged."""
        places: dict[str, list[int]] = {}
        for gap in gaps:
            for index in self._free_old(gap):
                places.setdefault(self._key(self._old[index]), []).append(index)
        for found in places.values():
            found.reverse()
        for gap in gaps:
            for index in self._free_new(gap):
                candidates = places.get(self._key(self._new[index]))
                if candidates:
                    self._match(candidates.pop(), index)

    def _free_old(self, gap: _Gap) -> list[int]:
        return [index for index in range(gap.old_start, gap.old_end) if not self._is_used[index]]

    def _free_new(self, gap: _Gap) -> list[int]:
        return [index for index in range(gap.new_start, gap.new_end) if self.matches[index] == -1]

    def _match_alike(self, gap: _Gap) -> None:
        """Match edited turns of a gap."""
        olds, news = self._free_old(gap), self._free_new(gap)
        if not olds or not news:
            return
        is_only = len(olds) == 1 and len(news) == 1
        speakers = self._old[olds[0]]["speaker"], self._new[news[0]]["speaker"]
        if is_only and self.identity(speakers[0]) == self.identity(speakers[1]):
            self._match(olds[0], news[0])
        elif len(olds) * len(news) <= _MOST_COMPARISONS:
            self._match_best(olds, news)
        else:
            self._match_near(olds, news)

    def _profile(self, turn: Turn) -> Profile:
        known = self._profiles.get(id(turn))
        if known is None:
            known = self._profiles[id(turn)] = profile_of(self.identity(turn["speaker"]), turn["text"])
        return known

    def _score(self, old_index: int, new_index: int) -> float:
        score = similarity(self._profile(self._old[old_index]), self._profile(self._new[new_index]))
        return score if score >= ALIKE else 0.0

    def _match_best(self, olds: Sequence[int], news: Sequence[int]) -> None:
        """Match the pairs in rising order whose likeness adds up to most."""
        best = [[0.0] * (len(news) + 1) for _ in range(len(olds) + 1)]
        for row in range(len(olds) - 1, -1, -1):
            for column in range(len(news) - 1, -1, -1):
                score = self._score(olds[row], news[column])
                paired = score + best[row + 1][column + 1] if score > 0 else 0.0
                best[row][column] = max(paired, best[row + 1][column], best[row][column + 1])
        row = column = 0
        while row < len(olds) and column < len(news):
            if best[row][column] == best[row + 1][column]:
                row += 1
            elif best[row][column] == best[row][column + 1]:
                column += 1
            else:
                self._match(olds[row], news[column])
                row, column = row + 1, column + 1

    def _match_near(self, olds: Sequence[int], news: Sequence[int]) -> None:
        """Match the best partner among the next few, for gaps too large to compare all."""
        start = 0
        for new_index in news:
            best_at, best_score = -1, 0.0
            for at in range(start, min(len(olds), start + _NEAR)):
                score = self._score(olds[at], new_index)
                if score > best_score:
                    best_at, best_score = at, score
            if best_at >= 0:
                self._match(olds[best_at], new_index)
                start = best_at + 1


def align_turn_ids(previous: Dialogue, following: Dialogue) -> Dialogue:
    """Give the turns of `following` the ids that they had in `previous`, so that takes stay with their turns.

    Equal turns first, then those whose speaker was renamed, those moved elsewhere, and those most alike. Ids stay
    unique. Nearly linear in the number of turns.
    """
    aligner = _Aligner(previous["turns"], following["turns"])
    aligner.run()
    ids = TurnIds()
    kept = [previous["turns"][index]["id"] if index >= 0 else None for index in aligner.matches]
    taken = {turn_id for turn_id in kept if turn_id is not None}
    for turn_id in taken:
        ids.take(turn_id)
    turns: list[Turn] = []
    for turn, known in zip(following["turns"], kept, strict=True):
        turn_id = known or ""
        if known is None:
            is_taken = turn["id"] in taken
            turn_id = ids.next(aligner.identity(turn["speaker"]), turn["text"]) if is_taken else turn["id"]
            ids.take(turn_id)
            taken.add(turn_id)
        turns.append(turn if turn_id == turn["id"] else {**turn, "id": turn_id})
    return {**following, "turns": turns}
