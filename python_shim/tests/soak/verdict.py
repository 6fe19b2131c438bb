"""Whether everything is where it was."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

from diary import Diary
from footprint import Footprint

# Sums over four instances. Memory: pages that malloc keeps; a leak of 1 kB a deed is some 10 MB in half an hour.
_MEMORY_MB = 24.0
_DISK_KB = 4_000.0
_HANDLES = 4
# Pools make their threads one by one; more than they hold would be a leak.
_POOLED = 4 * (min(32, (os.cpu_count() or 1) + 4) + 1)
_LEAST_DEEDS = 50


def judge(diary: Diary, rests: Sequence[Footprint], left: Sequence[str]) -> int:
    """Prints a line a check and the closing line; returns the exit status."""
    passed = failed = 0

    def check(holds: bool, name: str, more: Callable[[], object]) -> None:
        nonlocal passed, failed
        passed, failed = passed + holds, failed + (not holds)
        print(f"{'ok' if holds else 'not ok'} - {name}" + ("" if holds else f"\n  {more()}"))

    first, last = rests[0], rests[-1]
    # What only grows, rest after rest, will not stop; what a single rest shows may be chance.
    lowest = min(rest.memory for rest in rests[1:])
    print(f"from {first} to {last}")
    print(f"deeds: {dict(sorted(diary.deeds.items()))}; refused: {dict(sorted(diary.refusals.items()))}")
    check(sum(diary.deeds.values()) >= _LEAST_DEEDS, "people were busy", diary.summary)
    check(not diary.faults, "every call was answered and every job came to its end", lambda: diary.faults[:40])
    check(min(lowest, last.memory) <= first.memory + _MEMORY_MB, "memory is where it was", lambda: rests)
    check(last.handles <= first.handles + _HANDLES, "file handles are where they were", lambda: rests)
    check(last.threads <= max(first.threads, _POOLED), "threads are where they were", lambda: rests)
    check(last.processes <= first.processes, "processes are where they were", lambda: rests)
    check(last.disk <= first.disk + _DISK_KB, "the disk is where it was", lambda: rests)
    check(not left, "nothing is left behind at the end", lambda: left)
    print(f"{passed} passed, {failed} failed, 0 skipped")
    return 1 if failed else 0
