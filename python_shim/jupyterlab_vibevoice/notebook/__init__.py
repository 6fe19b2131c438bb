"""What people use in cells: the Python client, `%%vibevoice`, and what a cell's output shows of a job.

`Client` and `AsyncClient` are loaded when first used: importing the package costs nearly nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from .asynchronous.client import AsyncClient as AsyncClient
    from .asynchronous.job import AsyncJob as AsyncJob
    from .patience import Patience as Patience
    from .synchronous.client import Client as Client
    from .synchronous.job import Job as Job

_PLACES: Final = {
    "AsyncClient": "asynchronous.client",
    "AsyncJob": "asynchronous.job",
    "Client": "synchronous.client",
    "Job": "synchronous.job",
    "Patience": "patience",
}
__all__ = ["AsyncClient", "AsyncJob", "Client", "Job", "Patience"]


def __getattr__(name: str) -> Any:
    """Loads one of the names above."""
    if name not in _PLACES:
        raise AttributeError(name)
    return getattr(importlib.import_module(f"{__name__}.{_PLACES[name]}"), name)
