"""What the tokens of a user's servers may do: reach exactly that user's own instance, and start and stop it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

SERVER_NAME = "vibevoice"
# What the hub's default role `server` allows; a list of one's own replaces that role.
BASE_SCOPES = ("users:activity!user", "access:servers!server")

Scopes = Sequence[str] | Callable[[Any], Sequence[str]] | None


def server_token_scopes(before: Scopes, *, can_share: bool = False) -> Callable[[Any], list[str]]:
    """The scopes of a server's own token, by its Spawner: what was configured before, and the user's own instance."""

    def scopes(spawner: Any) -> list[str]:
        if spawner.name == SERVER_NAME:
            return list(BASE_SCOPES)
        server = f"{spawner.user.name}/{SERVER_NAME}"
        own = f"access:servers!server={server}"
        # For the token in a JupyterLab page. The trait takes no callable; the OAuth client is made after this call.
        others = [scope for scope in spawner.oauth_client_allowed_scopes if scope != own]
        spawner.oauth_client_allowed_scopes = [*others, own]
        configured = list(before(spawner) if callable(before) else before or ()) or list(BASE_SCOPES)
        ours = [f"servers!server={server}", own]
        if can_share:
            ours += [f"shares!server={server}", "read:users:name"]
        return list(dict.fromkeys([*configured, *ours]))

    return scopes
