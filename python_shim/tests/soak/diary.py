"""What happened to everybody: how often each thing was done, and what should not have happened."""

from __future__ import annotations

from collections import Counter


class Diary:
    """Counts deeds; keeps what went wrong."""

    def __init__(self) -> None:
        self.deeds: Counter[str] = Counter()
        self.refusals: Counter[str] = Counter()
        self.faults: list[str] = []

    def done(self, deed: str) -> None:
        """Somebody did something."""
        self.deeds[deed] += 1

    def refused(self, what: str) -> None:
        """The instance said no, as it may."""
        self.refusals[what] += 1

    def fault(self, what: str) -> None:
        """Something went wrong."""
        self.faults.append(what)

    def summary(self) -> str:
        """One line."""
        return f"{sum(self.deeds.values())} deeds, {sum(self.refusals.values())} refused, {len(self.faults)} faults"
