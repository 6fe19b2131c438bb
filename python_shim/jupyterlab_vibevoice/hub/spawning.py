"""What the Spawner of a user's `vibevoice` server is told before it starts, whatever kind it is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from inspect import isawaitable
from typing import Any

from .scopes import SERVER_NAME
from .settings import VibeVoiceHub

Hook = Callable[[Any], Awaitable[None] | None]


def pre_spawn_hook(before: Hook | None, settings: VibeVoiceHub) -> Callable[[Any], Awaitable[None]]:
    """The hook that was configured before, then ours; it may run again for the same Spawner."""

    async def hook(spawner: Any) -> None:
        if before is not None:
            done = before(spawner)
            if isawaitable(done):
                await done
        if spawner.name == SERVER_NAME:
            prepare(spawner, settings)

    return hook


def prepare(spawner: Any, settings: VibeVoiceHub) -> None:
    """Makes a Spawner start an instance instead of a notebook server."""
    from jupyterhub import __version__

    spawner.cmd, spawner.args = list(settings.command), []
    spawner.start_timeout = settings.start_timeout
    spawner.environment = {
        **spawner.environment,
        "VIBEVOICE_INSTANCE_OPTIONS": settings.instance_words(spawner.user.name),
        "VIBEVOICE_HUB_VERSION": __version__,
    }
