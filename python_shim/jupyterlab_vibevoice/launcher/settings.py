"""What the launcher was asked to do, free of Jupyter."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Wire = dict[str, Any]
"""An `Instance` as it is on the wire."""

# Keys of an `Instance` that whoever leads to it knows, and not the instance.
NOT_FROM_INSTANCE = frozenset({"url", "kernel_url", "token", "token_expires_at", "user", "slug", "place"})

_OPTIONS = {
    "script": "--script",
    "engine_start": "--engine-start",
    "idle_minutes": "--idle-minutes",
    "library_gigabytes": "--library-gigabytes",
}

# What a child of the Jupyter server must not know: it could act as the user against Jupyter or the hub.
_SECRET_PREFIXES = ("JUPYTERHUB_", "JPY_", "VIBEVOICE_LAUNCHER")
_SECRETS = frozenset({"JUPYTER_TOKEN", "JUPYTER_TOKEN_FILE", "JUPYTERHUB_API_TOKEN"})


def instance_command() -> list[str]:
    """How an instance is started with this Python."""
    return [sys.executable, "-m", "jupyterlab_vibevoice.instance"]


@dataclass(frozen=True, kw_only=True)
class LaunchSettings:
    """One user's instance: who, where its files lie, how it is started, and the front door if there is one."""

    user: str
    slug: str
    runtime_dir: Path
    command: list[str] = field(default_factory=instance_command)
    # Options of the instance; more are added at each start.
    options: Callable[[], list[str]] = list
    front_door: Path | None = None
    start_timeout_s: float = 30.0
    stop_grace_s: float = 12.0

    @property
    def runtime_file(self) -> Path:
        """Where the instance says that it runs; one file a user and slug."""
        return self.runtime_dir / f"vibevoice-{self.slug}.json"

    @property
    def place(self) -> str:
        """Where the instance lives, in the contract's words."""
        return "traefik" if self.front_door else "jupyter"

    def public_path(self, forwarded_path: str) -> str:
        """How browsers reach the instance: a path on the page's own origin."""
        return f"/vibevoice/{self.slug}/" if self.front_door else forwarded_path


def option_words(wishes: Wire) -> list[str]:
    """An `InstanceStart` as options of the instance; what is absent stays as this server's owner set it."""
    return [f"{option}={wishes[name]}" for name, option in _OPTIONS.items() if name in wishes]


def instance_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment of an instance: the Jupyter server's without what opens Jupyter or the hub."""
    is_secret = {name for name in environ if name in _SECRETS or name.startswith(_SECRET_PREFIXES)}
    return {name: value for name, value in environ.items() if name not in is_secret}
