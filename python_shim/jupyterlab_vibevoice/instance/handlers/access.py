"""What answers here, tokens, tickets and the browser's cookie."""

from __future__ import annotations

import time

from ...contract.problems import ProblemError
from ..clock import iso
from ..door import cookie_name, cookie_path, is_encrypted, require_same_site
from ..first_answer import API_BODY
from ..hub_login import GUEST_LIFETIME_S
from .base import BaseHandler


class ApiHandler(BaseHandler):
    """`GET api`, the one call without a login."""

    is_open = True

    def get(self) -> None:
        """Says version and contract."""
        self.set_header("Content-Type", "application/json")
        if self.instance.options.hub is not None:
            for name, value in self.instance.options.hub.headers.items():
                self.set_header(name, value)
        self.finish(API_BODY)


class TokensHandler(BaseHandler):
    """`POST api/tokens`."""

    def post(self) -> None:
        """Another token for this instance."""
        hub_login = self.instance.hub_login
        if self.caller.is_owner or hub_login is None:
            token, expires_at = self.instance.library.credentials.issue("token")
        else:
            # Of somebody else: no longer than the hub lets him in.
            token, expires_at = hub_login.issue("token", self.caller.hub_token, GUEST_LIFETIME_S)
        self.answer({"token": token, "expires_at": iso(expires_at)})


class TicketHandler(BaseHandler):
    """`POST api/session`; whom the owner shares with logs in by the hub."""

    is_owners = True

    def post(self) -> None:
        """A link that logs a new tab in, once, within 60 s."""
        ticket = self.instance.library.credentials.issue_ticket()
        # What the proxy took away says more than the start did: a second Jupyter server leads here by another path.
        prefix = cookie_path(self.request, self.instance).rstrip("/") or self.instance.options.public_url.rstrip("/")
        self.answer({"url": f"{prefix}/session?ticket={ticket}"})


class SessionHandler(BaseHandler):
    """`GET session?ticket=`: the ticket is the login."""

    is_open = True

    def get(self) -> None:
        """Takes a ticket, sets the cookie, leads to the instance's page."""
        require_same_site(self.request)
        credentials = self.instance.library.credentials
        if not credentials.redeem_ticket(self.get_query_argument("ticket", "")):
            raise ProblemError("login_required", "This link was used already, or is older than a minute.")
        cookie, expires_at = credentials.issue("cookie")
        self.set_cookie(
            cookie_name(self.instance),
            cookie,
            path=cookie_path(self.request, self.instance),
            max_age=int(expires_at - time.time()),
            httponly=True,
            samesite="Strict",
            secure=is_encrypted(self.request),
        )
        self.redirect("ui/", status=302)
