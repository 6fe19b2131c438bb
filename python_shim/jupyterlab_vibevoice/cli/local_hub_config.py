"""What JupyterHub is told for `jupyter vibevoice hub`: one machine, three people, everything below one folder."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from ..hub import configure
from ..processes import MARK
from .jupyter_child import NO_NEWS, NO_UPDATES, QUIET_LAB

ADMIN = "admin"
PEOPLE = ("alice", "bob")
_FILE = "hub.json"


@dataclass(frozen=True, kw_only=True)
class LocalHub:
    """A hub on this machine; `passwords` by name stay the same from start to start."""

    port: int
    hub_port: int
    traefik_port: int
    passwords: dict[str, str] = field(repr=False)
    traefik_password: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    proxy_token: str = field(default_factory=lambda: secrets.token_hex(32), repr=False)

    @property
    def url(self) -> str:
        """Its address, with a slash at the end."""
        return f"http://127.0.0.1:{self.port}/"

    def write(self, folder: Path) -> Path:
        """Writes it down for the hub's process, readable for its owner alone; returns the configuration file."""
        descriptor = os.open(folder / _FILE, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(descriptor, "w", encoding="utf-8") as file:
            json.dump(asdict(self), file)
        config = folder / "jupyterhub_config.py"
        lines = [f"from {__name__} import configure_local", f"configure_local(c, {str(folder)!r})", ""]
        config.write_text("\n".join(lines), encoding="utf-8")
        return config

    @classmethod
    def read(cls, folder: Path) -> LocalHub:
        """The one that was written there; raises OSError or ValueError."""
        return cls(**json.loads((folder / _FILE).read_text(encoding="utf-8")))


def known_passwords(folder: Path) -> dict[str, str]:
    """The passwords of the last start, or new ones."""
    try:
        return LocalHub.read(folder).passwords
    except (OSError, ValueError, TypeError):
        return {name: secrets.token_urlsafe(9) for name in (*PEOPLE, ADMIN)}


def configure_local(c: Any, folder: str) -> None:
    """Fills JupyterHub's configuration `c`; called by the file that `LocalHub.write` made."""
    hub, place = LocalHub.read(Path(folder)), Path(folder)
    c.JupyterHub.bind_url = hub.url
    c.JupyterHub.hub_bind_url = f"http://127.0.0.1:{hub.hub_port}"
    c.JupyterHub.db_url = f"sqlite:///{place / 'jupyterhub.sqlite'}"
    c.JupyterHub.cookie_secret_file = str(place / "cookie_secret")
    _people(c, hub)
    _proxy(c, hub, place)
    _servers(c, place)
    configure(c, command=[sys.executable, "-m", "jupyterlab_vibevoice.instance"])


def _people(c: Any, hub: LocalHub) -> None:
    from jupyterhub.auth import Authenticator

    class LocalAuthenticator(Authenticator):  # type: ignore[misc]  # JupyterHub has no types
        """Knows the passwords that were printed."""

        async def authenticate(self, handler: Any, data: dict[str, str]) -> str | None:
            """The name, where the password is right."""
            expected = hub.passwords.get(data["username"], "")
            is_right = hmac.compare_digest(expected.encode(), data["password"].encode())
            return data["username"] if expected and is_right else None

    c.JupyterHub.authenticator_class = LocalAuthenticator
    c.Authenticator.allowed_users = set(hub.passwords)
    c.Authenticator.admin_users = {ADMIN}


def _proxy(c: Any, hub: LocalHub, place: Path) -> None:
    c.JupyterHub.proxy_class = "traefik_file"
    c.TraefikProxy.traefik_api_url = f"http://127.0.0.1:{hub.traefik_port}"
    c.TraefikProxy.traefik_api_username = "hub"
    c.TraefikProxy.traefik_api_password = hub.traefik_password
    # Traefik checks it at every question: the default hash (bcrypt) costs 0.2 s each time.
    digest = hashlib.sha1(hub.traefik_password.encode(), usedforsecurity=False).digest()
    c.TraefikProxy.traefik_api_hashed_password = "{SHA}" + base64.b64encode(digest).decode()
    c.TraefikProxy.static_config_file = str(place / "traefik.toml")
    c.TraefikFileProviderProxy.dynamic_config_file = str(place / "rules.toml")


def _servers(c: Any, place: Path) -> None:
    c.JupyterHub.spawner_class = "simple"
    c.SimpleLocalProcessSpawner.home_dir_template = str(place / "homes" / "{username}")
    c.Spawner.cmd = [sys.executable, "-m", "jupyterhub.singleuser"]
    c.Spawner.default_url = "/lab"
    c.Spawner.ip = "127.0.0.1"
    # By this whatever the hub started is found and ended, also when the hub is killed.
    c.Spawner.env_keep.append(MARK)
    # Containers run as root; Jupyter refuses that unless it is said.
    c.Spawner.args = [NO_NEWS, NO_UPDATES, *(["--allow-root"] if os.geteuid() == 0 else [])]
    c.Spawner.environment = {"JUPYTER_CONFIG_PATH": str(QUIET_LAB)}
