"""How many times faster than real time the draft engine speaks through its protocol, engine and caller on one core.

Counted by the time that the core works for them, which other programs beside change little.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from report import report

_PROGRAM = Path(__file__).parent.parent / "tests" / "engines" / "measure_speed.py"
_RUNS = 3


def measure() -> float:
    """Seconds of audio for each second of one core that 363 turns take, starts included."""
    said = subprocess.run([sys.executable, str(_PROGRAM)], check=True, capture_output=True, text=True).stdout
    found = json.loads(said.splitlines()[-1])
    return float(found["audio_s"] / found["cpu_s"])


if __name__ == "__main__":
    report("draft engine on one core", [measure() for _ in range(_RUNS)], unit="x real time", target=">= 200")
