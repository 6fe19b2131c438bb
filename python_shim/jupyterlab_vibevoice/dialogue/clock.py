"""Lengths and places in time as people write them."""

from __future__ import annotations


def clock(seconds: float) -> str:
    """A length in seconds as text: `75` gives `1:15`, `3725` gives `1:02:05`; parts of a second are cut off."""
    whole = max(0, int(seconds + 1e-6))
    hours, minutes = whole // 3600, whole // 60 % 60
    return f"{hours}:{minutes:02}:{whole % 60:02}" if hours else f"{minutes}:{whole % 60:02}"
