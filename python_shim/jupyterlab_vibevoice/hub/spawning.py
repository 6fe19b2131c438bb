"""What the Spawner of a user's `vibevoice` server is told before it starts, whatever kind it is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from inspect import isawaitable
from typing import Any

from tornado.web import HTTPError

from .address import tell_address
from .scopes import SERVER_NAME
from .settings import VibeVoiceHub

Hook = Callable[[Any], Awaitable[None] | None]


def pre_spawn_hook(
    before: Hook | None, settings: VibeVoiceHub, *, may_name_servers: bool
) -> Callable[[Any], Awaitable[None]]:
    """The hook that was configured before, then ours; it may run again for the same Spawner.

    Where users could not name servers before, they still cannot, but for this one.
    """

    async def hook(spawner: Any) -> None:
        if spawner.name not in ("", SERVER_NAME) and not may_name_servers:
            raise HTTPError(403, f"Of named servers, this hub allows {SERVER_NAME} alone.")
        if before is not None:
            done = before(spawner)
            if isawaitable(done):
                await done
        if spawner.name == SERVER_NAME:
            prepare(spawner, settings)
        else:
            tell_address(spawner)

    return hook


def prepare(spawner: Any, settings: VibeVoiceHub) -> None:
    """Makes a Spawner start an instance instead of a notebook server."""
    from jupyterhub import __version__

    if spawner.internal_ssl:
        raise HTTPError(501, "Instances of VibeVoice do not speak the hub's internal TLS: set internal_ssl to False.")
    spawner.cmd, spawner.args = list(settings.command), []
    spawner.start_timeout = settings.start_timeout
    spawner.environment = {
        **spawner.environment,
        "VIBEVOICE_INSTANCE_OPTIONS": settings.instance_words(spawner.user.name),
        "VIBEVOICE_HUB_VERSION": __version__,
    }
    for trait, value in _of_its_kind(spawner).items():
        setattr(spawner, trait, value)


def _of_its_kind(spawner: Any) -> dict[str, Any]:
    """Traits that certain kinds of Spawners need, by names that no other kind has."""
    traits: dict[str, Any] = {}
    if spawner.has_trait("unit_name_template"):
        # systemd: the unit's name lacks the server's, so that starting this one would stop the notebook.
        plain = str(spawner.unit_name).removesuffix(f"-{SERVER_NAME}")
        traits["unit_name"] = f"{plain}-{SERVER_NAME}"
    if spawner.has_trait("extra_host_config") and spawner.has_trait("remove"):
        # Docker: a container that is kept would be resumed with its old token.
        traits["remove"] = True
    if spawner.has_trait("delete_pvc"):
        # Kubernetes: the recordings lie in the server's own volume; profiles, applied later, would set another command.
        traits |= {"delete_pvc": False, "profile_list": []}
    return traits
