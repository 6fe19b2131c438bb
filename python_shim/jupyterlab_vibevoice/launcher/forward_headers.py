"""Which headers pass between a browser and the instance behind the Jupyter server, and how they are changed."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

Headers = list[tuple[str, str]]

# Of one connection, not of the message: RFC 9110, 7.6.1.
_HOP_BY_HOP = frozenset(
    {
        *("connection", "keep-alive", "proxy-connection", "proxy-authenticate", "proxy-authorization"),
        *("te", "trailer", "transfer-encoding", "upgrade"),
    }
)
# What opens Jupyter, what only a proxy may say, and what this hop has answered or says itself.
_NEVER_IN = _HOP_BY_HOP | {
    *("authorization", "cookie", "x-xsrftoken", "referer", "expect", "content-length"),
    *("forwarded", "x-real-ip", "x-forwarded-for", "x-forwarded-host", "x-forwarded-port", "x-forwarded-prefix"),
    *("x-forwarded-proto", "x-forwarded-scheme", "x-forwarded-server", "x-scheme"),
}
# What would rule over all of JupyterLab's origin.
_NEVER_OUT = _HOP_BY_HOP | {
    *("clear-site-data", "service-worker-allowed", "strict-transport-security", "access-control-allow-credentials"),
    *("set-cookie", "location", "content-location", "refresh"),
}
# The instance's own cookies; all others of the host belong to Jupyter and its neighbours.
OWN_COOKIE = "vibevoice"


def request_headers(given: Iterable[tuple[str, str]], *, secret: str, prefix: str, scheme: str, client: str) -> Headers:
    """The headers for the instance: without Jupyter's cookies and tokens, with the launcher's, `Host` kept."""
    headers: Headers = []
    own_cookies: list[str] = []
    named = _named_by_connection(given)
    host = ""
    for name, value in given:
        low = name.lower()
        if low == "cookie":
            own_cookies += [pair for pair in map(str.strip, value.split(";")) if _is_own(pair)]
        elif low not in _NEVER_IN and low not in named:
            headers.append((name, value))
            if low == "host":
                host = value
    if own_cookies:
        headers.append(("Cookie", "; ".join(own_cookies)))
    headers += (
        ("Authorization", f"Bearer {secret}"),
        ("X-Forwarded-Prefix", prefix.rstrip("/")),
        ("X-Forwarded-Proto", scheme),
        ("X-Forwarded-Host", host),
        ("X-Forwarded-For", client),
    )
    return headers


def response_headers(given: Iterable[tuple[str, str]], *, prefix: str, upstream: str, host: str) -> Headers:
    """The headers for the browser: addresses and cookie paths below `prefix`, nothing that rules the whole origin."""
    headers: Headers = []
    named = _named_by_connection(given)
    has_frame_rule = has_sniff_rule = False
    for name, value in given:
        low = name.lower()
        if low == "set-cookie":
            if _is_own(value):
                headers.append((name, own_cookie(value, prefix=prefix)))
        elif low in ("location", "content-location"):
            headers.append((name, public_address(value, prefix=prefix, upstream=upstream, host=host)))
        elif low not in _NEVER_OUT and low not in named:
            has_frame_rule = has_frame_rule or low == "content-security-policy"
            has_sniff_rule = has_sniff_rule or low == "x-content-type-options"
            headers.append((name, value))
    if not has_frame_rule:
        headers.append(("Content-Security-Policy", "frame-ancestors 'self'"))
    if not has_sniff_rule:
        headers.append(("X-Content-Type-Options", "nosniff"))
    return headers


def public_address(address: str, *, prefix: str, upstream: str, host: str) -> str:
    """An address of the instance as the browser must ask for it; addresses of others stay as they are."""
    parts = urlsplit(address)
    if parts.netloc and parts.netloc not in (upstream, host):
        return address
    if parts.scheme and parts.scheme not in ("http", "https"):
        return address
    if not parts.netloc and not parts.path.startswith("/"):
        return address
    path = parts.path if parts.path.startswith(prefix) else prefix + parts.path.lstrip("/")
    return path + (f"?{parts.query}" if parts.query else "") + (f"#{parts.fragment}" if parts.fragment else "")


def own_cookie(cookie: str, *, prefix: str) -> str:
    """A `Set-Cookie` of the instance, bound to its path: never for the host's other paths or for other hosts."""
    first, *attributes = (part.strip() for part in cookie.split(";"))
    kept, path = [], prefix
    for attribute in attributes:
        name, _, value = attribute.partition("=")
        if name.lower() == "path":
            path = value if value.startswith(prefix) else prefix + value.lstrip("/")
        elif name.lower() != "domain":
            kept.append(attribute)
    return "; ".join([first, *kept, f"Path={path}"])


def _is_own(pair: str) -> bool:
    return pair.partition("=")[0].strip().startswith(OWN_COOKIE)


def _named_by_connection(given: Iterable[tuple[str, str]]) -> frozenset[str]:
    values = (value for name, value in given if name.lower() == "connection")
    return frozenset(word.strip().lower() for value in values for word in value.split(","))
