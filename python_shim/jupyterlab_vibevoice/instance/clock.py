"""Moments as the contract writes them, and lengths of audio."""

from __future__ import annotations

from datetime import UTC, datetime

SAMPLE_RATE = 24_000
BYTES_PER_SAMPLE = 2


def iso(at_s: float) -> str:
    """Seconds since the epoch as ISO 8601 in UTC, to the millisecond, ending in Z."""
    return datetime.fromtimestamp(at_s, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def seconds(samples: int) -> float:
    """A number of samples in seconds, to a tenth of a millisecond."""
    return round(samples / SAMPLE_RATE, 4)


def samples(length_s: float) -> int:
    """A length in seconds as a number of samples."""
    return round(length_s * SAMPLE_RATE)
