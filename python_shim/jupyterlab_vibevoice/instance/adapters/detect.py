"""What a script has started: whoever answers decides."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from ...contract.json_text import parse_json
from ...relay import Address
from .http import Exchange, HttpFailure

_ANSWER_LIMIT = 4 * 2**20
_PROBE_S = 5.0

Kind = Literal["native", "gradio", "openai", "page"]
# Of several servers the first of these makes the sound.
_ORDER: tuple[Kind, ...] = ("gradio", "openai", "page")
# Where a server that has nothing at its root shows itself to people.
_PAGES = ("/", "/ui", "/gradio", "/app", "/web", "/docs")
# What a server says of a POST that is asked by GET.
_POST_ONLY = frozenset({400, 405, 422})


@dataclass(frozen=True)
class Page:
    """A web page for people: its server, and the path where it begins."""

    address: tuple[str, int]
    path: str = "/"


@dataclass(frozen=True)
class Found:
    """What answered: its kind, the TCP address of what makes the sound, and a page for people, where there are such."""

    kind: Kind
    address: tuple[str, int] | None = None
    page: Page | None = None

    @property
    def base_url(self) -> str:
        """The address as a URL without a slash at its end."""
        assert self.address is not None
        host, port = self.address
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


async def detect_kind(socket_path: str | Path, addresses: Iterable[tuple[str, int]] = ()) -> Found | None:
    """What answers on the engine's socket, else on one of the TCP `addresses`; None while nothing does."""
    if await _is_native(str(socket_path)):
        # A page beside a native engine is still a page.
        return Found("native", page=_first_page(await _servers(addresses)))
    servers = await _servers(addresses)
    for kind in _ORDER:
        for server in servers:
            if server.kind == kind:
                return Found(kind, server.address, server.page or _first_page(servers))
    return None


def _first_page(servers: list[Found]) -> Page | None:
    return next((server.page for server in servers if server.page is not None), None)


async def _servers(addresses: Iterable[tuple[str, int]]) -> list[Found]:
    """All that are web servers, in the order of their addresses."""
    answers = await asyncio.gather(*(_web_server(address) for address in sorted(addresses)))
    return [answer for answer in answers if answer is not None]


async def _is_native(socket_path: str) -> bool:
    # Not wait_for: in Python 3.11 it may swallow a cancellation that comes together with the result.
    with contextlib.suppress(HttpFailure, TimeoutError):
        async with asyncio.timeout(_PROBE_S):
            exchange = await Exchange.open(socket_path, "GET", "/engine")
        exchange.close()
        return exchange.status == 200
    return False


async def _web_server(address: tuple[str, int]) -> Found | None:
    with contextlib.suppress(HttpFailure, TimeoutError):
        async with asyncio.timeout(_PROBE_S):
            page = await _page(address)
            if await _is_gradio(address):
                return Found("gradio", address, page)
            if await _speaks_as_openai(address):
                return Found("openai", address, page)
            return None if page is None else Found("page", address, page)
    return None


async def _page(address: tuple[str, int]) -> Page | None:
    for path in _PAGES:
        status, kind, _ = await _get(address, path)
        # 401 and 403: a page with a login of its own.
        if ("html" in kind and (status < 300 or status in (401, 403))) or 300 <= status < 400:
            return Page(address, path)
    return None


async def _is_gradio(address: Address) -> bool:
    status, kind, body = await _get(address, "/config")
    config = _json(body) if status == 200 and "json" in kind else None
    return isinstance(config, dict) and "dependencies" in config and "components" in config


async def _speaks_as_openai(address: Address) -> bool:
    status, _, _ = await _get(address, "/v1/audio/speech")
    if status in _POST_ONLY:
        return True
    status, kind, body = await _get(address, "/v1/models")
    models = _json(body) if "json" in kind else None
    return isinstance(models, dict) and (status == 401 or isinstance(models.get("data"), list))


def _json(body: bytes) -> Any:
    try:
        return parse_json(body)
    except ValueError:
        return None


async def _get(address: Address, path: str) -> tuple[int, str, bytes]:
    """Status, type and body of a page; of what is not JSON, no body."""
    exchange = await Exchange.open(address, "GET", path)
    try:
        kind = exchange.header("content-type").lower()
        body = await exchange.read(_ANSWER_LIMIT) if "json" in kind else b""
        return exchange.status, kind, body
    finally:
        exchange.close()
