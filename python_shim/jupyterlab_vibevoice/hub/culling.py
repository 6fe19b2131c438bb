"""Stops instances that nobody uses: jupyterhub-idle-culler as a service of the hub, for servers `vibevoice` alone."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from .config_values import add_role
from .settings import VibeVoiceHub

_SERVICE = "vibevoice-culler"


def configure_culling(c: Any, settings: VibeVoiceHub) -> None:
    """Adds the service, where the administrator wants it; raises ValueError for limits that would stop what is used."""
    limit_s = settings.cull_minutes * 60
    if not limit_s:
        return
    if limit_s < 2 * settings.activity_seconds:
        raise ValueError(
            "cull_minutes must be at least twice activity_seconds, else instances are stopped while they work"
        )
    words = [
        sys.executable,
        "-m",
        "jupyterhub_idle_culler",
        f"--timeout={limit_s:.0f}",
        f"--cull-every={max(1, limit_s / 10):.0f}",
    ]
    service = {
        "name": _SERVICE,
        "command": [*words, f"--config={Path(__file__).with_name('culler_config.py')}"],
    }
    scopes = ["list:users", "read:users:activity", "read:servers", "delete:servers"]
    c.JupyterHub.services = [*c.JupyterHub.get("services", []), service]
    add_role(c, {"name": _SERVICE, "services": [_SERVICE], "scopes": scopes})
