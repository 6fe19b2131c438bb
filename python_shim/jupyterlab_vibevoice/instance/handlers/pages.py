"""The instance's own page, its metrics, its description."""

from __future__ import annotations

from pathlib import Path

from ...contract.problems import ProblemError
from .base import BaseHandler

_PAGES = Path(__file__).parent.parent / "pages"
_OPENAPI = Path(__file__).parent.parent.parent / "contract" / "openapi.json"
# Below a name that is ours beside a script's page too: it may come up between our page and what belongs to that.
OWN_FILES = {
    f"~vibevoice/{name}": (name, kind)
    for name, kind in (
        ("page.js", "text/javascript; charset=utf-8"),
        ("page.css", "text/css; charset=utf-8"),
        ("root-paths.js", "text/javascript; charset=utf-8"),
    )
}
_FILES = {"": ("index.html", "text/html; charset=utf-8"), **OWN_FILES}
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; media-src 'self'; img-src 'self';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)


class HomeHandler(BaseHandler):
    """`GET /` of the instance."""

    def get(self) -> None:
        """Leads to the page."""
        self.redirect("ui/", status=302)


class PageHandler(BaseHandler):
    """`GET ui/<path>`: the instance's own page, where no script brings one."""

    def get(self, path: str) -> None:
        """One of the page's files."""
        if path not in _FILES:
            raise ProblemError("not_found", "The page has no such file.")
        name, kind = _FILES[path]
        self.set_header("Content-Type", kind)
        self.set_header("Content-Security-Policy", _POLICY)
        self.finish((_PAGES / name).read_bytes())


class OpenApiHandler(BaseHandler):
    """`GET openapi.json`."""

    def get(self) -> None:
        """The API's own description, generated with the contract."""
        self.set_header("Content-Type", "application/json")
        self.finish(_OPENAPI.read_bytes())


class MetricsHandler(BaseHandler):
    """`GET metrics`."""

    async def get(self) -> None:
        """Prometheus text."""
        from ..metrics import prometheus

        self.set_header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
        self.finish(await prometheus(self.instance))
