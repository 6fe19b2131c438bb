"""From asking the hub to an instance that answers: progress in words, the route, the first token."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable

import aiohttp

from ..contract.problems import ProblemError
from .hub_api import HubApi, refused
from .instance_client import InstanceClient
from .settings import Wire

ShowProgress = Callable[[str, str, float], None]
"""Takes the state (`queued`, `starting`), the hub's words and the part that is done."""

_POLL_S = 0.25
_ROUTE_POLL_S = 0.05
# The hub says "ready" once the route is up; a slow proxy gets some more.
_ROUTE_WITHIN_S = 20.0
_ANSWER_S = 5.0
_REASON_S = 1.0
# What Spawners of batch systems and of Kubernetes say while nothing is free.
_WAITS = re.compile(r"\b(queued?|pending|unschedulable|FailedScheduling)\b", re.IGNORECASE)
_NO_ADDRESS = (
    "An administrator tells the hub its own address by c.JupyterHub.public_url, or, where notebook servers do not "
    "reach that, by VIBEVOICE_HUB_URL in c.Spawner.environment."
)


class HubInstanceClient(InstanceClient):
    """An instance that the hub's token opens at first, and its own token as soon as there is one.

    So it can be called while the hub restarts, when nobody can be asked whose token a hub's token is.
    """

    def __init__(self, address: str, hub_token: str) -> None:
        super().__init__(address, f"token {hub_token}")
        self._first_headers = self._headers

    async def token(self) -> tuple[str, str]:
        """A token for browsers and kernels, and when it expires (ISO 8601)."""
        found = await super().token()
        self._headers = {"Authorization": f"Bearer {found[0]}"}
        return found

    def forget_token(self) -> None:
        """Goes back to the hub's token: an instance that started anew may know no other."""
        self._token, self._headers = None, self._first_headers


async def start_server(hub: HubApi, options: Wire, show: ShowProgress) -> None:
    """Asks for the server and waits until it runs; raises LackingError, or ProblemError where the hub gives up."""
    asking = asyncio.create_task(hub.start(options))
    following = asyncio.create_task(_follow(hub, show, asking))
    try:
        if not await asking:
            await following
    except ProblemError as problem:
        raise await _told_better(problem, following) from problem
    finally:
        for task in (asking, following):
            task.cancel()
        await asyncio.gather(asking, following, return_exceptions=True)


async def _told_better(problem: ProblemError, following: asyncio.Task[None]) -> ProblemError:
    """JupyterHub 5 answers a failed start with "error", and tells the reason to those who follow its progress."""
    if problem.code != "hub_refused":
        return problem
    await asyncio.wait([following], timeout=_REASON_S)
    found = following.exception() if following.done() and not following.cancelled() else None
    return found if isinstance(found, ProblemError) and str(found.hint).startswith("The hub says") else problem


async def until_started(hub: HubApi, show: ShowProgress) -> None:
    """Waits for the end of a start that somebody else asked for; raises ProblemError where the hub gives up."""
    await _follow(hub, show, None)


async def _follow(hub: HubApi, show: ShowProgress, asking: asyncio.Task[bool] | None) -> None:
    while True:
        async for event in hub.progress():
            message = str(event.get("message") or "")
            if event.get("failed"):
                if asking is not None and not asking.done():
                    # Of the start before this one.
                    break
                raise refused(message)
            if event.get("ready"):
                return
            show("queued" if _WAITS.search(message) else "starting", message, _fraction(event))
        if asking is None or asking.done():
            server = await hub.server()
            if server is None:
                raise refused("")
            if server.is_ready:
                return
        # The hub has not begun yet, or its stream broke off.
        await asyncio.sleep(_POLL_S)


def _fraction(event: Wire) -> float:
    progress = event.get("progress")
    return min(max(float(progress) / 100, 0.0), 1.0) if isinstance(progress, int | float) else 0.0


async def reach_instance(hub: HubApi) -> HubInstanceClient:
    """The instance at the first of the hub's addresses that leads to it; raises ProblemError where none does."""
    origins = list(hub.place.origins)
    if not origins and (server := await hub.server()) is not None and server.full_url:
        origins = [server.full_url.removesuffix(hub.place.path)]
    timeout = aiohttp.ClientTimeout(total=_ANSWER_S)
    try:
        async with (
            asyncio.timeout(_ROUTE_WITHIN_S if origins else 0),
            aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar(), timeout=timeout, trust_env=False) as session,
        ):
            while True:
                for origin in origins:
                    if await _is_instance(session, f"{origin}{hub.place.path}"):
                        return HubInstanceClient(f"{origin}{hub.place.path}", hub.place.token)
                await asyncio.sleep(_ROUTE_POLL_S)
    except TimeoutError:
        raise ProblemError(
            "hub_refused", "The instance runs, but this notebook server does not reach it.", hint=_NO_ADDRESS
        ) from None


async def _is_instance(session: aiohttp.ClientSession, address: str) -> bool:
    """Whether an instance answers there; before the route is up, the user's own notebook server does, or the hub."""
    try:
        async with session.get(f"{address}api", allow_redirects=False) as answer:
            return answer.status == 200 and "X-VibeVoice" in answer.headers
    except (aiohttp.ClientError, TimeoutError):
        return False
