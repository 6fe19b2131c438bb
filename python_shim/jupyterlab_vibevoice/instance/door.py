"""Who may call: a bearer of a token, or a browser with the instance's own cookie; never another site's page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tornado.httputil import HTTPServerRequest

from ..contract.problems import ProblemError

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
    if urlsplit(origin).netloc.lower() != host.lower() or not host:
        raise _cross_site()


def _cross_site() -> ProblemError:
    return ProblemError("cross_site", "A page of another site may not call this instance.")


def cookie_name(instance: Instance) -> str:
    """The name of an instance's cookie; other instances of the same host have others."""
    return f"vibevoice-{instance.options.slug}"


def cookie_path(request: HTTPServerRequest) -> str:
    """The path of this instance as the browser sees it, from what the proxy says it took away."""
    prefix = request.headers.get("X-Forwarded-Prefix", "").rstrip("/")
    return f"{prefix}/" if prefix and _PREFIX.fullmatch(prefix) else "/"


def require_login(request: HTTPServerRequest, instance: Instance) -> None:
    """Raises `login_required` or `token_expired` unless the request carries a good token or cookie."""
    credentials = instance.library.credentials
    verdicts: list[str] = []
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token:
        verdicts.append(credentials.check("token", token.strip()))
    elif (cookie := request.cookies.get(cookie_name(instance))) is not None:
        verdicts.append(credentials.check("cookie", cookie.value))
    if "good" in verdicts:
        return
    if "expired" in verdicts:
        raise ProblemError("token_expired", "The token has expired.", hint="Ask for a new one.")
    raise ProblemError(
        "login_required", "This instance opens to its owner only.", hint="Send a token: Authorization: Bearer …"
    )
