"""The hub's REST API as far as a user's instance is concerned, called with this Jupyter server's own token."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp

from ..contract.problems import ProblemError
from .events import read_events
from .hub_place import SERVER_NAME, HubPlace
from .settings import Wire

# The hub answers a start after 10 s at the latest, with 202 where it is not over.
_ANSWER_S = 30.0
# While a server starts, the hub's stream says at least each 8 s that it is there.
_SILENCE_S = 30.0
_RETRY_AFTER_S = 30.0
_STOPS_WITHIN_S = 30.0
_POLL_S = 0.25
_MAX_SAID_CHARS = 300
_TRY_LATER = "Try again in a minute; an instance that runs goes on."


class LackingError(Exception):
    """The hub does not let this server start the user's instance; the message says what its configuration lacks."""


@dataclass(frozen=True)
class HubServer:
    """The named server as the hub sees it: `pending` is "spawn", "stop" or empty; `full_url` may be empty."""

    is_ready: bool
    pending: str
    url: str
    full_url: str


class HubApi:
    """Calls of the hub; what goes wrong is a ProblemError in the contract's codes. Ended by `close`."""

    def __init__(self, place: HubPlace) -> None:
        self.place = place
        self._session = aiohttp.ClientSession(
            headers={"Authorization": f"token {place.token}"},
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=_ANSWER_S),
            trust_env=False,
        )

    async def close(self) -> None:
        """Ends what is open to the hub."""
        await self._session.close()

    async def check_rights(self) -> None:
        """Returns where this server's token may start the user's instance and call it; else raises LackingError."""
        status, answer = await self._call("GET", f"{self.place.api_url}/user")
        if status != 200:
            raise _unreachable()
        missing = self.place.missing_scopes(answer.get("scopes", ()))
        if missing:
            raise LackingError(f"c.Spawner.server_token_scopes lacks {', '.join(missing)}")

    async def server(self) -> HubServer | None:
        """The user's instance as the hub sees it; None where it does not run."""
        # The user's model, because JupyterHub 5 has no model of one server; under our scopes it names no other.
        status, answer = await self._call("GET", self.place.user_url)
        if status == 404:
            return None
        if status != 200:
            raise _unreachable()
        model = (answer.get("servers") or {}).get(SERVER_NAME)
        if model is None or not (model.get("ready") or model.get("pending")):
            return None
        return HubServer(
            is_ready=bool(model.get("ready")),
            pending=str(model.get("pending") or ""),
            url=str(model.get("url") or self.place.path),
            full_url=str(model.get("full_url") or ""),
        )

    async def start(self, options: Wire) -> bool:
        """Asks for the instance with `options`, which may not be empty; returns whether it is ready already.

        The hub keeps the options of the last start where it gets none.
        """
        status, answer = await self._call("POST", self.place.server_url, options)
        deadline = asyncio.get_running_loop().time() + _STOPS_WITHIN_S
        while status == 400 and " is pending " in _said(answer) and asyncio.get_running_loop().time() < deadline:
            # The end of the one before, or of a start that failed: nothing has been started yet.
            await asyncio.sleep(_POLL_S)
            status, answer = await self._call("POST", self.place.server_url, options)
        if status in (201, 202):
            return status == 201
        said = _said(answer)
        if status == 400 and "not enabled" in said:
            raise LackingError("c.JupyterHub.allow_named_servers is not True")
        if status == 400 and (server := await self.server()) is not None:
            return server.is_ready
        if status in (403, 404):
            raise LackingError(f"c.Spawner.server_token_scopes lacks servers!server={self.place.user}/{SERVER_NAME}")
        raise refused(said)

    async def stop(self) -> bool:
        """Asks for the instance's end; returns whether it is over already."""
        status, answer = await self._call("DELETE", self.place.server_url)
        if status in (202, 204, 404):
            return status != 202
        if status == 400:
            # Not running any more, or JupyterHub 5 in the middle of a start, which it does not break off.
            server = await self.server()
            if server is None:
                return True
            raise ProblemError("hub_refused", "The hub is still starting the instance.", hint="Stop it once it runs.")
        raise refused(_said(answer))

    async def progress(self) -> AsyncIterator[Wire]:
        """What the hub tells of the start under way, as {progress: 0..100, message, ready?, failed?}."""
        timeout = aiohttp.ClientTimeout(total=None, connect=5, sock_read=_SILENCE_S)
        with _reached():
            async with self._session.get(f"{self.place.server_url}/progress", timeout=timeout) as answer:
                if answer.status != 200:
                    return
                async for event in read_events(answer.content):
                    yield event

    async def _call(self, method: str, url: str, body: Wire | None = None) -> tuple[int, Wire]:
        """Status and JSON of an answer; what no hub would say (a proxy's page) is `hub_unreachable`."""
        with _reached():
            async with self._session.request(method, url, json=body, allow_redirects=False) as answer:
                if answer.status == 429:
                    raise _busy(answer.headers.get("Retry-After", ""))
                text = await answer.read()
                if answer.status >= 500 and not text.startswith(b"{"):
                    raise _unreachable()
                return answer.status, _object(text)


@contextmanager
def _reached() -> Iterator[None]:
    """The one place where what can go wrong on the way to the hub becomes `hub_unreachable`."""
    try:
        yield
    except (aiohttp.ClientError, OSError, ValueError, TimeoutError) as error:
        raise _unreachable() from error


def _unreachable() -> ProblemError:
    return ProblemError("hub_unreachable", "The hub does not answer.", hint=_TRY_LATER)


def _busy(retry_after: str) -> ProblemError:
    seconds = float(retry_after) if retry_after.isascii() and retry_after.isdigit() else _RETRY_AFTER_S
    return ProblemError(
        "hub_busy",
        "The hub starts as many servers as it may just now.",
        hint=f"Try again in {seconds:g} s.",
        retry_after_s=seconds,
    )


def refused(said: str) -> ProblemError:
    """The hub did not do it; `said` is why, in its own words."""
    hint = f"The hub says: {said}" if said else "The hub's administrators find the reason in its log."
    return ProblemError("hub_refused", "The hub did not start the instance.", hint=hint)


def _said(answer: dict[str, Any]) -> str:
    return str(answer.get("message") or "")[:_MAX_SAID_CHARS]


def _object(text: bytes) -> Wire:
    """A JSON object; empty where the body is none (204, say) or something else. Raises ValueError for no JSON."""
    value = json.loads(text) if text else {}
    return value if isinstance(value, dict) else {}
