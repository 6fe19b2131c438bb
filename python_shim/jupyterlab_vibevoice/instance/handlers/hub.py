"""What an instance answers in a hub alone: its prefix without a slash, and the end of a login by the hub."""

from __future__ import annotations

import html
import time
from typing import TYPE_CHECKING

from ...contract.problems import ProblemError
from ..door import cookie_name, is_encrypted
from ..hub_oauth import complete_login, login_cookie_name
from .base import BaseHandler

if TYPE_CHECKING:
    from ..hub_login import HubLogin

_SESSION_S = 12 * 3600.0
# The next step is this page's own, whatever site the login came from: so the strict cookie is sent, and no check fails.
_PAGE = (
    '<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0;url={0}"><a href="{0}">VibeVoice</a>'
)


class PrefixHandler(BaseHandler):
    """The prefix without its slash, which hubs send here too."""

    is_open = True

    def get(self) -> None:
        """Leads to the prefix."""
        self.redirect(_login_of(self).place.prefix, status=302)


class LoginHandler(BaseHandler):
    """`GET oauth_callback`: the hub sends a browser back that has logged in."""

    is_open = True

    async def get(self) -> None:
        """Sets the cookie on the instance's path, and leads to where the browser wanted to go."""
        login, state = _login_of(self), self.get_query_argument("state", "")
        name = login_cookie_name(state)
        path = f"{login.place.prefix}oauth_callback"
        goal, user = await complete_login(
            login, cookie=self.get_cookie(name, ""), state=state, code=self.get_query_argument("code", "")
        )
        cookie, expires_at = login.issue("cookie", user.hub_token, _SESSION_S)
        self.clear_cookie(name, path=path)
        self.set_cookie(
            cookie_name(self.instance),
            cookie,
            path=login.place.prefix,
            max_age=int(expires_at - time.time()),
            httponly=True,
            samesite="Strict",
            secure=is_encrypted(self.request),
        )
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
        self.finish(_PAGE.format(html.escape(goal)))


def _login_of(handler: BaseHandler) -> HubLogin:
    """The hub's login; these handlers stand in the table of routes in a hub alone."""
    login = handler.instance.hub_login
    if login is None:
        raise ProblemError("not_found", "There is nothing here.")
    return login
