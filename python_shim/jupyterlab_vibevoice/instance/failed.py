"""An instance in a hub that cannot open: it stays and says why, since a hub counts exits against all its users."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.httputil import HTTPServerRequest
from tornado.iostream import IOStream
from tornado.web import Application, RequestHandler

from .. import __version__
from ..contract.problems import ProblemError
from .first_answer import API_BODY
from .hub_login import HubLogin
from .options import Options


class FailedInstance:
    """What is left: who may ask, and what went wrong."""

    def __init__(self, options: Options, login: HubLogin, problem: ProblemError) -> None:
        self.options = options
        self.login = login
        self.problem = problem

    async def read(self, request: HTTPServerRequest) -> dict[str, Any]:
        """The contract's `Instance`; raises ProblemError where the request is not for the status, or not let in."""
        _, _, token = request.headers.get("Authorization", "").partition(" ")
        user = await self.login.who(token.strip()) if token else None
        if user is None:
            raise ProblemError("login_required", "This instance opens to its owner only.")
        if request.method != "GET" or not request.path.endswith("/api/status"):
            raise self.problem
        options = self.options
        return {
            "state": "failed",
            "message": self.problem.message,
            "user": options.user,
            "slug": options.slug,
            "place": options.place,
            "url": options.public_url,
            "problem": self.problem.to_wire(),
        }


class FailedHandler(RequestHandler):
    """Answers every path."""

    def initialize(self, instance: FailedInstance) -> None:
        """Called by tornado."""
        self.instance = instance

    def check_xsrf_cookie(self) -> None:
        """Called by tornado. Tokens alone open this; no cookie does."""

    async def _answer(self, *_: str) -> None:
        place = self.instance.login.place
        self.set_header("X-VibeVoice", __version__)
        self.set_header("Content-Type", "application/json; charset=utf-8")
        if self.request.path.rstrip("/") == f"{place.prefix}api":
            for name, value in place.headers.items():
                self.set_header(name, value)
            self.finish(API_BODY)
            return
        try:
            self.finish(await self.instance.read(self.request))
        except ProblemError as problem:
            self.set_status(problem.status)
            self.finish(problem.to_wire())

    get = post = put = patch = delete = _answer


async def serve_failed(
    instance: FailedInstance, listener: socket.socket, kept: list[tuple[socket.socket, Any]], stop: asyncio.Event
) -> None:
    """Answers until it is told to stop."""
    server = HTTPServer(Application([(r".*", FailedHandler, {"instance": instance})]))
    for connection, address in kept:
        server.handle_stream(IOStream(connection), address)
    server.add_sockets([listener])
    await stop.wait()
    server.stop()
