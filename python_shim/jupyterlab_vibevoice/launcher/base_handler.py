"""What every handler of the launcher does: who asks, from which site, and problems as the contract has them."""

from __future__ import annotations

import hmac
import json
import logging
import secrets
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any
from urllib.parse import urlparse

from jupyter_server.auth import User
from jupyter_server.auth.decorator import authorized
from jupyter_server.base.handlers import JupyterHandler
from tornado import web

from ..contract.problems import ProblemCode, ProblemError

logger = logging.getLogger(__name__)
RESOURCE = "vibevoice"
_PROGRAM = User(username="vibevoice-program", name="A program started by this Jupyter server")
_CROSS_SITE = "Pages of other sites may not ask this."
_LOG_IN = ("Log in to Jupyter first.", "Reload JupyterLab and log in.")

Method = Callable[..., Coroutine[Any, Any, None]]


def allowed(method: Method) -> Method:
    """As Jupyter's `@authorized`, but for programs: no authorizer knows them, and their token is for this alone."""
    checked = authorized(method)

    @wraps(method)
    async def inner(self: LauncherHandler, *args: Any, **kwargs: Any) -> None:
        await (method if self.is_program else checked)(self, *args, **kwargs)

    return inner


class LauncherHandler(JupyterHandler):
    """A handler below `jupyterlab-vibevoice/` or `vibevoice/`; it never counts as activity of the Jupyter server."""

    auth_resource = RESOURCE
    # Whether the token that kernels inherit opens this handler.
    is_open_to_programs = False
    is_program = False
    # Why this request is refused, where that is told only after its body has come.
    refusal: ProblemError | web.HTTPError | None = None

    @property
    def hub_user(self) -> str:
        """Whose server this is in a hub; empty where there is no hub."""
        return str(self.settings.get("vibevoice_hub_user", ""))

    @property
    def token_authenticated(self) -> bool:
        """Whether a token, which no other site can send, came with the request."""
        return self.is_program or bool(super().token_authenticated)

    async def prepare(self) -> None:  # type: ignore[override]  # Jupyter's has an option for itself
        """Finds out who asks; refuses nobody in particular and other sites' pages."""
        if self.is_open_to_programs and self._has_program_token():
            if not self.check_host():
                raise ProblemError("cross_site", "This server does not answer to that host name.")
            self.is_program = True
            self.current_user = self._jupyter_current_user = _PROGRAM
        else:
            try:
                await super().prepare()
            except web.HTTPError as error:
                # With `allow_unauthenticated_access=False` Jupyter itself refuses strangers, in other words.
                if self.current_user or not self.check_host():
                    raise
                raise ProblemError("login_required", _LOG_IN[0], hint=_LOG_IN[1]) from error
        if self._finished:
            return
        if not self.current_user and not self.is_page:
            raise ProblemError("login_required", _LOG_IN[0], hint=_LOG_IN[1])
        if self.current_user and self.is_cross_site():
            raise ProblemError("cross_site", _CROSS_SITE)
        self._require_owner()

    def _require_owner(self) -> None:
        """In a hub, whoever else may see this server (its owner shares it, an administrator looks in) gets no token."""
        user = None if self.is_program else self.current_user
        if self.hub_user and user and user.username != self.hub_user:
            raise ProblemError("not_yours", "This instance is somebody else's.", hint="Use VibeVoice in yours.")

    @property
    def is_page(self) -> bool:
        """Whether a person's browser opens this as a page (and can be sent to the login)."""
        mode = self.request.headers.get("Sec-Fetch-Mode")
        accepts_page = "text/html" in self.request.headers.get("Accept", "")
        return self.request.method in ("GET", "HEAD") and (mode == "navigate" if mode else accepts_page)

    def is_cross_site(self) -> bool:
        """Whether a page of another origin caused the request, as far as its browser says."""
        if self.token_authenticated:
            return False
        site = self.request.headers.get("Sec-Fetch-Site")
        if site is not None:
            return site not in ("same-origin", "none") and not self.is_page
        return not self.is_same_origin(default=True)

    def is_same_origin(self, *, default: bool) -> bool:
        """Whether `Origin` is this server's; `default` where the request has none."""
        origin = self.request.headers.get("Origin")
        if origin is None:
            return default
        try:
            return urlparse(origin.lower()).netloc == self.request.host.lower()
        except ValueError:
            return False

    def check_xsrf_cookie(self) -> None:
        """As Jupyter checks it, after the login: who is not logged in is told that first.

        In a hub before it too: pages of other users have the same origin, so the hub believes cookies after this alone.
        """
        if self.hub_user:
            if not self.is_program:
                super().check_xsrf_cookie()
        elif getattr(self, "_jupyter_current_user", None) and not self.is_program:
            if self.is_cross_site():
                raise ProblemError("cross_site", _CROSS_SITE)
            super().check_xsrf_cookie()

    def get_login_url(self) -> str:
        """Where a person is sent to log in; a program gets the problem instead."""
        if not self.is_page:
            raise ProblemError("login_required", _LOG_IN[0], hint=_LOG_IN[1])
        return str(super().get_login_url())

    def send_json(self, value: Any, *, status: int = 200) -> None:
        """Answers with JSON that nobody keeps."""
        self.set_status(status)
        self.set_header("Content-Type", "application/json")
        self.set_header("Cache-Control", "no-store")
        self.finish(json.dumps(value, ensure_ascii=False))

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Every error leaves as a `Problem`; what nobody foresaw is logged under its request id."""
        error = self.refusal or (kwargs["exc_info"][1] if "exc_info" in kwargs else None)
        problem = as_problem(error, status_code)
        request_id = secrets.token_hex(8)
        if problem.code == "internal":
            logger.error("VibeVoice: request %s failed", request_id, exc_info=kwargs.get("exc_info"))
        for name, value in problem.headers.items():
            self.set_header(name, value)
        if self.request.method not in self.SUPPORTED_METHODS:
            # Tornado closes without a word: a proxy that is not told would send its next request here.
            self.set_header("Connection", "close")
        self.send_json(problem.to_wire(request_id), status=problem.status)

    def log_exception(self, *_: Any) -> None:
        """Nothing: `write_error` says what has to be said, without addresses that may hold secrets."""

    def _log(self) -> None:
        """Nothing: polled addresses would fill the log, and some hold one-use tickets."""

    def _has_program_token(self) -> bool:
        expected = str(self.settings.get("vibevoice_program_token", ""))
        scheme, _, given = self.request.headers.get("Authorization", "").partition(" ")
        is_token = scheme.lower() in ("bearer", "token") and bool(expected)
        return is_token and hmac.compare_digest(given.strip().encode(), expected.encode())


_BY_STATUS: dict[int, tuple[ProblemCode, str, str | None]] = {
    400: ("invalid_request", "The request was not understood.", None),
    401: ("login_required", *_LOG_IN),
    403: ("cross_site", "This was not allowed.", "Reload JupyterLab; then try again."),
    404: ("not_found", "There is nothing at this address.", None),
    413: ("too_large", "The request is too large.", None),
    500: ("internal", "The launcher failed.", "The Jupyter server's log says more."),
}


def as_problem(error: BaseException | None, status: int) -> ProblemError:
    """The one place where foreign errors (tornado's, Jupyter's) become the contract's."""
    if isinstance(error, ProblemError):
        return error
    if isinstance(error, web.HTTPError):
        status = error.status_code
    row = _BY_STATUS.get(status) or (_BY_STATUS[400] if 400 <= status < 500 else _BY_STATUS[500])
    return ProblemError(row[0], row[1], hint=row[2])
