"""How deep the fuzzing goes: the same few examples in every run, many new ones by `npm test -- --only fuzz`."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

# How many times as many examples as in the default run; those of the default run are always the same.
TIMES = int(os.environ.get("FUZZ_TIMES", "1"))


def examples(count: int) -> settings:
    """Settings for so many examples in the default run."""
    return settings(
        max_examples=count * TIMES,
        derandomize=TIMES == 1,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
