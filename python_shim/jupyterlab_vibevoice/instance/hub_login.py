"""Who a hub's token belongs to, and whether that opens this instance.

The hub's REST API is asked directly: the hub's own login library would add 45 MB and a second to every instance.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import secrets
import time
from typing import Any, Literal

from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPRequest, HTTPResponse

from ..contract.problems import ProblemError
from .hub_place import HubPlace, HubUser

# How long a revoked token or share may still be believed.
CACHE_S = 5.0
GUEST_LIFETIME_S = 3600.0
_MOST_KEPT = 2000
_MOST_ASKED = 100
_LONGEST_TOKEN = 1000
_CONNECT_S = 5.0
_ANSWER_S = 10.0


def hub_silent() -> ProblemError:
    """The problem of a hub that cannot be asked: not a refusal, since it may let the caller in a moment later."""
    return ProblemError(
        "hub_unreachable",
        "The hub does not answer, so it cannot be asked who calls.",
        hint="Try again in a few seconds.",
        retry_after_s=3,
    )


class HubLogin:
    """Asks the hub about tokens, and believes each answer for five seconds."""

    def __init__(self, place: HubPlace) -> None:
        self.place = place
        self._client = AsyncHTTPClient(force_instance=True, max_clients=20)
        self._known: dict[bytes, tuple[float, HubUser | None]] = {}
        self._asking: dict[bytes, asyncio.Task[HubUser | None]] = {}
        self._bound: dict[tuple[str, bytes], tuple[float, str]] = {}

    def issue(self, kind: Literal["token", "cookie"], hub_token: str, lifetime_s: float) -> tuple[str, float]:
        """A token or cookie of ours that opens what the hub's token opens, no longer than that does; when it expires.

        Kept in memory alone, with the hub's token: the end of the instance is the end of both.
        """
        now = time.time()
        self._bound = {key: kept for key, kept in self._bound.items() if kept[0] > now}
        if len(self._bound) >= _MOST_KEPT:
            del self._bound[next(iter(self._bound))]
        text = secrets.token_urlsafe(32)
        self._bound[kind, _digest(text)] = (now + lifetime_s, hub_token)
        return text, now + lifetime_s

    async def holder(self, kind: Literal["token", "cookie"], text: str) -> HubUser | None:
        """Who holds one of ours that is bound to the hub, or a hub's own token; None where it opens nothing."""
        expires_at, hub_token = self._bound.get((kind, _digest(text)), (0.0, None))
        if hub_token is None:
            return await self.who(text) if kind == "token" else None
        if expires_at < time.time():
            raise ProblemError("token_expired", "The token has expired.", hint="Ask for a new one.")
        return await self.who(hub_token)

    async def who(self, token: str) -> HubUser | None:
        """Whom a hub's token lets in, None where it opens nothing here; raises `hub_silent` without an answer."""
        if not token.isascii() or not token.isprintable() or len(token) > _LONGEST_TOKEN:
            return None
        key = _digest(token)
        until, user = self._known.get(key, (0.0, None))
        if until > time.monotonic():
            return user
        if key not in self._asking and len(self._asking) >= _MOST_ASKED:
            # Made-up tokens by the hundred: the hub is not to suffer, nor who waits behind them.
            raise hub_silent()
        if key not in self._asking:
            self._asking[key] = asyncio.create_task(self._ask(key, token))
            self._asking[key].add_done_callback(lambda _: self._asking.pop(key, None))
        return await asyncio.shield(self._asking[key])

    async def _ask(self, key: bytes, token: str) -> HubUser | None:
        asked_at = time.monotonic()
        answer = await self.fetch(
            HTTPRequest(f"{self.place.api_url}/user", headers={"Authorization": f"token {token}"})
        )
        user = self._admitted(_body(answer), token) if answer.code == 200 else None
        if len(self._known) >= _MOST_KEPT:
            self._known = {known: kept for known, kept in self._known.items() if kept[0] > asked_at}
        if len(self._known) < _MOST_KEPT:
            self._known[key] = (asked_at + CACHE_S, user)
        return user

    def _admitted(self, model: dict[str, Any], token: str) -> HubUser | None:
        """The user of the hub's answer, where the token's scopes reach this server. A service is never the owner."""
        if self.place.access_scopes.isdisjoint(model.get("scopes") or ()):
            return None
        name = str(model.get("name", ""))
        return HubUser(name, is_owner=model.get("kind") == "user" and name == self.place.user, hub_token=token)

    async def fetch(self, request: HTTPRequest) -> HTTPResponse:
        """The hub's answer, where it is one that decides; raises `hub_silent`."""
        request.connect_timeout, request.request_timeout = _CONNECT_S, _ANSWER_S
        request.follow_redirects = False
        try:
            answer = await self._client.fetch(request, raise_error=False)
        except (OSError, HTTPClientError) as error:
            raise hub_silent() from error
        if answer.code not in (200, 400, 401, 403):
            raise hub_silent()
        return answer


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def _body(answer: HTTPResponse) -> dict[str, Any]:
    try:
        found = json.loads(answer.body)
    except ValueError as error:
        raise hub_silent() from error
    if not isinstance(found, dict):
        raise hub_silent()
    return found
