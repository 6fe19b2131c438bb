"""What the Spawner of a user's `vibevoice` server is told before it starts, whatever kind it is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from inspect import isawaitable
from typing import Any

from tornado.web import HTTPError

from .address import tell_address
from .choosing import instance_words, read_start, spawner_options
from .profiles import OwnProfiles
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
        words = ""
        if spawner.name == SERVER_NAME:
            words = instance_words(spawner.user.name, settings, read_start(spawner.user_options, settings))
            await _give_options(spawner, spawner_options(spawner.user_options, settings))
        if before is not None:
            done = before(spawner)
            if isawaitable(done):
                await done
        if spawner.name == SERVER_NAME:
            prepare(spawner, settings, words)
        else:
            tell_address(spawner)

    return hook


async def _give_options(spawner: Any, options: dict[str, Any]) -> None:
    """Gives a Spawner its user's options, also to what reads them before the start."""
    has_more = any(name not in spawner.user_options for name in options)
    spawner.user_options = options
    if has_more:
        # The hub has applied what came to it; its own way is the only one that knows all forms of that setting.
        await spawner._run_apply_user_options(options)


def prepare(spawner: Any, settings: VibeVoiceHub, words: str) -> None:
    """Makes a Spawner start an instance, with these words, instead of a notebook server."""
    from jupyterhub import __version__

    if spawner.internal_ssl:
        raise HTTPError(400, "Instances of VibeVoice do not speak the hub's internal TLS: set internal_ssl to False.")
    spawner.cmd, spawner.args = list(settings.command), []
    spawner.start_timeout = settings.start_timeout
    spawner.environment = {
        **spawner.environment,
        "VIBEVOICE_INSTANCE_OPTIONS": words,
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
        # Kubernetes: the recordings lie in the server's own volume.
        traits |= {"delete_pvc": False, "profile_list": OwnProfiles.of(spawner.profile_list)}
    return traits
