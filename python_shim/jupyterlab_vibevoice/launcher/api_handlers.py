"""The launcher API (docs/contract.md, section 3), below `<base_url>jupyterlab-vibevoice/api/`."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Callable
from typing import Any

from tornado import web
from tornado.iostream import StreamClosedError

from ..contract.problems import ProblemError
from .base_handler import LauncherHandler, allowed
from .launcher import Launcher
from .runtime_file import UnreachableError
from .settings import Wire

_COMMENT_EVERY_S = 15.0
# Another Jupyter server may start the instance; nothing tells us but its runtime file.
_LOOK_EVERY_S = 2.0
_MAX_TAIL = 10_000
_MAX_BODY_BYTES = 64 * 1024


class ApiHandler(LauncherHandler):
    """A handler that answers for the instance; programs may ask it with the token they inherit."""

    is_open_to_programs = True

    def initialize(self, launcher: Launcher) -> None:
        """Takes the launcher."""
        self.launcher = launcher

    @property
    def forwarded_path(self) -> str:
        """Where this server forwards to the instance."""
        return f"{self.base_url}jupyterlab-vibevoice/i/"

    async def complete(self, state: Wire) -> Wire:
        """The `Instance` for this caller."""
        return await self.launcher.complete(state, forwarded_path=self.forwarded_path, is_program=self.is_program)


class InstanceHandler(ApiHandler):
    """`api/instance`: how it is, start it, stop it."""

    @web.authenticated
    @allowed
    async def get(self) -> None:
        """Says how the instance is."""
        self.send_json(await self.complete(await self.launcher.look(is_asked=True)))

    @web.authenticated
    @allowed
    async def post(self) -> None:
        """Starts it, or joins the start under way."""
        from ..contract import InstanceStart
        from ..contract.requests import read_request

        if len(self.request.body) > _MAX_BODY_BYTES:
            raise ProblemError("too_large", "The request is too large.")
        request = read_request(InstanceStart, self.request.body)
        state = await self.launcher.start(wishes=request.to_wire(), forwarded_path=self.forwarded_path)
        self.send_json(await self.complete(state), status=202)

    @web.authenticated
    @allowed
    async def delete(self) -> None:
        """Stops it; its jobs are kept."""
        self.send_json(await self.complete(await self.launcher.stop()), status=202)


class EventsHandler(ApiHandler):
    """`api/instance/events`: an event for every change of state or phase, the present state first."""

    _leave: Callable[[], object] = staticmethod(lambda: None)

    @web.authenticated
    @allowed
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
                async with asyncio.timeout(_LOOK_EVERY_S):
                    await changed.wait()
            changed.clear()


class LogHandler(ApiHandler):
    """`api/instance/log`: what the one-click script printed, or the instance itself where it did not get that far."""

    @web.authenticated
    @allowed
    async def get(self) -> None:
        """Answers with the last lines as plain text."""
        tail = _tail(self.get_query_argument("tail", "200"))
        text = None
        with contextlib.suppress(UnreachableError):
            text = await self.launcher.log(tail)
        if text is None:
            text = "\n".join([*self.launcher.output.tail(tail), ""])
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        self.finish(text)


def _tail(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:8]) <= _MAX_TAIL:
        raise ProblemError("invalid_request", f"tail is a number from 1 to {_MAX_TAIL}.")
    return int(text)
