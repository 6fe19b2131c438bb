"""Reading and adding to what `jupyterhub_config.py` says, without taking anything away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def sections_with(c: Any, name: str) -> Iterator[Any]:
    """`c.Spawner`, and the sections of kinds of Spawners that set `name` themselves, which win over it."""
    yield c.Spawner
    yield from (c[kind] for kind in list(c) if kind.endswith("Spawner") and kind != "Spawner" and name in c[kind])


def merge(into: dict[str, Any], more: dict[str, Any]) -> None:
    """Adds keys at any depth; what is there already stays."""
    for key, value in more.items():
        if isinstance(value, dict) and isinstance(into.setdefault(key, {}), dict):
            merge(into[key], value)
        else:
            into.setdefault(key, value)


def add_role(c: Any, role: dict[str, Any]) -> None:
    """Adds a role; the scopes of one with the same name are added to it."""
    roles = list(c.JupyterHub.get("load_roles", []))
    for index, present in enumerate(roles):
        if present["name"] == role["name"]:
            scopes = dict.fromkeys([*present.get("scopes", []), *role["scopes"]])
            roles[index] = {**present, "scopes": list(scopes)}
            break
    else:
        roles.append(role)
    c.JupyterHub.load_roles = roles
