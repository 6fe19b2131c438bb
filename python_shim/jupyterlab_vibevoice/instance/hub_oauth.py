"""Login by the hub for a browser that comes by itself: OAuth (RFC 6749) with state and PKCE (RFC 7636).

What a login under way must remember lies in a cookie of its own: nothing is kept here that strangers could fill.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass
from urllib.parse import urlencode

from tornado.httpclient import HTTPRequest
from tornado.httputil import HTTPServerRequest

from ..contract.json_text import parse_json
from ..contract.problems import ProblemError
from .hub_login import HubLogin
from .hub_place import HubPlace, HubUser

LOGIN_LIFETIME_S = 600
_LONGEST_GOAL = 1500


@dataclass(frozen=True)
class LoginBegun:
    """Where the browser is sent, and the cookie that it brings back."""

    address: str
    cookie_name: str
    cookie: str


def needs_login(request: HTTPServerRequest, refusal: Exception) -> bool:
    """Whether a refused request is a person's browser that goes somewhere, and may be let in once it has logged in."""
    if not isinstance(refusal, ProblemError) or refusal.code not in ("login_required", "token_expired", "cross_site"):
        return False
    headers = request.headers
    if request.method != "GET" or "Authorization" in headers or headers.get("Sec-Fetch-Dest", "document") != "document":
        return False
    return headers.get("Sec-Fetch-Mode", "navigate") == "navigate" and "text/html" in headers.get("Accept", "")


def begin_login(place: HubPlace, uri: str) -> LoginBegun:
    """A login that leads to the address that was asked for, where that is one of ours, else to the prefix."""
    goal = uri if uri.startswith(place.prefix) and len(uri) <= _LONGEST_GOAL else place.prefix
    state, verifier = secrets.token_urlsafe(24), secrets.token_urlsafe(48)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    query = {
        "client_id": place.client_id,
        "redirect_uri": place.callback_url,
        "response_type": "code",
        "state": state,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    remembered = json.dumps({"state": state, "verifier": verifier, "goal": goal})
    cookie = base64.urlsafe_b64encode(remembered.encode()).decode()
    return LoginBegun(f"{place.authorize_url}?{urlencode(query)}", login_cookie_name(state), cookie)


def login_cookie_name(state: str) -> str:
    """The cookie of the login with this state; each tab has its own."""
    return f"vibevoice-login-{hashlib.sha256(state.encode()).hexdigest()[:16]}"


async def complete_login(login: HubLogin, *, cookie: str, state: str, code: str) -> tuple[str, HubUser]:
    """Where a login leads, and who logged in. Raises `login_required` for a login begun by somebody else."""
    place = login.place
    try:
        begun = parse_json(base64.urlsafe_b64decode(cookie))
        own_state, verifier, goal = str(begun["state"]), str(begun["verifier"]), str(begun["goal"])
    except (ValueError, KeyError, TypeError) as error:
        raise _not_this_login() from error
    if not hmac.compare_digest(own_state.encode(), state.encode()) or not goal.startswith(place.prefix):
        raise _not_this_login()
    form = {
        "client_id": place.client_id,
        "client_secret": place.api_token,
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": place.callback_url,
        "code_verifier": verifier,
    }
    request = HTTPRequest(f"{place.api_url}/oauth2/token", method="POST", body=urlencode(form))
    answer = await login.fetch(request)
    if answer.code != 200:
        raise _not_this_login()
    user = await login.who(str(json.loads(answer.body).get("access_token", "")))
    if user is None:
        raise ProblemError("not_yours", "The hub does not let you use this instance.")
    return goal, user


def _not_this_login() -> ProblemError:
    return ProblemError(
        "login_required",
        "This login was begun elsewhere, or more than ten minutes ago.",
        hint="Open the address again.",
    )
