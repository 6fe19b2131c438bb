"""Which headers pass between a browser and the one-click script's own page, and how they are changed.

The page gets no cookie but its own and no credentials; its cookies bear a name of ours on the way, so that they can
neither be taken for Jupyter's nor for an instance's, and are bound to its path.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ..relay import NEVER_IN, NEVER_OUT, Headers, bound_cookie, guard_rules, named_by_connection, public_address

# A slug holds no point: no instance's own cookie can begin like this.
PAGE_COOKIE = "vibevoice.ui."
_REFRESH_URL = re.compile(r"(;\s*url\s*=\s*['\"]?)([^'\"]*)", re.IGNORECASE)


@dataclass(frozen=True)
class Surroundings:
    """Where the page is for its browser: `prefix` begins and ends with a slash, `host` may have a port."""

    prefix: str
    host: str
    scheme: str
    client: str
    page: tuple[str, int]

    @property
    def own(self) -> tuple[str, ...]:
        """The names under which the page's server speaks of itself."""
        host, port = self.page
        return (self.host, *(f"{name}:{port}" for name in (host, f"[{host}]", "127.0.0.1", "localhost", "0.0.0.0")))


def request_headers(given: Iterable[tuple[str, str]], where: Surroundings, *, is_document: bool) -> Headers:
    """The headers for the page; a document is asked for uncompressed, since its addresses may be changed on the way."""
    given = list(given)
    dropped = NEVER_IN | named_by_connection(given) | {"host"} | ({"accept-encoding"} if is_document else set())
    headers: Headers = [("Host", where.host)]
    cookies: list[str] = []
    for name, value in given:
        low = name.lower()
        if low == "cookie":
            pairs = map(str.strip, value.split(";"))
            cookies += [pair.removeprefix(PAGE_COOKIE) for pair in pairs if pair.startswith(PAGE_COOKIE)]
        elif low not in dropped:
            headers.append((name, value))
    if cookies:
        headers.append(("Cookie", "; ".join(cookies)))
    if is_document:
        headers.append(("Accept-Encoding", "identity"))
    headers += (
        ("X-Forwarded-Prefix", where.prefix.rstrip("/")),
        ("X-Forwarded-Proto", where.scheme),
        ("X-Forwarded-Host", where.host),
        ("X-Forwarded-For", where.client),
    )
    return headers


def response_headers(given: Iterable[tuple[str, str]], where: Surroundings, *, is_changed: bool) -> Headers:
    """The headers for the browser: addresses and cookies below the page's prefix; `is_changed`: the body will be."""
    given = list(given)
    dropped = NEVER_OUT | named_by_connection(given)
    if is_changed:
        dropped |= {"content-length", "etag", "content-md5", "digest", "accept-ranges"}
    headers: Headers = []
    for name, value in given:
        low = name.lower()
        if low == "set-cookie":
            headers.append((name, PAGE_COOKIE + bound_cookie(value, prefix=where.prefix)))
        elif low in ("location", "content-location"):
            headers.append((name, public_address(value, prefix=where.prefix, own=where.own)))
        elif low == "refresh":
            headers.append((name, _refreshed(value, where)))
        elif low not in dropped and not low.startswith("access-control-"):
            headers.append((name, value))
    return guard_rules(headers)


def _refreshed(value: str, where: Surroundings) -> str:
    """`seconds; url=address`."""
    return _REFRESH_URL.sub(lambda m: m[1] + public_address(m[2], prefix=where.prefix, own=where.own), value)
