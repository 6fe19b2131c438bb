"""The launcher's own conversation with a running instance: is it alive, what does it do, a token, its log."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import aiohttp

from ..relay import Upstream
from .runtime_file import Running, UnreachableError
from .settings import Wire

_ANSWER_S = 5.0
# SSE comments come every 15 s; three missed ones mean that nobody is there.
_SILENCE_S = 50.0
_RENEW_BEFORE = timedelta(hours=1)
_MAX_EVENT_BYTES = 1 << 20


class Connection:
    """A running instance and how to reach it; made by `connect`, ended by `close`."""

    def __init__(self, running: Running) -> None:
        self.running = running
        self._headers = {"Authorization": f"Bearer {running.secret}"}
        self.upstream = Upstream(("127.0.0.1", running.port))
        self._session = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar(), trust_env=False)
        self._token: tuple[str, str] | None = None

    async def close(self) -> None:
        """Ends what is open to the instance, forwarded streams too."""
        self.upstream.close()
        await self._session.close()

    async def status(self) -> Wire | None:
        """`GET api/status`, None where nobody answers to the secret."""
        try:
            return await self._json("GET", "api/status")
        except UnreachableError:
            return None

    async def events(self) -> AsyncIterator[Wire]:
        """Every `instance` event of the instance's own stream, until it ends; UnreachableError when it falls silent."""
        timeout = aiohttp.ClientTimeout(total=None, connect=5, sock_read=_SILENCE_S)
        headers = {**self._headers, "Accept": "text/event-stream"}
        url = f"{self.running.address}api/events"
        with _reached():
            async with self._session.get(url, headers=headers, timeout=timeout) as answer:
                answer.raise_for_status()
                async for event in _instance_events(answer.content):
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
        timeout = aiohttp.ClientTimeout(total=_ANSWER_S)
        url = f"{self.running.address}api/log?tail={tail}"
        with _reached():
            async with self._session.get(url, headers=self._headers, timeout=timeout) as answer:
                answer.raise_for_status()
                return (await answer.read()).decode("utf-8", "replace")

    async def _json(self, method: str, path: str) -> Wire:
        timeout = aiohttp.ClientTimeout(total=_ANSWER_S)
        url = self.running.address + path
        with _reached():
            async with self._session.request(method, url, headers=self._headers, timeout=timeout) as answer:
                answer.raise_for_status()
                return dict(json.loads(await answer.read()))


@contextmanager
def _reached() -> Iterator[None]:
    """The one place where what can go wrong on the way becomes UnreachableError."""
    try:
        yield
    except (aiohttp.ClientError, OSError, ValueError, TimeoutError, KeyError) as error:
        raise UnreachableError(type(error).__name__) from error


async def _instance_events(content: aiohttp.StreamReader) -> AsyncIterator[Wire]:
    """Server-sent events of type `instance`; the format is https://html.spec.whatwg.org/#server-sent-events."""
    kind, size = "", 0
    data: list[str] = []
    while line := await content.readline():
        text = line.decode("utf-8").rstrip("\r\n")
        field, _, value = text.partition(":")
        value = value.removeprefix(" ")
        size += len(line)
        if size > _MAX_EVENT_BYTES:
            raise ValueError("An event of the instance is too long")
        if not text:
            if data and kind in ("", "instance"):
                yield dict(json.loads("\n".join(data)))
            kind, data, size = "", [], 0
        elif field == "event":
            kind = value
        elif field == "data":
            data.append(value)


def _is_due(expires_at: str) -> bool:
    expires = datetime.fromisoformat(expires_at)
    if expires.tzinfo is None:
        expires = expires.replace(tzinfo=UTC)
    return expires - datetime.now(UTC) < _RENEW_BEFORE
