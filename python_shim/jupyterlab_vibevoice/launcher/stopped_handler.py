"""`<base_url>vibevoice/<anything>`: what answers where no instance does."""

from __future__ import annotations

import secrets
from pathlib import Path

from jupyter_server.auth.decorator import authorized
from tornado import web
from tornado.escape import xhtml_escape

from ..contract.problems import ProblemError
from .base_handler import LauncherHandler

_PAGE = (Path(__file__).parent / "stopped.html").read_text(encoding="utf-8")


class StoppedHandler(LauncherHandler):
    """Tells clients `instance_stopped`, and shows people a page with a start button."""

    SUPPORTED_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")

    def check_xsrf_cookie(self) -> None:
        """Nothing is done here, whoever asks: the answer is the same for all."""

    async def tell(self, path: str) -> None:
        """Answers 409, in the form the caller reads."""
        if not self.is_page:
            raise ProblemError(
                "instance_stopped",
                "The instance is not running.",
                hint="Start it in JupyterLab, or by POST to the launcher's api/instance.",
            )
        nonce = secrets.token_urlsafe(16)
        self.set_status(409)
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        self.set_header(
            "Content-Security-Policy",
            f"default-src 'none'; connect-src 'self'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; "
            "frame-ancestors 'self'; base-uri 'none'; form-action 'none'",
        )
        # Makes Jupyter set its `_xsrf` cookie, which the page sends back when it starts the instance.
        self.xsrf_token  # noqa: B018 - reading it sets the cookie
        self.finish(_PAGE.replace("%NONCE%", nonce).replace("%BASE%", xhtml_escape(self.base_url)))

    get = web.authenticated(authorized(tell))
    head = web.authenticated(authorized(tell))
    post = web.authenticated(authorized(tell))
    put = web.authenticated(authorized(tell))
    patch = web.authenticated(authorized(tell))
    delete = web.authenticated(authorized(tell))
    options = web.authenticated(authorized(tell))
