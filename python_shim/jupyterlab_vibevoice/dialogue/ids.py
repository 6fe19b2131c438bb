"""Ids of turns."""

import zlib


def checksum(text: str, before: int = 0) -> int:
    """Return the CRC-32 of a text's UTF-16 little-endian bytes, going on from another."""
    return zlib.crc32(text.encode("utf-16-le", "surrogatepass"), before)


class TurnIds:
    """Gives turns ids that follow from what they say; a repeated turn gets a number."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}
        self._speakers: dict[str, int] = {}
        self._taken: set[str] = set()

    def take(self, turn_id: str) -> None:
        """Mark an id as used."""
        self._taken.add(turn_id)

    def next(self, identity: str, text: str) -> str:
        """Return the next free id of a turn; `identity` is its speaker's."""
        seed = self._speakers.get(identity)
        if seed is None:
            seed = self._speakers[identity] = checksum(f"{identity}\n")
        stem = f"t{checksum(text, seed):08x}"
        count = self._counts.get(stem, 0)
        while True:
            count += 1
            turn_id = stem if count == 1 else f"{stem}-{count}"
            if turn_id not in self._taken:
                break
        self._counts[stem] = count
        return turn_id
