"""`i/<path>`: requests and answers pass between browser and instance as they come, at the pace of the slower side."""

from __future__ import annotations

import asyncio
from inspect import isawaitable
from typing import TYPE_CHECKING, Any

from jupyter_server.auth.utils import HTTP_METHOD_TO_AUTH_ACTION
from tornado import httputil, web
from tornado.http1connection import HTTP1Connection
from tornado.iostream import StreamClosedError

from ..contract.problems import ProblemError
from .answer import BrokenAnswerError
from .base_handler import RESOURCE, LauncherHandler
from .forward_headers import Headers, request_headers, response_headers
from .instance_launcher import InstanceLauncher
from .recent_logins import RecentLogins
from .tunnel import Tunnel
from .upload import SMALL_BYTES, Upload
from .upstream import Exchange

if TYPE_CHECKING:
    from .connection import Connection

_NO_LIMIT = 1 << 62


@web.stream_request_body
class ForwardHandler(LauncherHandler):
    """Forwards every method and WebSockets; whoever is logged in to this Jupyter server may use the instance."""

    SUPPORTED_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
    _upload: Upload | None = None
    _sending: asyncio.Task[Exchange] | None = None
    _relaying: asyncio.Task[Any] | None = None

    def initialize(self, launcher: InstanceLauncher, logins: RecentLogins) -> None:
        """Takes the launcher, and who was seen lately."""
        self.launcher = launcher
        self._logins = logins
        self._body: list[bytes] = []

    def clear(self) -> None:
        """As tornado's, without headers: the answer's are the instance's (and this runs at every request)."""
        self._headers = httputil.HTTPHeaders()
        self._write_buffer: list[bytes] = []
        self._status_code, self._reason = 200, "OK"

    def check_xsrf_cookie(self) -> None:
        """The instance's own page has no XSRF token of Jupyter's: a browser's word for "same origin" is as good."""
        site = self.request.headers.get("Sec-Fetch-Site")
        is_same = site == "same-origin" if site else self.is_same_origin(default=False)
        if not is_same:
            super().check_xsrf_cookie()

    async def prepare(self) -> None:  # type: ignore[override]  # Jupyter's has another type
        """Lets in who may; begins to pass a large body on before it is here."""
        self._http.set_max_body_size(_NO_LIMIT)
        try:
            await self._identify()
            if not self._finished and self.current_user:
                await self._authorize()
                if self._is_large():
                    await self._begin_upload()
        except (ProblemError, web.HTTPError) as error:
            if self._is_large():
                # The rest of the body is not read, so nothing can follow on this connection.
                self.set_header("Connection", "close")
                raise
            self.refusal = error

    async def _identify(self) -> None:
        recent = self._logins.user_of(self.request)
        if recent is not None:
            # Jupyter takes a user who is there already for the one it would find; all its other checks follow.
            self._jupyter_current_user = recent
        await super().prepare()
        if recent is None and self.current_user and not self._finished:
            self._logins.remember(self.request, self.current_user, self.identity_provider)

    async def _authorize(self) -> None:
        """Asks Jupyter's authorizer; here, because `@authorized` would ask only after the body has come."""
        action = HTTP_METHOD_TO_AUTH_ACTION[str(self.request.method)]
        verdict = self.authorizer.is_authorized(self, self.current_user, action, RESOURCE)
        if not (await verdict if isawaitable(verdict) else verdict):
            raise ProblemError("not_yours", "You may not use this instance.")

    async def _begin_upload(self) -> None:
        connection = await self._connection()
        self._upload = upload = Upload()
        self._sending = asyncio.create_task(self._send(connection, upload))
        self._sending.add_done_callback(lambda sending: _watch(sending, upload))

    async def data_received(self, chunk: bytes) -> None:
        """Passes a piece of the body on; the browser's socket is read further when the instance has taken it."""
        if self._upload is None:
            self._body.append(chunk)
        else:
            await self._upload.put(chunk)

    def on_connection_close(self) -> None:
        """The browser went: the instance is told by closing its connection."""
        super().on_connection_close()
        for task in (self._sending, self._relaying):
            if task is not None:
                task.cancel()

    async def forward(self, path: str) -> None:
        """Answers with what the instance answers."""
        if self.refusal is not None:
            raise self.refusal
        self._relaying = asyncio.current_task()
        try:
            connection = await self._connection()
            if self.request.headers.get("Upgrade", "").lower() == "websocket":
                await self._tunnel(connection)
            else:
                await self._relay(connection, await self._answer(connection))
        except asyncio.CancelledError:
            if not self._http.stream.closed():
                raise

    get = web.authenticated(forward)
    head = web.authenticated(forward)
    post = web.authenticated(forward)
    put = web.authenticated(forward)
    patch = web.authenticated(forward)
    delete = web.authenticated(forward)
    options = web.authenticated(forward)

    @property
    def _http(self) -> HTTP1Connection:
        connection = self.request.connection
        assert isinstance(connection, HTTP1Connection)
        return connection

    @property
    def _prefix(self) -> str:
        return f"{self.base_url}jupyterlab-vibevoice/i/"

    def _is_large(self) -> bool:
        length = self.request.headers.get("Content-Length")
        return "Transfer-Encoding" in self.request.headers or (length is not None and int(length) > SMALL_BYTES)

    async def _connection(self) -> Connection:
        connection = self.launcher.open_connection or await self.launcher.running()
        if connection is None:
            raise ProblemError("instance_stopped", "The instance is not running.", hint="Start it; then try again.")
        return connection

    def _target(self) -> str:
        """Path and query at the instance; Jupyter's token in the address stays here."""
        assert self.request.uri is not None
        target = "/" + self.request.uri[len(self._prefix) :].lstrip("/")
        path, mark, query = target.partition("?")
        if "token=" in query:
            query = "&".join(part for part in query.split("&") if not part.startswith("token="))
        return f"{path}?{query}" if query else path + (mark and "")

    def _instance_headers(self, connection: Connection) -> Headers:
        request = self.request
        return request_headers(
            list(request.headers.get_all()),
            secret=connection.running.secret,
            prefix=self._prefix,
            scheme=request.protocol,
            client=request.remote_ip or "",
        )

    async def _answer(self, connection: Connection) -> Exchange:
        """The instance's answer, once its headers are here."""
        if self._sending is None:
            return await self._send(connection, b"".join(self._body) or None)
        assert self._upload is not None
        await self._upload.put(None)
        return await self._sending

    async def _send(self, connection: Connection, body: Upload | bytes | None) -> Exchange:
        headers = self._instance_headers(connection)
        if isinstance(body, Upload) and (length := self.request.headers.get("Content-Length")):
            headers.append(("Content-Length", length))
        try:
            return await connection.upstream.send(self.request.method or "GET", self._target(), headers, body)
        except ConnectionRefusedError:
            raise ProblemError("instance_stopped", "The instance is not running.", hint="Start it again.") from None
        except (OSError, BrokenAnswerError, TimeoutError):
            raise ProblemError("engine_failed", "The instance did not answer.", hint="Try again.") from None

    async def _relay(self, connection: Connection, exchange: Exchange) -> None:
        """Writes head and body as they come; a body that breaks off breaks off for the browser too."""
        answer = exchange.answer
        upstream = f"127.0.0.1:{connection.running.port}"
        headers = httputil.HTTPHeaders()
        pairs = response_headers(answer.headers, prefix=self._prefix, upstream=upstream, host=self.request.host)
        for name, value in pairs:
            headers.add(name, value)
        start = httputil.ResponseStartLine("", answer.status, answer.reason or "")
        http = self._http
        self._status_code, self._headers_written = answer.status, True
        try:
            # What has already come goes with the head, in one packet.
            written = http.write_headers(start, headers, answer.read_nowait() or None)
            if not answer.is_complete:
                await written
                while piece := await answer.read():
                    await http.write(piece)
            self._finish_written(http)
        except (BrokenAnswerError, StreamClosedError, httputil.HTTPOutputError):
            http.stream.close()
        finally:
            exchange.close()

    def _finish_written(self, http: HTTP1Connection) -> None:
        """What tornado's `finish` does, less the transforms and the log, which forwarded bytes do not pass."""
        http.finish()
        self._finished = True
        self.on_finish()
        self._break_cycles()

    async def _tunnel(self, connection: Connection) -> None:
        if not self.token_authenticated and not self.is_same_origin(default=False):
            raise ProblemError("cross_site", "Pages of other sites may not ask this.")
        tunnel = await Tunnel.open(connection.running.port, self._target(), self._instance_headers(connection))
        await tunnel.run(self.detach())


def _watch(sending: asyncio.Task[Exchange], upload: Upload) -> None:
    """Once the answer has begun (or will never come): drops what is uploaded after the instance stopped reading."""
    if sending.cancelled() or sending.exception() is not None:
        upload.refuse()
    else:
        sending.result().when_sent(upload.refuse)
