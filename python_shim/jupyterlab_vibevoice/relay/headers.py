"""Headers of one connection and headers of the message: what no relay passes on, and addresses below a prefix."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

Headers = list[tuple[str, str]]

# Of one connection, not of the message: RFC 9110, 7.6.1.
HOP_BY_HOP = frozenset(
    {
        *("connection", "keep-alive", "proxy-connection", "proxy-authenticate", "proxy-authorization"),
        *("te", "trailer", "transfer-encoding", "upgrade"),
    }
)
# What opens Jupyter or an instance, what only a proxy may say, and what each hop has answered or says itself.
NEVER_IN = HOP_BY_HOP | {
    *("authorization", "cookie", "x-xsrftoken", "referer", "expect", "content-length"),
    *("forwarded", "x-real-ip", "x-forwarded-for", "x-forwarded-host", "x-forwarded-port", "x-forwarded-prefix"),
    *("x-forwarded-proto", "x-forwarded-scheme", "x-forwarded-server", "x-scheme"),
}
# What would rule over all of the page's origin, and what has to be changed on the way.
NEVER_OUT = HOP_BY_HOP | {
    *("clear-site-data", "service-worker-allowed", "strict-transport-security", "access-control-allow-credentials"),
    *("set-cookie", "location", "content-location", "refresh"),
}


def named_by_connection(given: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Names, in lower case, of the headers that `Connection` says are of this connection only."""
    values = (value for name, value in given if name.lower() == "connection")
    return frozenset(word.strip().lower() for value in values for word in value.split(","))


def public_address(address: str, *, prefix: str, own: Iterable[str]) -> str:
    """An address of the server behind as the browser must ask for it, `prefix` ending with a slash.

    `own` are the names (`host:port`) under which that server speaks of itself; addresses of others stay as they are.
    """
    parts = urlsplit(address)
    if parts.netloc and parts.netloc not in own:
        return address
    if parts.scheme and parts.scheme not in ("http", "https"):
        return address
    if not parts.netloc and not parts.path.startswith("/"):
        return address
    path = parts.path if parts.path.startswith(prefix) else prefix + parts.path.lstrip("/")
    return path + (f"?{parts.query}" if parts.query else "") + (f"#{parts.fragment}" if parts.fragment else "")


def bound_cookie(cookie: str, *, prefix: str) -> str:
    """A `Set-Cookie` bound to `prefix`: never for the host's other paths or for other hosts."""
    first, *attributes = (part.strip() for part in cookie.split(";"))
    kept, path = [], prefix
    for attribute in attributes:
        name, _, value = attribute.partition("=")
        if name.lower() == "path":
            path = value if value.startswith(prefix) else prefix + value.lstrip("/")
        elif name.lower() != "domain":
            kept.append(attribute)
    return "; ".join([first, *kept, f"Path={path}"])


def guard_rules(headers: Headers) -> Headers:
    """The same headers, with the rules against framing and type guessing where the server behind sets none."""
    names = {name.lower() for name, _ in headers}
    if "content-security-policy" not in names:
        headers.append(("Content-Security-Policy", "frame-ancestors 'self'"))
    if "x-content-type-options" not in names:
        headers.append(("X-Content-Type-Options", "nosniff"))
    return headers
