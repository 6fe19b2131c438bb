"""The launcher's own conversation with a running instance: is it alive, what does it do, a token, its log."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import aiohttp

from ..contract.json_text import parse_json
from .events import read_events
from .runtime_file import UnreachableError
from .settings import Wire

_ANSWER_S = 5.0
# SSE comments come every 15 s; three missed ones mean that nobody is there.
_SILENCE_S = 50.0
_RENEW_BEFORE = timedelta(hours=1)


class InstanceClient:
    """An instance at `address`, which ends with a slash; `authorization` opens it. Ended by `close`."""

    def __init__(self, address: str, authorization: str) -> None:
        self.address = address
        self._headers = {"Authorization": authorization}
        self._session = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar(), trust_env=False)
        self._token: tuple[str, str] | None = None

    async def close(self) -> None:
        """Ends what is open to the instance."""
        await self._session.close()

    async def status(self) -> Wire | None:
        """`GET api/status`, None where nobody answers to what opens it."""
        try:
            return await self._json("GET", "api/status")
        except UnreachableError:
            return None

    async def events(self) -> AsyncIterator[Wire]:
        """Every `instance` event of the instance's own stream, until it ends; UnreachableError when it falls silent."""
        timeout = aiohttp.ClientTimeout(total=None, connect=5, sock_read=_SILENCE_S)
        headers = {**self._headers, "Accept": "text/event-stream"}
        with _reached():
            async with self._session.get(
                f"{self.address}api/events", headers=headers, timeout=timeout, allow_redirects=False
            ) as answer:
                _check(answer)
                async for event in read_events(answer.content):
                    yield event

    async def token(self) -> tuple[str, str]:
        """A token for browsers and kernels, and when it expires (ISO 8601); the same one until an hour before."""
        if self._token is None or _is_due(self._token[1]):
            answer = await self._json("POST", "api/tokens")
            with _reached():
                self._token = (str(answer["token"]), str(answer["expires_at"]))
        return self._token

    async def log(self, tail: int) -> str:
        """The last `tail` lines of the one-click script."""
        return (await self._read("GET", f"api/log?tail={tail}")).decode("utf-8", "replace")

    async def _json(self, method: str, path: str) -> Wire:
        body = await self._read(method, path)
        with _reached():
            return dict(parse_json(body))

    async def _read(self, method: str, path: str, *, headers: dict[str, str] | None = None) -> bytes:
        """The body of an answer to `headers`, which are by default those that open the instance."""
        timeout = aiohttp.ClientTimeout(total=_ANSWER_S)
        with _reached():
            async with self._session.request(
                method, self.address + path, headers=headers or self._headers, timeout=timeout, allow_redirects=False
            ) as answer:
                _check(answer)
                return await answer.read()


def _check(answer: aiohttp.ClientResponse) -> None:
    """Only 2xx is an answer; a redirection leads to a login, most likely."""
    if answer.status >= 300:
        raise ValueError(f"Status {answer.status}")


@contextmanager
def _reached() -> Iterator[None]:
    """The one place where what can go wrong on the way becomes UnreachableError."""
    try:
        yield
    except (aiohttp.ClientError, OSError, ValueError, TimeoutError, KeyError) as error:
        raise UnreachableError(type(error).__name__) from error


def _is_due(expires_at: str) -> bool:
    expires = datetime.fromisoformat(expires_at)
    if expires.tzinfo is None:
        expires = expires.replace(tzinfo=UTC)
    return expires - datetime.now(UTC) < _RENEW_BEFORE
