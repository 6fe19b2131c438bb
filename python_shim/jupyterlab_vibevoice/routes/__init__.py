"""Route, and its renderings; the embedded Traefik."""

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
from .front_door import Door, FrontDoor, RouteError, write_private
from .route import Route, new_generation
from .slug import is_slug, slug_for
from .traefik_file import dump, lab_name, render_lab, render_route

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
    "write_private",
]
