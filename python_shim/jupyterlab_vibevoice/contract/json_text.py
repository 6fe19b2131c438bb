"""JSON from somebody else."""

from __future__ import annotations

import json
from typing import Any, NoReturn


def parse_json(text: str | bytes | bytearray) -> Any:
    """Return the value of a JSON text; raise `ValueError` for what is none, holds NaN, or is nested too deep."""
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except RecursionError as error:
        raise ValueError("The JSON is nested too deep") from error


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")
