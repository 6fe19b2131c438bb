"""Which headers pass between a browser and the instance behind the Jupyter server, and how they are changed."""

from __future__ import annotations

from collections.abc import Iterable

from ..relay import NEVER_IN, NEVER_OUT, Headers, bound_cookie, guard_rules, named_by_connection, public_address

# The instance's own cookies; all others of the host belong to Jupyter and its neighbours.
OWN_COOKIE = "vibevoice"


def request_headers(given: Iterable[tuple[str, str]], *, secret: str, prefix: str, scheme: str, client: str) -> Headers:
    """The headers for the instance: without Jupyter's cookies and tokens, with the launcher's, `Host` kept.

    Without a `secret`, the instance decides by its own cookie.
    """
    headers: Headers = []
    own_cookies: list[str] = []
    named = named_by_connection(given)
    host = ""
    for name, value in given:
        low = name.lower()
        if low == "cookie":
            own_cookies += [pair for pair in map(str.strip, value.split(";")) if _is_own(pair)]
        elif low not in NEVER_IN and low not in named:
            headers.append((name, value))
            if low == "host":
                host = value
    if own_cookies:
        headers.append(("Cookie", "; ".join(own_cookies)))
    if secret:
        headers.append(("Authorization", f"Bearer {secret}"))
    headers += (
        ("X-Forwarded-Prefix", prefix.rstrip("/")),
        ("X-Forwarded-Proto", scheme),
        ("X-Forwarded-Host", host),
        ("X-Forwarded-For", client),
    )
    return headers


def response_headers(given: Iterable[tuple[str, str]], *, prefix: str, upstream: str, host: str) -> Headers:
    """The headers for the browser: addresses and cookie paths below `prefix`, nothing that rules the whole origin."""
    headers: Headers = []
    named = named_by_connection(given)
    for name, value in given:
        low = name.lower()
        if low == "set-cookie":
            if _is_own(value):
                headers.append((name, bound_cookie(value, prefix=prefix)))
        elif low in ("location", "content-location"):
            headers.append((name, public_address(value, prefix=prefix, own=(upstream, host))))
        elif low not in NEVER_OUT and low not in named:
            headers.append((name, value))
    return guard_rules(headers)


def _is_own(pair: str) -> bool:
    return pair.partition("=")[0].strip().startswith(OWN_COOKIE)
