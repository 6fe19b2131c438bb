"""`i/<path>`: requests and answers pass between browser and instance as they come, at the pace of the slower side."""

from __future__ import annotations

from inspect import isawaitable
from typing import TYPE_CHECKING

from jupyter_server.auth import User
from jupyter_server.auth.utils import HTTP_METHOD_TO_AUTH_ACTION
from tornado import httputil, web

from ..contract.problems import ProblemError
from ..relay import BrokenAnswerError, Exchange, Headers, Passage, RefusedUpgradeError, Tunnel, Upload
from .base_handler import RESOURCE, LauncherHandler
from .forward_headers import request_headers, response_headers
from .instance_launcher import InstanceLauncher
from .recent_logins import RecentLogins
from .runtime_file import UnreachableError

if TYPE_CHECKING:
    from .connection import Connection

_TAB = User(username="vibevoice-tab", name="A tab that opened the script's page")


@web.stream_request_body
class ForwardHandler(LauncherHandler):
    """Forwards every method and WebSockets; whoever is logged in to this Jupyter server may use the instance."""

    SUPPORTED_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
    # Whether the instance is to decide by its own cookie, since Jupyter knows nobody.
    is_tab = False

    def initialize(self, launcher: InstanceLauncher, logins: RecentLogins) -> None:
        """Takes the launcher, and who was seen lately."""
        self.launcher = launcher
        self._logins = logins
        self._passage = Passage(self)

    def clear(self) -> None:
        """As tornado's, without headers: the answer's are the instance's (and this runs at every request)."""
        self._headers = httputil.HTTPHeaders()
        self._write_buffer: list[bytes] = []
        self._status_code, self._reason = 200, "OK"

    def check_xsrf_cookie(self) -> None:
        """The instance's own page has no XSRF token of Jupyter's: a browser's word for "same origin" is as good.

        Not in a hub, where pages of other users have the same origin.
        """
        site = self.request.headers.get("Sec-Fetch-Site")
        is_same = site == "same-origin" if site else self.is_same_origin(default=False)
        if self.hub_user or not is_same:
            super().check_xsrf_cookie()

    async def prepare(self) -> None:  # type: ignore[override]  # Jupyter's has another type
        """Lets in who may; begins to pass a large body on before it is here."""
        try:
            await self._identify()
            if not self._finished and self.current_user:
                if not self.is_tab:
                    await self._authorize()
                if self._passage.is_large:
                    connection = await self._connection()
                    self._passage.begin(lambda body: self._send(connection, body))
        except (ProblemError, web.HTTPError) as error:
            if self._passage.is_large:
                # The rest of the body is not read, so nothing can follow on this connection.
                self.set_header("Connection", "close")
                raise
            self.refusal = error

    async def _identify(self) -> None:
        recent = self._logins.user_of(self.request)
        if recent is not None:
            # Jupyter takes a user who is there already for the one it would find; all its other checks follow.
            self._jupyter_current_user = recent
        try:
            await super().prepare()
        except ProblemError as problem:
            if problem.code != "login_required" or not self._is_scripts_page or self._own_cookie is None:
                raise
            self.is_tab = True
            self.current_user = self._jupyter_current_user = _TAB
        if recent is None and self.current_user and not self.is_tab and not self._finished:
            self._logins.remember(self.request, self.current_user, self.identity_provider)

    @property
    def _is_scripts_page(self) -> bool:
        """Whether this is the script's page in a hub: its scripts know no XSRF token, without which cookies of a hub
        open nothing to them, so that it is opened by the instance's own cookie."""
        return bool(self.hub_user) and self._target().startswith("/ui/")

    @property
    def _own_cookie(self) -> str | None:
        name = f"vibevoice-{self.launcher.settings.slug}"
        return f"{name}={self.request.cookies[name].value}" if name in self.request.cookies else None

    async def _authorize(self) -> None:
        """Asks Jupyter's authorizer; here, because `@authorized` would ask only after the body has come."""
        action = HTTP_METHOD_TO_AUTH_ACTION[str(self.request.method)]
        verdict = self.authorizer.is_authorized(self, self.current_user, action, RESOURCE)
        if not (await verdict if isawaitable(verdict) else verdict):
            raise ProblemError("not_yours", "You may not use this instance.")

    async def data_received(self, chunk: bytes) -> None:
        """Passes a piece of the body on."""
        await self._passage.take(chunk)

    def on_connection_close(self) -> None:
        """The browser went."""
        super().on_connection_close()
        self._passage.cut()

    async def forward(self, path: str) -> None:
        """Answers with what the instance answers."""
        if self.refusal is not None:
            raise self.refusal
        await self._passage.run(self._forward())

    async def _forward(self) -> None:
        connection = await self._connection()
        if self.request.headers.get("Upgrade", "").lower() == "websocket":
            await self._tunnel(connection)
            return
        if self._is_scripts_page and self.is_page and not await connection.is_opened_by(self._own_cookie):
            self.redirect(await self._link(connection))
            return
        exchange = await self._passage.answer(lambda body: self._send(connection, body))
        await self._passage.write(exchange, self._browser_headers(connection, exchange.answer.headers))

    get = web.authenticated(forward)
    head = web.authenticated(forward)
    post = web.authenticated(forward)
    put = web.authenticated(forward)
    patch = web.authenticated(forward)
    delete = web.authenticated(forward)
    options = web.authenticated(forward)

    @property
    def _prefix(self) -> str:
        return f"{self.base_url}jupyterlab-vibevoice/i/"

    async def _connection(self) -> Connection:
        connection = self.launcher.open_connection or await self.launcher.running()
        if connection is None:
            raise ProblemError("instance_stopped", "The instance is not running.", hint="Start it; then try again.")
        return connection

    async def _link(self, connection: Connection) -> str:
        try:
            return await connection.link_for_tab(prefix=self._prefix)
        except UnreachableError:
            raise ProblemError("engine_failed", "The instance did not answer.", hint="Try again.") from None

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
            secret="" if self.is_tab else connection.running.secret,
            prefix=self._prefix,
            scheme=request.protocol,
            client=request.remote_ip or "",
        )

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

    def _browser_headers(self, connection: Connection, given: Headers) -> Headers:
        upstream = f"127.0.0.1:{connection.running.port}"
        return response_headers(given, prefix=self._prefix, upstream=upstream, host=self.request.host)

    async def _tunnel(self, connection: Connection) -> None:
        if not self.token_authenticated and not self.is_same_origin(default=False):
            raise ProblemError("cross_site", "Pages of other sites may not ask this.")
        address = connection.upstream.address
        try:
            tunnel = await Tunnel.open(address, self._target(), self._instance_headers(connection))
        except RefusedUpgradeError as refusal:
            raise _refused(refusal.status) from None
        except ConnectionRefusedError:
            raise ProblemError("instance_stopped", "The instance is not running.") from None
        except (OSError, BrokenAnswerError, TimeoutError):
            raise ProblemError("engine_failed", "The instance did not answer.") from None
        await tunnel.run(self.detach(), self._browser_headers(connection, tunnel.headers))


def _refused(status: int) -> ProblemError:
    """What the instance's answer to a handshake means for the caller."""
    if status == 404:
        return ProblemError("not_found", "There is nothing at this address.")
    if status in (401, 403):
        return ProblemError("not_yours", "The instance refused this connection.")
    if status < 500:
        return ProblemError("invalid_request", "The instance opens no WebSocket at this address.")
    return ProblemError("engine_failed", "The instance did not open the connection.")
