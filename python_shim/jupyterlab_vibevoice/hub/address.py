"""Where programs on the hub's own machine reach the hub, for hubs that were not told their public address."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

# The launcher in a notebook server asks there last, and believes it only where an instance answers.
VARIABLE = "VIBEVOICE_HUB_URL"
_ANYWHERE = ("", "0.0.0.0", "::", "*")


def tell_address(spawner: Any) -> None:
    """Puts the proxy's address into the environment of a notebook server, unless its administrator named one."""
    address = urlsplit(spawner.user.settings["proxy"].public_url)
    host = "127.0.0.1" if (address.hostname or "") in _ANYWHERE else str(address.hostname)
    shown = f"[{host}]" if ":" in host else host
    port = f":{address.port}" if address.port else ""
    spawner.environment = {VARIABLE: f"{address.scheme}://{shown}{port}", **spawner.environment}
