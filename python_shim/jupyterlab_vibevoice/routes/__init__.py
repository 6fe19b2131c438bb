"""Route, and its renderings; the embedded Traefik.

What speaks to Traefik is loaded when it is first named: a Jupyter server without a front door never pays for it.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from .route import Route, RouteError, new_generation
from .slug import is_slug, slug_for
from .traefik_file import dump, lab_name, render_lab, render_route

if TYPE_CHECKING:
    from .embedded_traefik import (
        INSTALL_HINT,
        Address,
        EmbeddedTraefik,
        authority,
        find_traefik,
        free_port,
        is_loopback,
        is_port_free,
        traefik_environment,
    )
    from .front_door import Door, FrontDoor

__all__ = [
    "INSTALL_HINT",
    "Address",
    "Door",
    "EmbeddedTraefik",
    "FrontDoor",
    "Route",
    "RouteError",
    "authority",
    "dump",
    "find_traefik",
    "free_port",
    "is_loopback",
    "is_port_free",
    "is_slug",
    "lab_name",
    "new_generation",
    "render_lab",
    "render_route",
    "slug_for",
    "traefik_environment",
]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(name)
    module = "front_door" if name in ("Door", "FrontDoor") else "embedded_traefik"
    return getattr(importlib.import_module(f"{__name__}.{module}"), name)
