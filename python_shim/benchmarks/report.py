"""Rows of the benchmark table, one JSON object a line; `npm run bench` reads them."""

from __future__ import annotations

import json
import operator
import statistics
from collections.abc import Sequence

_RELATIONS = {"<=": operator.le, ">=": operator.ge, "<": operator.lt, ">": operator.gt}


def report(
    name: str, runs: Sequence[float], *, unit: str, target: str, peer: float | dict[str, float] | None = None
) -> None:
    """Prints one row; its value is the median of `runs`, `target` is such as `<= 1.5`."""
    value = float(f"{statistics.median(runs):.4g}")
    relation, limit = target.split()
    row: dict[str, object] = {"name": name, "value": value, "unit": unit, "target": target}
    row["holds"] = _RELATIONS[relation](value, float(limit))
    if peer is not None:
        row["peer"] = peer
    row["runs"] = [float(f"{run:.4g}") for run in runs]
    print(json.dumps(row), flush=True)
