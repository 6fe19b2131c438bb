"""`ui/<path>`: the one-click script's own web page, passed through as it comes; where there is none, ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from tornado import web

from ...contract.problems import ProblemError
from ...relay import (
    BrokenAnswerError,
    Exchange,
    Headers,
    Passage,
    RefusedUpgradeError,
    Through,
    Tunnel,
    Upload,
    Upstream,
)
from ..door import cookie_path, require_owner
from ..page_headers import Surroundings, request_headers, response_headers
from ..page_root import RootPaths
from .pages import OWN_FILES, PageHandler

if TYPE_CHECKING:
    from ..adapters.detect import Page

_SAFE = ("GET", "HEAD", "OPTIONS")
# Heartbeats of streams and pings of sockets are smaller; what is larger says that somebody uses the page.
_HEARTBEAT_BYTES = 64


@web.stream_request_body
class UiHandler(PageHandler):
    """Passes every method and WebSockets on to the script's page, for the owner alone: its pages share our origin."""

    SUPPORTED_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")

    def initialize(self, instance: Any) -> None:
        """Called by tornado."""
        super().initialize(instance)
        self._passage = Passage(self)
        self._page: Page | None = None

    def check(self) -> None:
        """Others than the owner see neither the script's page nor that there is one."""
        super().check()
        self._page = self.instance.page.place
        if self._page is not None:
            require_owner(self.caller)

    async def prepare(self) -> None:
        """Lets in who may; begins to pass a large body on before it is here."""
        await super().prepare()
        if self.refusal is None and self._page is not None and self._passage.is_large:
            self._passage.begin(self._send)

    async def data_received(self, chunk: bytes) -> None:
        """Passes a piece of the body on; that of a refused request is dropped."""
        if self.refusal is None and self._page is not None:
            await self._passage.take(chunk)
        else:
            super().data_received(chunk)

    def on_connection_close(self) -> None:
        """The browser went."""
        super().on_connection_close()
        self._passage.cut()

    async def answer_page(self, path: str) -> None:
        """What the script's page answers."""
        if self._page is None:
            self._show_own(path)
        elif path in OWN_FILES and self.request.method == "GET":
            super().get(path)
        elif path == "" and self._page.path != "/" and self.request.method == "GET":
            self.redirect(self._page.path.lstrip("/"), status=302)
        else:
            if self._is_document or self.request.method not in _SAFE:
                self.instance.idle.use()
            await self._passage.run(self._pass_on(self._page.address))

    get = head = post = put = patch = delete = options = answer_page  # type: ignore[assignment]  # tornado's are empty

    def _show_own(self, path: str) -> None:
        """Our page; to open it is to want the script's, where that sleeps."""
        if self.request.method != "GET":
            raise ProblemError("not_found", "The one-click script has no page now.", hint="Wake the engine first.")
        if path == "" and self._is_document and self.instance.page.is_asleep:
            self.instance.wake()
        super().get(path)

    @property
    def _is_document(self) -> bool:
        """Whether a person's browser opens this as a page."""
        mode = self.request.headers.get("Sec-Fetch-Mode")
        accepts_html = "text/html" in self.request.headers.get("Accept", "")
        return self.request.method == "GET" and (mode == "navigate" if mode else accepts_html)

    async def _pass_on(self, address: tuple[str, int]) -> None:
        if self.request.headers.get("Upgrade", "").lower() == "websocket":
            await self._tunnel(address)
            return
        exchange = await self._passage.answer(self._send)
        given = exchange.answer.headers
        through = self._through(exchange)
        headers = response_headers(given, self._surroundings(), is_changed=isinstance(through, RootPaths))
        await self._passage.write(exchange, headers, through)

    async def _send(self, body: bytes | Upload | None) -> Exchange:
        assert self._page is not None
        method = self.request.method or "GET"
        headers = self._page_headers()
        if isinstance(body, Upload) and (length := self.request.headers.get("Content-Length")):
            headers.append(("Content-Length", length))
        address = self._page.address
        # A kept connection may be closed just when it is taken: what may not be sent twice gets a new one.
        upstream = self.instance.page.upstream(address) if method in _SAFE else Upstream(address)
        try:
            return await upstream.send(method, self._target(), headers, body)
        except (OSError, BrokenAnswerError, TimeoutError):
            raise _silent() from None

    async def _tunnel(self, address: tuple[str, int]) -> None:
        try:
            tunnel = await Tunnel.open(address, self._target(), self._page_headers())
        except RefusedUpgradeError as refusal:
            said = f"The script's page did not open the connection (status {refusal.status})."
            raise ProblemError("not_found" if refusal.status == 404 else "engine_failed", said) from None
        except (OSError, BrokenAnswerError, TimeoutError):
            raise _silent() from None
        tunnel.on_piece = self._note_use
        await tunnel.run(self.detach(), response_headers(tunnel.headers, self._surroundings(), is_changed=False))

    def _through(self, exchange: Exchange) -> Through | None:
        """What the body passes: HTML is changed for its prefix, live streams say that the page is used."""
        named = {name.lower(): value.lower() for name, value in exchange.answer.headers}
        kind = named.get("content-type", "")
        if kind.startswith("text/event-stream"):
            return _Watched(self._note_use)
        is_plain = named.get("content-encoding", "identity") == "identity"
        has_body = self.request.method == "GET" and exchange.answer.status not in (204, 206, 304)
        return RootPaths(self._prefix) if kind.startswith("text/html") and is_plain and has_body else None

    def _note_use(self, count: int) -> None:
        if count > _HEARTBEAT_BYTES:
            self.instance.idle.use()

    @property
    def _prefix(self) -> str:
        """The path of the page as its browser sees it, with a slash at its end."""
        root = cookie_path(self.request, self.instance)
        if root == "/":
            root = urlsplit(self.instance.options.public_url).path or "/"
        return f"{root.rstrip('/')}/ui/"

    def _target(self) -> str:
        """Path and query at the page, escaped as the browser escaped them."""
        raw, mark, query = (self.request.uri or "").partition("?")
        wanted = self.path_args[0] if self.path_args else ""
        rest = raw
        # A user may be called `ui`: the part that counts is the one whose rest the table of routes has found.
        while (at := rest.find("/ui/")) >= 0:
            rest = rest[at + 4 :]
            if unquote(rest) == wanted:
                break
        return f"/{rest.lstrip('/')}{mark}{query}"

    def _surroundings(self) -> Surroundings:
        request = self.request
        assert self._page is not None
        return Surroundings(
            prefix=self._prefix,
            host=request.headers.get("X-Forwarded-Host") or request.headers.get("Host", ""),
            scheme="https" if request.headers.get("X-Forwarded-Proto") == "https" else "http",
            client=request.headers.get("X-Forwarded-For") or request.remote_ip or "",
            page=self._page.address,
        )

    def _page_headers(self) -> Headers:
        given = list(self.request.headers.get_all())
        return request_headers(given, self._surroundings(), is_document=self._is_document)


class _Watched:
    """A body that says when more than a heartbeat passes."""

    def __init__(self, note: Any) -> None:
        self._note = note

    def feed(self, piece: bytes) -> bytes:
        """All of it."""
        self._note(len(piece))
        return piece

    def close(self) -> bytes:
        """Nothing."""
        return b""


def _silent() -> ProblemError:
    return ProblemError("engine_failed", "The script's page does not answer.", hint="Its log may say why. Try again.")
