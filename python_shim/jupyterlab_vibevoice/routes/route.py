"""A route: public path prefix -> instance, and nothing that could be read as anything else."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field

from .slug import is_slug

PREFIX = "/vibevoice"
_TARGET = re.compile(r"http://(?:[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:]{2,45}\]):[0-9]{1,5}")
_GENERATION = re.compile(r"[a-z0-9]{4,16}")


class RouteError(Exception):
    """A route that Traefik refused, or that did not answer in time; the message is one sentence."""


def check_target(target: str) -> str:
    """Returns `target` when it is `http://host:port` and nothing more; raises ValueError otherwise."""
    if not _TARGET.fullmatch(target):
        raise ValueError("A route's target is http://host:port")
    return target


def new_generation() -> str:
    """A name part that no earlier start has had, so that a router of this name can only be this start's."""
    return secrets.token_hex(6)


@dataclass(frozen=True)
class Route:
    """`/vibevoice/<slug>/` -> `target` (`http://host:port`), prefix taken off; raises ValueError for all else."""

    slug: str
    target: str
    generation: str = field(default_factory=new_generation)

    def __post_init__(self) -> None:
        if not is_slug(self.slug):
            raise ValueError("A slug is 1 to 40 of a-z, 0-9 and -")
        check_target(self.target)
        if not _GENERATION.fullmatch(self.generation):
            raise ValueError("A generation is 4 to 16 of a-z and 0-9")

    @property
    def path(self) -> str:
        """The public path, with its slash at the end."""
        return f"{PREFIX}/{self.slug}/"

    @property
    def name(self) -> str:
        """The name of router, service and middlewares of this start."""
        return f"vv-{self.slug}-g{self.generation}"
