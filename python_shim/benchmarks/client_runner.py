"""What the Python client takes; prints one line of JSON. The twin of scripts/bench/client-runner.mjs."""

from __future__ import annotations

import json
import os
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

_begun = time.perf_counter()
import jupyterlab_vibevoice  # noqa: E402 - what is measured

_IMPORTING_MS = (time.perf_counter() - _begun) * 1000
_PAGE = os.sysconf("SC_PAGE_SIZE")


def megabytes() -> float:
    """Resident memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE / 2**20


def asked() -> int:
    """How many segments were asked for since this was asked last."""
    with urllib.request.urlopen(f"{os.environ['VIBEVOICE_URL']}asked") as answer:
        return int(json.load(answer)["asked"])


def events() -> dict[str, Any]:
    """Milliseconds for 10,000 events, and how much memory twenty times as many take."""
    runs, before = [], 0.0
    with jupyterlab_vibevoice.Client() as vv:
        job = vv.attach("many")
        for run in range(15):
            begun = time.perf_counter()
            count = sum(1 for _ in job.events())
            assert count == 10_000
            runs.append((time.perf_counter() - begun) * 1000)
            before = megabytes() if run == 4 else before
    return {"runs": runs[5:], "grown": megabytes() - before}


def sound() -> dict[str, Any]:
    """Hears 90 minutes: what memory they take, what is fetched ahead, and whether each sample came once."""
    with jupyterlab_vibevoice.Client() as vv:
        job = vv.attach("long")
        # What was asked for before, by another language, does not count.
        asked()
        chunks = job.listen()
        next(chunks)
        time.sleep(0.5)
        ahead = asked() - 1
        chunks.close()
        samples, before = 0, 0.0
        for number, chunk in enumerate(job.listen()):
            assert int.from_bytes(chunk[:2], "little", signed=True) == number
            samples += len(chunk) // 2
            before = megabytes() if number == job.data.audio.segments // 10 else before
        return {
            "grown": megabytes() - before,
            "ahead": ahead,
            "samples": samples,
            "expected": job.data.audio.segments * 48_000,
        }


def first() -> dict[str, Any]:
    """Seconds from a call, as a cell makes it, to the first samples in hand."""
    runs = []
    with jupyterlab_vibevoice.Client() as vv:
        for run in range(8):
            begun = time.perf_counter()
            job = vv.dialogue(f"Nora: Hello, number {run}.\nSam: Good morning.", engine="draft")
            assert next(job.listen())
            runs.append(time.perf_counter() - begun)
            job.wait()
    return {"runs": runs[1:]}


def main() -> None:
    """Prints what the first argument names."""
    what = sys.argv[1]
    print(json.dumps({"importing": _IMPORTING_MS} if what == "import" else globals()[what]()))


if __name__ == "__main__":
    main()
