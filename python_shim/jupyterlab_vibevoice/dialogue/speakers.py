"""The roles of a script."""

from collections.abc import Mapping

from .front_matter import CastEntry
from .identity import identity_of
from .tables import WORDS
from .types import Speaker


class Speakers:
    """The roles of a script, by identity: those of the cast first, then by appearance."""

    def __init__(self, cast: Mapping[str, CastEntry]) -> None:
        self.list: list[Speaker] = []
        self._indexes: dict[str, int] = {}
        self._identities: dict[str, str] = {}
        for identity, entry in cast.items():
            self._add(entry.name, identity)

    def identity(self, name: str) -> str:
        """Return the identity of a spelling; each spelling is worked out once."""
        known = self._identities.get(name)
        if known is None:
            known = self._identities[name] = identity_of(name)
        return known

    def knows(self, identity: str) -> bool:
        """Tell whether somebody has this identity."""
        return identity in self._indexes

    def note(self, name: str, identity: str, line: int) -> int:
        """Note a head on a line (from 1); return the index of its speaker."""
        index = self._indexes.get(identity)
        if index is None:
            index = self._add(name, identity)
        if self.list[index].line == 0:
            self.list[index].line = line
        return index

    def monologue(self) -> int:
        """Return who speaks a script without heads: the first of the cast, else Speaker 1."""
        return 0 if self.list else self._add(WORDS["monologue"], identity_of(WORDS["monologue"]))

    def _add(self, name: str, identity: str) -> int:
        self._indexes[identity] = len(self.list)
        self.list.append(Speaker(name, identity))
        return len(self.list) - 1
