"""Collects what a turn speaks."""

from bisect import bisect_right

from .characters import is_space, joins_tightly, skip_spaces
from .types import Pause


class SpokenText:
    """The spoken pieces of a turn, in linear time, and where each came from.

    Lines are joined with a space, or with nothing between two CJK characters; where something unspoken was taken out,
    one space stays.
    """

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._starts: list[int] = []
        self._origins: list[int] = []
        self._length = 0
        self._last = ""
        self._is_spaced = True
        self._is_joining = False
        self._waiting: list[float] = []
        self.pauses: list[Pause] = []
        self.escaped: set[int] = set()
        """Offsets in the joined text of parentheses that were escaped."""

    def next_line(self) -> None:
        """Begin another line of the same turn."""
        self._is_joining = True

    def add(self, source: str, folded: str, start: int, stop: int, base: int) -> None:
        """Add `source[start:stop]`; `folded` is its folded form, `base` the offset of `source` in the whole text."""
        if self._is_joining or self._is_spaced:
            start = skip_spaces(folded, start, stop)
        if start >= stop:
            return
        if self._is_joining and not self._is_spaced and not joins_tightly(self._last, source[start]):
            self._push(" ", -1)
        self._is_joining = False
        self._place_pauses()
        self._push(source[start:stop], base + start)
        self._is_spaced = is_space(folded[stop - 1])
        self._last = source[stop - 1]

    def add_escaped(self, source: str, folded: str, at: int, base: int) -> None:
        """Add a character that was escaped, so that it cannot open a direction."""
        self.add(source, folded, at, at + 1, base)
        self.escaped.add(self._length - 1)

    def pause(self, seconds: float) -> None:
        """Put silence before whatever is added next."""
        self._waiting.append(seconds)

    def finish(self) -> str:
        """Return the whole text; pauses at its end are placed there."""
        self._place_pauses()
        return self._pieces[0] if len(self._pieces) == 1 else "".join(self._pieces)

    def origin(self, offset: int) -> int:
        """Return the offset in the whole text of an offset in the joined text."""
        index = max(0, bisect_right(self._starts, offset) - 1)
        return self._origins[index] + offset - self._starts[index]

    def _place_pauses(self) -> None:
        for seconds in self._waiting:
            self.pauses.append({"at": self._length, "seconds": seconds})
        self._waiting.clear()

    def _push(self, piece: str, origin: int) -> None:
        self._pieces.append(piece)
        self._starts.append(self._length)
        self._origins.append(origin)
        self._length += len(piece)
