"""`configure(c)`: the one call in `jupyterhub_config.py`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from .alias import alias_rules
from .scopes import server_token_scopes
from .settings import VibeVoiceHub
from .spawning import pre_spawn_hook


def configure(c: Any, **options: Any) -> None:
    """Gives every user of a hub an instance as named server `vibevoice`; call it last: it keeps what is configured.

    `options` are the traits of `VibeVoiceHub`, which may be set by `c.VibeVoiceHub` too. Raises TypeError for others.
    """
    unknown = options.keys() - VibeVoiceHub.class_trait_names(config=True)
    if unknown:
        raise TypeError(f"configure() knows no option {', '.join(sorted(unknown))}")
    settings = VibeVoiceHub(config=c, **options)
    c.JupyterHub.allow_named_servers = True
    for section in _spawner_sections(c):
        section.server_token_scopes = server_token_scopes(_configured(section, "server_token_scopes"))
        section.pre_spawn_hook = pre_spawn_hook(_configured(section, "pre_spawn_hook"), settings)
        section.apply_user_options = _configured(section, "apply_user_options") or _take_no_options
    if settings.alias and _has_traefik(c):
        _merge(c.TraefikProxy.setdefault("extra_dynamic_config", {}), alias_rules(_base_url(c)))


def _spawner_sections(c: Any) -> Iterator[Any]:
    """`c.Spawner`, and the sections of kinds of Spawners that say something of their own, which would win over it."""
    yield c.Spawner
    ours = ("server_token_scopes", "pre_spawn_hook", "apply_user_options")
    for name in list(c):
        if name.endswith("Spawner") and name != "Spawner" and any(key in c[name] for key in ours):
            yield c[name]


def _configured(section: Any, name: str) -> Any:
    return section.get(name)


def _take_no_options(spawner: Any, user_options: dict[str, Any]) -> None:
    """Users choose nothing of their instance; without this, each start would be warned of in the hub's log."""


def _has_traefik(c: Any) -> bool:
    proxy = c.JupyterHub.get("proxy_class", "")
    return "traefik" in (proxy if isinstance(proxy, str) else proxy.__name__).lower()


def _base_url(c: Any) -> str:
    address = c.JupyterHub.get("bind_url", "")
    return str(c.JupyterHub.get("base_url") or urlsplit(address).path or "/")


def _merge(into: dict[str, Any], more: dict[str, Any]) -> None:
    """Adds keys at any depth; what is there already stays."""
    for key, value in more.items():
        if isinstance(value, dict) and isinstance(into.setdefault(key, {}), dict):
            _merge(into[key], value)
        else:
            into.setdefault(key, value)
