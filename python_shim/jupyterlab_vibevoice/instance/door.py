"""Who may call: a bearer of a token, or a browser with the instance's own cookie; never another site's page.

In a hub, also whom the hub lets in (`hub_login`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from tornado.httputil import HTTPServerRequest

from ..contract.problems import ProblemError
from .hub_place import OWNER, HubUser

if TYPE_CHECKING:
    from .core import Instance

_PREFIX = re.compile(r"(/[A-Za-z0-9._~%@-]+)*/?")


def require_same_site(request: HTTPServerRequest) -> None:
    """Raises `cross_site` when a browser says that another site's page asks, or a page of unknown origin."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        if site in ("same-origin", "none"):
            return
        raise _cross_site()
    origin = request.headers.get("Origin")
    if origin is None:
        return
    host = request.headers.get("X-Forwarded-Host") or request.headers.get("Host", "")
    if _host_of(origin) != host.lower() or not host:
        raise _cross_site()


def _host_of(origin: str) -> str:
    """Host and port of an origin; empty where it is none."""
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""


def _cross_site() -> ProblemError:
    return ProblemError("cross_site", "A page of another site may not call this instance.")


def cookie_name(instance: Instance) -> str:
    """The name of an instance's cookie; other instances of the same host have others."""
    return f"vibevoice-{instance.options.slug}"


def cookie_path(request: HTTPServerRequest, instance: Instance) -> str:
    """The path of this instance as the browser sees it: what the hub says, else what the proxy says it took away."""
    if instance.options.hub is not None:
        return instance.options.hub.prefix
    prefix = request.headers.get("X-Forwarded-Prefix", "").rstrip("/")
    return f"{prefix}/" if prefix and _PREFIX.fullmatch(prefix) else "/"


def is_encrypted(request: HTTPServerRequest) -> bool:
    """Whether the browser came by HTTPS, so that a cookie should never go another way."""
    return request.headers.get("X-Forwarded-Proto", "").split(",")[0].strip() == "https"


async def require_login(request: HTTPServerRequest, instance: Instance) -> HubUser:
    """Who calls. Raises `login_required` or `token_expired` unless the request carries a good token or cookie.

    In a hub, a hub's token is good too where the hub lets its holder in; an unanswered question raises 503.
    """
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() in ("bearer", "token") and token:
        return await _holder(instance, "token", token.strip())
    if (cookie := request.cookies.get(cookie_name(instance))) is not None:
        return await _holder(instance, "cookie", cookie.value)
    raise _login_required()


async def _holder(instance: Instance, kind: Literal["token", "cookie"], text: str) -> HubUser:
    """Whose token or cookie this is."""
    verdict = instance.library.credentials.check(kind, text)
    if verdict == "good":
        return OWNER
    if verdict == "expired":
        raise ProblemError("token_expired", "The token has expired.", hint="Ask for a new one.")
    user = None
    if instance.hub_login is not None:
        user = await instance.hub_login.holder(kind, text)
    if user is None:
        raise _login_required()
    return user


def _login_required() -> ProblemError:
    return ProblemError(
        "login_required", "This instance opens to its owner only.", hint="Send a token: Authorization: Bearer …"
    )


def require_owner(caller: HubUser) -> None:
    """Raises `not_yours` for whom the owner shares with: what is the owner's own stays so."""
    if not caller.is_owner:
        raise ProblemError("not_yours", "Only the owner of this instance may do this.")
