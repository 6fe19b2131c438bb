"""The launcher API (docs/contract.md, section 3), below `<base_url>jupyterlab-vibevoice/api/`."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from jupyter_server.auth.decorator import authorized
from tornado import web
from tornado.iostream import StreamClosedError

from ..contract.problems import ProblemError
from .base_handler import LauncherHandler
from .instance_launcher import InstanceLauncher
from .runtime_file import UnreachableError
from .settings import Wire

if TYPE_CHECKING:
    from ..contract import InstanceStart

_COMMENT_EVERY_S = 15.0
# Another Jupyter server may start the instance; nothing tells us but its runtime file.
_LOOK_EVERY_S = 2.0
_MAX_TAIL = 10_000
_MAX_BODY_BYTES = 64 * 1024


class ApiHandler(LauncherHandler):
    """A handler that answers for the instance; programs may ask it with the token they inherit."""

    is_open_to_programs = True

    def initialize(self, launcher: InstanceLauncher) -> None:
        """Takes the launcher."""
        self.launcher = launcher

    @property
    def forwarded_path(self) -> str:
        """Where this server forwards to the instance."""
        return f"{self.base_url}jupyterlab-vibevoice/i/"

    @property
    def public_path(self) -> str:
        """How browsers reach the instance: a path on the page's own origin."""
        settings = self.launcher.settings
        return f"/vibevoice/{settings.slug}/" if settings.front_door else self.forwarded_path

    async def complete(self, state: Wire) -> Wire:
        """The `Instance` for this caller: with addresses, and with a token where the launcher does not forward."""
        launcher = self.launcher
        settings = launcher.settings
        whole = {**state, "user": settings.user, "slug": settings.slug, "place": settings.place}
        if launcher.port is None or state["state"] in ("stopped", "stopping", "failed"):
            return whole
        # A program calls `kernel_url` itself: nobody would add a token for it.
        if settings.front_door or self.is_program:
            token = await self._token()
            if token is None:
                # An address that does not open yet would only be tried in vain.
                return whole
            whole["token"], whole["token_expires_at"] = token
        whole["url"] = self.public_path
        whole["kernel_url"] = f"http://127.0.0.1:{launcher.port}/"
        return whole

    async def _token(self) -> tuple[str, str] | None:
        connection = self.launcher.open_connection
        if connection is not None:
            with contextlib.suppress(UnreachableError):
                return await connection.token()
        return None


class InstanceHandler(ApiHandler):
    """`api/instance`: how it is, start it, stop it."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Says how the instance is."""
        self.send_json(await self.complete(await self.launcher.look()))

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Starts it, or joins the start under way."""
        from ..contract import InstanceStart
        from ..contract.requests import read_request

        if len(self.request.body) > _MAX_BODY_BYTES:
            raise ProblemError("too_large", "The request is too large.")
        request = read_request(InstanceStart, self.request.body)
        state = await self.launcher.start(wishes=_wishes(request), public_url=self.public_path)
        self.send_json(await self.complete(state), status=202)

    @web.authenticated
    @authorized
    async def delete(self) -> None:
        """Stops it; its jobs are kept."""
        self.send_json(await self.complete(await self.launcher.stop()), status=202)


class EventsHandler(ApiHandler):
    """`api/instance/events`: an event for every change of state or phase, the present state first."""

    _leave: Callable[[], object] = staticmethod(lambda: None)

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Streams `instance` events until the caller goes."""
        self.set_header("Content-Type", "text/event-stream")
        self.set_header("Cache-Control", "no-store")
        self.set_header("X-Accel-Buffering", "no")
        changed, gone = asyncio.Event(), asyncio.Event()

        def leave() -> None:
            gone.set()
            changed.set()

        self._leave = leave
        unsubscribe = self.launcher.subscribe(changed.set)
        try:
            await self._stream(changed, gone)
        except StreamClosedError:
            pass
        finally:
            unsubscribe()

    def on_connection_close(self) -> None:
        """The caller went: wakes the stream, so that it ends."""
        self._leave()

    async def _stream(self, changed: asyncio.Event, gone: asyncio.Event) -> None:
        loop = asyncio.get_running_loop()
        last: Any = None
        wrote_at = loop.time()
        while not gone.is_set():
            whole = await self.complete(await self.launcher.look())
            # A fresh token alone is no change of the instance.
            seen = {name: value for name, value in whole.items() if name not in ("token", "token_expires_at")}
            text = ""
            if seen != last:
                last, text = seen, f"event: instance\ndata: {json.dumps(whole, ensure_ascii=False)}\n\n"
            elif loop.time() - wrote_at >= _COMMENT_EVERY_S:
                text = ": here\n\n"
            if text:
                self.write(text)
                await self.flush()
                wrote_at = loop.time()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(changed.wait(), _LOOK_EVERY_S)
            changed.clear()


class LogHandler(ApiHandler):
    """`api/instance/log`: what the one-click script printed, or the instance itself where it did not get that far."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Answers with the last lines as plain text."""
        tail = _tail(self.get_query_argument("tail", "200"))
        connection = self.launcher.open_connection
        try:
            text = "" if connection is None else await connection.log(tail)
        except UnreachableError:
            connection = None
        if connection is None:
            text = "\n".join([*self.launcher.output.tail(tail), ""])
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        self.finish(text)


def _wishes(request: InstanceStart) -> list[str]:
    """The caller's settings as options of the instance; what is absent stays as this server's owner set it."""
    wanted = {"--script": request.script, "--engine-start": request.engine_start}
    wanted |= {"--idle-minutes": request.idle_minutes, "--library-gigabytes": request.library_gigabytes}
    return [f"{name}={value}" for name, value in wanted.items() if value is not None]


def _tail(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:8]) <= _MAX_TAIL:
        raise ProblemError("invalid_request", f"tail is a number from 1 to {_MAX_TAIL}.")
    return int(text)
