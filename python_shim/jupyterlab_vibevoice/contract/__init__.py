"""Every word that crosses a process boundary (docs/contract.md), as pydantic models generated from src/contract.

The names are those of the JSON Schema; they are loaded when first used, so that a program which only raises a
`ProblemError` or names the contract's number pays nothing for them. Schemas ending in `Input` are the strict forms
that requests hold; their namesakes are what answers hold.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from jupyterlab_vibevoice.contract.models import *  # noqa: F403 - generated: its names are those of the schema
    from jupyterlab_vibevoice.contract.requests import JobCreate as JobCreate
    from jupyterlab_vibevoice.contract.wire import WireModel as WireModel

CONTRACT: Final = 1
"""The number of the contract that this package keeps."""

_ELSEWHERE: Final = {"JobCreate": "requests", "WireModel": "wire"}


def __getattr__(name: str) -> Any:
    """Load a model when it is first named."""
    if not name[:1].isupper():
        # A module of this package, or nothing: no reason to load the models.
        raise AttributeError(name)
    module = importlib.import_module(f"{__name__}.{_ELSEWHERE.get(name, 'models')}")
    try:
        value = getattr(module, name)
    except AttributeError:
        raise AttributeError(f"The contract has no {name}") from None
    globals()[name] = value
    return value
