"""What an instance answers in a hub alone."""

from __future__ import annotations

from .base import BaseHandler


class PrefixHandler(BaseHandler):
    """The prefix without its slash, which hubs send here too."""

    is_open = True

    def get(self) -> None:
        """Leads to the prefix."""
        if self.instance.options.hub is not None:
            self.redirect(self.instance.options.hub.prefix, status=302)
