"""The front door: routes are published to a running Traefik through files, and believed when they answer."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import os
import tempfile
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import aiohttp

from .route import Route, RouteError
from .slug import is_slug
from .traefik_file import GENERATION_HEADER, Configuration, dump, render_route

DOOR_FILE = "door.json"
API_USER = "vibevoice"
_TIMEOUT_S = 10.0
_FIRST_POLL_S = 0.004
_SLOWEST_POLL_S = 0.1


@dataclass(frozen=True)
class Door:
    """What `door.json` says: public origin, the same from this machine, Traefik's API and secret, folder of files."""

    origin: str
    local: str
    api: str
    secret: str
    dynamic: str


def write_private(path: Path, text: str, *, staging: Path) -> None:
    """Puts a 0600 file in place by one rename: no reader sees half of it. Nobody watches `staging` (same disk)."""
    descriptor, name = tempfile.mkstemp(dir=staging)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        os.rename(name, path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(name)
        raise


class FrontDoor:
    """Publishes and withdraws routes; made by `read`."""

    def __init__(self, folder: Path, door: Door) -> None:
        self._folder = folder
        self._door = door
        self._lock = asyncio.Lock()

    @classmethod
    def read(cls, folder: str | os.PathLike[str]) -> FrontDoor:
        """The door that `jupyter vibevoice lab` opened in `folder`; OSError or ValueError where there is none."""
        path = Path(folder)
        door = json.loads((path / DOOR_FILE).read_text(encoding="utf-8"))
        return cls(path, Door(**{name: str(door[name]) for name in Door.__dataclass_fields__}))

    @classmethod
    def write(cls, folder: Path, door: Door) -> FrontDoor:
        """Says in `folder` where the front door is, for the launcher in another process."""
        write_private(folder / DOOR_FILE, json.dumps(asdict(door)) + "\n", staging=folder)
        return cls(folder, door)

    @property
    def origin(self) -> str:
        """`scheme://host:port` as people see it."""
        return self._door.origin

    @property
    def api(self) -> str:
        """`http://host:port` of Traefik's own API."""
        return self._door.api

    async def publish(self, route: Route) -> None:
        """Puts the route up, in place of the slug's earlier one; returns when it answers, else RouteError and none."""
        async with self._lock:
            self._put(f"u-{route.slug}.yml", render_route(route))
            try:
                await self._until_live(route.name, path=route.path, expected=(GENERATION_HEADER, route.generation))
            except BaseException:
                self._remove(route.slug)
                raise

    async def publish_lab(self, name: str, configuration: Configuration) -> None:
        """Puts up JupyterLab's route, named `name`; returns when it leads somewhere."""
        async with self._lock:
            self._put("lab.yml", configuration)
            await self._until_live(name)

    async def withdraw(self, slug: str) -> None:
        """Takes the slug's route down; returns when Traefik has forgotten it. Nothing happens where there is none."""
        async with self._lock:
            router = self._remove(slug)
            if router is None:
                return
            async with self._session() as session, asyncio.timeout(_TIMEOUT_S):
                async for _ in _pauses():
                    if await self._router(session, router) is None:
                        return

    def _put(self, name: str, configuration: Configuration) -> None:
        write_private(Path(self._door.dynamic) / name, dump(configuration), staging=self._folder)

    def _remove(self, slug: str) -> str | None:
        """Removes the slug's file; returns the name of its router."""
        if not is_slug(slug):
            raise ValueError("A slug is 1 to 40 of a-z, 0-9 and -")
        path = Path(self._door.dynamic) / f"u-{slug}.yml"
        try:
            routers = json.loads(path.read_text(encoding="utf-8"))["http"]["routers"]
            path.unlink()
        except FileNotFoundError:
            return None
        return str(next(iter(routers)))

    def _session(self) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(trust_env=False, timeout=aiohttp.ClientTimeout(total=3))

    async def _until_live(self, name: str, *, path: str = "/", expected: tuple[str, str] | None = None) -> None:
        try:
            async with self._session() as session, asyncio.timeout(_TIMEOUT_S):
                async for _ in _pauses():
                    # Traefik's own API first: until it knows the router, the path still leads to JupyterLab.
                    router = await self._router(session, name)
                    if router is not None and (problems := router.get("error")):
                        raise RouteError(f"Traefik refused the route: {'; '.join(map(str, problems))}")
                    if router is not None and await self._answers(session, path, expected):
                        return
        except TimeoutError:
            raise RouteError(f"The route did not answer within {_TIMEOUT_S:.0f} s") from None

    async def _router(self, session: aiohttp.ClientSession, name: str) -> dict[str, Any] | None:
        """What Traefik says of a router of ours, None while (or when) it has none."""
        login = base64.b64encode(f"{API_USER}:{self._door.secret}".encode()).decode()
        headers = {"Authorization": f"Basic {login}"}
        try:
            async with session.get(f"{self._door.api}/api/http/routers/{name}@file", headers=headers) as answer:
                return dict(await answer.json()) if answer.status == 200 else None
        except aiohttp.ClientConnectionError:
            return None

    async def _answers(self, session: aiohttp.ClientSession, path: str, expected: tuple[str, str] | None) -> bool:
        """Whether the entry point leads there already, by the generation that the router writes into its answers."""
        try:
            # Our own Traefik on this machine, and no secret is sent: its certificate does not matter.
            async with session.head(f"{self._door.local}{path}api", ssl=False, allow_redirects=False) as answer:
                return answer.status != 404 if expected is None else answer.headers.get(expected[0]) == expected[1]
        except aiohttp.ClientConnectionError:
            return False


async def _pauses() -> AsyncIterator[None]:
    """Yields at once, then after pauses that grow: a route is usually there within tens of milliseconds."""
    pause_s = _FIRST_POLL_S
    while True:
        yield None
        await asyncio.sleep(pause_s)
        pause_s = min(pause_s * 1.2, _SLOWEST_POLL_S)
