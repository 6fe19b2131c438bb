"""Who was found behind a browser's cookies a moment ago: a page's many requests do not verify them anew each."""

from __future__ import annotations

import time
from typing import Any

from jupyter_server.auth import IdentityProvider, PasswordIdentityProvider
from tornado.httputil import HTTPServerRequest

# As long as a cookie that is no longer good may still be believed.
_SECONDS = 2.0
_KEPT = 256
# These look at cookies and tokens alone; what others look at is not known here.
_KNOWN_PROVIDERS = (IdentityProvider, PasswordIdentityProvider)


class RecentLogins:
    """Remembers users by the whole `Cookie` header and the host, for two seconds."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], tuple[Any, float]] = {}

    def user_of(self, request: HTTPServerRequest) -> Any:
        """The user who was found behind these cookies; None where that is not known (any more)."""
        key = _key(request)
        user, until = self._found.get(key, (None, 0.0)) if key else (None, 0.0)
        return user if until > time.monotonic() else None

    def remember(self, request: HTTPServerRequest, user: Any, provider: IdentityProvider) -> None:
        """Keeps who was found, where nothing but the cookies can have said so."""
        key = _key(request)
        if key and type(provider) in _KNOWN_PROVIDERS:
            if len(self._found) >= _KEPT:
                self._found.clear()
            self._found[key] = (user, time.monotonic() + _SECONDS)


def _key(request: HTTPServerRequest) -> tuple[str, str] | None:
    """What the user was found by; None where a token came too, which opens more than cookies do."""
    cookies = request.headers.get("Cookie")
    if not cookies or "Authorization" in request.headers or "token=" in request.query:
        return None
    return cookies, request.host
