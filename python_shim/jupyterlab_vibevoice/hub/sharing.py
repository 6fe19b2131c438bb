"""Sharing by the hub: a user lets others listen, by the hub's own shares."""

from __future__ import annotations

from typing import Any

from .config_values import add_role


def configure_sharing(c: Any) -> None:
    """Lets every user share servers of his own; the role `user` keeps what it has."""
    scopes = ["self", "shares!user", "read:users:name", "read:groups:name"]
    add_role(c, {"name": "user", "description": "What users may do", "scopes": scopes})
