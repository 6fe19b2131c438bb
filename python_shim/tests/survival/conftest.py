"""Real instances and the whole command, to be killed, filled, flooded and lied to."""

from __future__ import annotations

import sys
from pathlib import Path

# The instance's own tests know how to start one.
sys.path.append(str(Path(__file__).parent.parent / "instance"))
