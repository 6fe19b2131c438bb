"""Where a hub put this instance, as its environment tells. Standard library only: read before the first answer."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

# A hub takes no other: it answers what is not a version with the failure of the start.
_VERSION = re.compile(r"\d+(\.\w+)*")


@dataclass(frozen=True, kw_only=True)
class HubPlace:
    """What the hub says to the process that it started; `prefix` begins and ends with a slash, addresses do not."""

    prefix: str
    host: str
    port: int
    user: str
    server_name: str
    version: str
    api_url: str
    api_token: str
    activity_url: str
    client_id: str
    callback_url: str
    authorize_url: str
    access_scopes: frozenset[str]

    @property
    def prefix_pattern(self) -> str:
        """A regular expression for the prefix without its last slash, as a proxy may spell it: escaped or not."""
        spellings = dict.fromkeys((self.prefix, unquote(self.prefix)))
        return f"(?:{'|'.join(re.escape(spelling.rstrip('/')) for spelling in spellings)})"

    @property
    def headers(self) -> dict[str, str]:
        """What the hub looks for in the answer to `GET api`."""
        return {"X-JupyterHub-Version": self.version} if self.version else {}


def read_hub_place(environ: Mapping[str, str]) -> HubPlace | None:
    """The place that a hub gave, or None where no hub started this process.

    The environment is the one that JupyterHub gives to single-user servers:
    https://jupyterhub.readthedocs.io/en/stable/reference/api/spawner.html
    """
    service_url, prefix = environ.get("JUPYTERHUB_SERVICE_URL"), environ.get("JUPYTERHUB_SERVICE_PREFIX")
    if not service_url or not prefix:
        return None
    address, version = urlsplit(service_url), environ.get("VIBEVOICE_HUB_VERSION", "")
    user, server_name = environ.get("JUPYTERHUB_USER", ""), environ.get("JUPYTERHUB_SERVER_NAME", "")
    given = json.loads(environ.get("JUPYTERHUB_OAUTH_ACCESS_SCOPES") or "[]")
    hub_path = f"{environ.get('JUPYTERHUB_BASE_URL', '/').rstrip('/')}/hub"
    return HubPlace(
        prefix=f"{prefix.rstrip('/')}/",
        host=address.hostname or "127.0.0.1",
        port=address.port or 80,
        user=user,
        server_name=server_name,
        version=version if _VERSION.fullmatch(version) else "",
        api_url=environ.get("JUPYTERHUB_API_URL", "").rstrip("/"),
        api_token=environ.get("JUPYTERHUB_API_TOKEN", ""),
        activity_url=environ.get("JUPYTERHUB_ACTIVITY_URL", ""),
        client_id=environ.get("JUPYTERHUB_CLIENT_ID", ""),
        callback_url=environ.get("JUPYTERHUB_OAUTH_CALLBACK_URL", ""),
        authorize_url=f"{environ.get('JUPYTERHUB_HOST', '').rstrip('/')}{hub_path}/api/oauth2/authorize",
        # Unfiltered, as administrators have it, the scope opens every server.
        access_scopes=frozenset([*given, "access:servers"]),
    )


@dataclass(frozen=True)
class HubUser:
    """Somebody who may call; in a hub, others than the owner are those whom the hub lets in, by `hub_token`."""

    name: str
    is_owner: bool
    hub_token: str = field(default="", repr=False)


OWNER = HubUser("", is_owner=True)
STRANGER = HubUser("", is_owner=False)
