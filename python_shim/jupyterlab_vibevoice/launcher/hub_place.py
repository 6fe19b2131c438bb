"""Where this Jupyter server stands in a hub, read from the environment that the hub's Spawner gave it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

SERVER_NAME = "vibevoice"
# Scopes that cover a user's own instance; `servers` is the whole of what JupyterHub 5 has, and implies the others.
_START = ("servers", "start:servers")
_ACCESS = ("access:servers",)


@dataclass(frozen=True, kw_only=True)
class HubPlace:
    """A hub's API, this server's own token for it, and the origins at which programs here may reach instances."""

    api_url: str
    token: str = field(repr=False)
    user: str
    base_url: str = "/"
    # Without a slash at the end; the first that leads to the instance is used.
    origins: tuple[str, ...] = ()
    # Hub, proxy and servers talk by TLS with certificates of their own, which no instance has.
    has_internal_tls: bool = False

    @property
    def server_url(self) -> str:
        """The hub's API for the user's instance."""
        return f"{self.user_url}/servers/{SERVER_NAME}"

    @property
    def user_url(self) -> str:
        """The hub's API for the user."""
        return f"{self.api_url}/users/{quote(self.user, safe='@!')}"

    @property
    def path(self) -> str:
        """Where browsers reach the user's instance, on the hub's own origin."""
        return f"{self.base_url}user/{quote(self.user, safe='@!')}/{SERVER_NAME}/"

    def missing_scopes(self, scopes: Iterable[str]) -> list[str]:
        """What a token with `scopes` lacks to start the user's instance and to call it; empty where nothing."""
        server = f"{self.user}/{SERVER_NAME}"
        covering = ("", f"!user={self.user}", f"!server={server}")
        held = set(scopes)

        def holds(names: tuple[str, ...]) -> bool:
            return any(f"{name}{cover}" in held for name in names for cover in covering)

        wanted = ((_START, "servers"), (_ACCESS, "access:servers"))
        return [f"{name}!server={server}" for names, name in wanted if not holds(names)]


def find_hub(environ: Mapping[str, str], *, address: str = "") -> HubPlace | None:
    """The hub that started this Jupyter server; None where none did. `address` is the hub's own, where it is known."""
    api_url, token = environ.get("JUPYTERHUB_API_URL", ""), environ.get("JUPYTERHUB_API_TOKEN", "")
    user = environ.get("JUPYTERHUB_USER", "")
    if not (api_url and token and user):
        return None
    # The last is a guess that holds beside the hub alone, and is tried last.
    names = ("JUPYTERHUB_PUBLIC_URL", "JUPYTERHUB_PUBLIC_HUB_URL", "VIBEVOICE_HUB_URL")
    origins = (_origin(each) for each in (address, *(environ.get(name, "") for name in names)))
    return HubPlace(
        api_url=api_url.rstrip("/"),
        token=token,
        user=user,
        base_url=environ.get("JUPYTERHUB_BASE_URL", "/"),
        origins=tuple(dict.fromkeys(each for each in origins if each)),
        has_internal_tls=bool(environ.get("JUPYTERHUB_SSL_KEYFILE")),
    )


def _origin(url: str) -> str:
    scheme, mark, rest = url.partition("://")
    return f"{scheme}{mark}{rest.partition('/')[0]}" if mark and scheme in ("http", "https") else ""
