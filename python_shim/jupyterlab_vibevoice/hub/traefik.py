"""What the hub's proxy is told where it is Traefik: the alias, uploads that take long, routes that answer at once."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from typing import Any
from urllib.parse import urlsplit

from .config_values import merge


def configure_traefik(c: Any, *, has_alias: bool) -> None:
    """Adds to what is configured of `TraefikProxy`; does nothing where the hub has another proxy."""
    if not has_traefik(c):
        return
    proxy = c.TraefikProxy
    if has_alias:
        merge(proxy.setdefault("extra_dynamic_config", {}), alias_rules(base_url(c)))
    if not proxy.get("should_start", True):
        return
    entry_point = proxy.get("traefik_entrypoint") or _entry_point(c)
    # Traefik's 60 s for the body of a request would cut long uploads of voices.
    timeouts = {"entryPoints": {entry_point: {"transport": {"respondingTimeouts": {"readTimeout": "0s"}}}}}
    merge(proxy.setdefault("extra_static_config", {}), timeouts)
    if "traefik_api_hashed_password" not in proxy:
        _hash_quickly(proxy)


def _hash_quickly(proxy: Any) -> None:
    """The proxy asks Traefik's API until a route is there; with bcrypt, its default, each question takes 230 ms of CPU.

    A fast hash is as good for a password that is random; one that a person chose is left to bcrypt.
    """
    if "traefik_api_password" in proxy:
        return
    password = secrets.token_hex(32)
    proxy.traefik_api_password = password
    digest = hashlib.sha1(password.encode(), usedforsecurity=False).digest()
    proxy.traefik_api_hashed_password = "{SHA}" + base64.b64encode(digest).decode()


def has_traefik(c: Any) -> bool:
    """Whether the hub's proxy is one of jupyterhub-traefik-proxy."""
    proxy = c.JupyterHub.get("proxy_class", "")
    return "traefik" in (proxy if isinstance(proxy, str) else proxy.__name__).lower()


def base_url(c: Any) -> str:
    """The path below which the hub and its users' servers lie; begins and ends with a slash."""
    path = c.JupyterHub.get("base_url") or urlsplit(c.JupyterHub.get("bind_url", "")).path
    return f"/{path.strip('/')}/" if path.strip("/") else "/"


def _entry_point(c: Any) -> str:
    has_certificate = bool(c.JupyterHub.get("ssl_key") or c.JupyterHub.get("ssl_cert"))
    return "https" if has_certificate or c.JupyterHub.get("bind_url", "").startswith("https:") else "http"


def alias_rules(base: str) -> dict[str, Any]:
    """Traefik's dynamic configuration of `/vibevoice/<name>/`: one static router, whatever the number of users."""
    pattern = re.escape(base.rstrip("/"))
    return {
        "http": {
            "routers": {
                "vibevoice-alias": {
                    "rule": f"PathRegexp(`^{pattern}/vibevoice/[^/]+(/|$)`)",
                    # Longer than any rule of a user's server, whose length would count otherwise.
                    "priority": 90000,
                    "middlewares": ["vibevoice-alias"],
                    "service": "noop@internal",
                }
            },
            "middlewares": {
                "vibevoice-alias": {
                    "redirectRegex": {
                        "regex": rf"^https?://[^/]+{pattern}/vibevoice/([^/?]+)/?(.*)$",
                        "replacement": f"{base.rstrip('/')}/user/${{1}}/vibevoice/${{2}}",
                    }
                }
            },
        }
    }
