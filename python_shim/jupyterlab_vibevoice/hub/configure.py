"""`configure(c)`: the one call in `jupyterhub_config.py`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .config_values import sections_with
from .culling import configure_culling
from .scopes import server_token_scopes
from .settings import VibeVoiceHub
from .sharing import configure_sharing
from .spawning import pre_spawn_hook
from .traefik import configure_traefik


def configure(c: Any, **options: Any) -> None:
    """Gives every user of a hub an instance as named server `vibevoice`; call it last: it keeps what is configured.

    `options` are the traits of `VibeVoiceHub`, which may be set by `c.VibeVoiceHub` too. Raises TypeError for others,
    and ValueError for those that do not go together.
    """
    unknown = options.keys() - VibeVoiceHub.class_trait_names(config=True)
    if unknown:
        raise TypeError(f"configure() knows no option {', '.join(sorted(unknown))}")
    settings = VibeVoiceHub(config=c, **options)
    may_name_servers = bool(c.JupyterHub.get("allow_named_servers", False))
    c.JupyterHub.allow_named_servers = True
    wrappers: dict[str, Callable[[Any], Any]] = {
        "server_token_scopes": lambda before: server_token_scopes(before, can_share=settings.sharing),
        "pre_spawn_hook": lambda before: pre_spawn_hook(before, settings, may_name_servers=may_name_servers),
        "apply_user_options": lambda before: before or _take_no_options,
    }
    for name, wrap in wrappers.items():
        for section in sections_with(c, name):
            section[name] = wrap(section.get(name))
    configure_culling(c, settings)
    if settings.sharing:
        configure_sharing(c)
    configure_traefik(c, has_alias=settings.alias)


def _take_no_options(spawner: Any, user_options: dict[str, Any]) -> None:
    """Users choose nothing of their instance. Without this hook, the hub warns of every start."""
