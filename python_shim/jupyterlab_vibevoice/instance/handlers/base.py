"""What all handlers share: who may call, how bodies are read, how problems are told."""

from __future__ import annotations

import json
import logging
import secrets
from typing import TYPE_CHECKING, Any, TypeVar

from tornado import web

from ... import __version__
from ...contract.problems import ProblemError
from ..door import is_encrypted, require_login, require_owner, require_same_site
from ..hub_oauth import LOGIN_LIFETIME_S, begin_login, needs_login
from ..hub_place import STRANGER
from ..problems import is_disk_full, to_problem

if TYPE_CHECKING:
    from pydantic import BaseModel

    from ..core import Instance

    Model = TypeVar("Model", bound=BaseModel)

logger = logging.getLogger(__name__)
_MAX_BODY = 4 * 1024 * 1024
# Of a body that is too large, so much is read and dropped before the connection is broken.
_PATIENCE = 64 * 1024 * 1024
_MOST_DIGITS = 18


@web.stream_request_body
class BaseHandler(web.RequestHandler):
    """A handler of one instance.

    Every call needs a login, save where `is_open` says otherwise; `is_owners` keeps out whom the owner shares with.
    """

    is_open = False
    is_owners = False
    max_body = _MAX_BODY
    request_id = ""

    def initialize(self, instance: Instance) -> None:
        """Called by tornado."""
        self.instance = instance
        self.request_id = secrets.token_hex(8)
        self.set_header("X-Request-Id", self.request_id)
        self._body = bytearray()
        self._received = 0
        self.refusal: Exception | None = None
        self.caller = STRANGER

    def set_default_headers(self) -> None:
        """Called by tornado."""
        self.set_header("X-VibeVoice", __version__)
        if self.request_id:
            # What was set is cleared before an error is told.
            self.set_header("X-Request-Id", self.request_id)
        self.set_header("Cache-Control", "no-store")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Referrer-Policy", "no-referrer")
        self.clear_header("Server")

    async def prepare(self) -> None:
        """Decides who may call before anything is read; the body of who may not is read and dropped.

        A refusal while the caller still sends would break the connection, and the caller would not learn why.
        """
        try:
            if not self.is_open:
                require_same_site(self.request)
                self.caller = await require_login(self.request, self.instance)
            self.check()
        except Exception as error:  # noqa: BLE001 - whatever it is, it is raised once the body has come
            self.refusal = error
            # Tornado calls this once the body has come.
            setattr(self, (self.request.method or "GET").lower(), self._refuse)

    def check(self) -> None:
        """Raises where a request is refused whose caller is known."""
        if self.is_owners:
            require_owner(self.caller)

    def _refuse(self, *_: str) -> None:
        if self.refusal is None:
            return
        place = self.instance.options.hub
        if place is None or not needs_login(self.request, self.refusal):
            raise self.refusal
        begun = begin_login(place, self.request.uri or "")
        self.set_cookie(
            begun.cookie_name,
            begun.cookie,
            path=f"{place.prefix}oauth_callback",
            max_age=LOGIN_LIFETIME_S,
            httponly=True,
            # The hub, or whom it trusts, may live at another site: the way back must bring the cookie.
            samesite="Lax",
            secure=is_encrypted(self.request),
        )
        self.redirect(begun.address)

    def too_large(self) -> ProblemError:
        """The problem of a body that is too large."""
        return ProblemError("too_large", f"The request is larger than {self.max_body // (1024 * 1024)} MiB.")

    def data_received(self, chunk: bytes) -> Any:
        """Called by tornado with the next bytes of the body."""
        if self.has_room(len(chunk)):
            self._body += chunk

    def has_room(self, count: int) -> bool:
        """Counts bytes of the body. Those beyond the limit are dropped, so that the caller, who still sends, reads why.

        Raises `too_large`, which breaks the connection, for who sends without end.
        """
        self._received += count
        if self._received > self.max_body + _PATIENCE:
            raise self.too_large()
        return self._received <= self.max_body and self.refusal is None

    def require_room(self) -> None:
        """Raises `too_large` when the body was."""
        if self._received > self.max_body:
            raise self.too_large()

    def read(self, model: type[Model]) -> Model:
        """The request's body as a model of the contract; raises `invalid_request` with the issues."""
        from ...contract.requests import read_request

        self.require_room()
        return read_request(model, bytes(self._body))

    def read_number(self, name: str, default: int, *, least: int, most: int) -> int:
        """An argument of the query; raises `invalid_request`."""
        text = self.get_query_argument(name, str(default))
        # Thousands of digits are more than `int` takes.
        if not text.isascii() or not text.isdigit() or len(text) > _MOST_DIGITS or not least <= int(text) <= most:
            raise ProblemError("invalid_request", f"The argument {name} is a whole number from {least} to {most}.")
        return int(text)

    def answer(self, value: Any, status: int = 200) -> None:
        """Ends with JSON."""
        self.set_status(status)
        self.set_header("Content-Type", "application/json; charset=utf-8")
        # Half a surrogate, which JSON can escape and UTF-8 cannot hold, may come back in the path of an issue.
        self.finish(json.dumps(value, ensure_ascii=False, allow_nan=False).encode("utf-8", "replace"))

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Ends with a problem."""
        error = kwargs.get("exc_info", (None, None, None))[1]
        problem = _http_problem(error, status_code) if isinstance(error, web.HTTPError) else to_problem(error)
        self.set_status(problem.status)
        for name, value in problem.headers.items():
            self.set_header(name, value)
        if self.request.method not in self.SUPPORTED_METHODS:
            # Tornado has not read the body and closes: a proxy that is not told would send its next request here.
            self.set_header("Connection", "close")
        self.answer(self.problem_body(problem), problem.status)

    def problem_body(self, problem: ProblemError) -> dict[str, Any]:
        """The body of an answer that tells a problem."""
        return problem.to_wire(self.request_id)

    def log_exception(self, typ: Any, value: Any, tb: Any) -> None:
        """Writes to the log what nobody foresaw; never bodies or headers."""
        if isinstance(value, web.HTTPError | ProblemError) or is_disk_full(value):
            return
        logger.error("Request %s %s failed", self.request_id, self.request.method, exc_info=(typ, value, tb))


def _http_problem(error: web.HTTPError, status: int) -> ProblemError:
    if status == 404:
        return ProblemError("not_found", "There is nothing here.")
    if isinstance(error, web.MissingArgumentError):
        return ProblemError("invalid_request", f"The argument {error.arg_name} is missing.")
    if status in (400, 405, 416):
        return ProblemError("invalid_request", "The request is not understood here.")
    return to_problem(error)


class NotFoundHandler(BaseHandler):
    """Answers every path that is nobody's."""

    def check(self) -> None:
        """Refuses, to strangers as a login, to others as `not_found`."""
        super().check()
        raise ProblemError("not_found", "There is nothing here.")
