"""`/vibevoice/<name>/` leads to a user's instance: one static router of Traefik, whatever the number of users."""

from __future__ import annotations

import re
from typing import Any


def alias_rules(base_url: str) -> dict[str, Any]:
    """Traefik's dynamic configuration of the alias, for a hub whose base URL begins and ends with a slash."""
    base = re.escape(base_url.rstrip("/"))
    return {
        "http": {
            "routers": {
                "vibevoice-alias": {
                    "rule": f"PathRegexp(`^{base}/vibevoice/[^/]+(/|$)`)",
                    "priority": 90000,
                    "middlewares": ["vibevoice-alias"],
                    "service": "noop@internal",
                }
            },
            "middlewares": {
                "vibevoice-alias": {
                    "redirectRegex": {
                        "regex": rf"^https?://[^/]+{base}/vibevoice/([^/?]+)/?(.*)$",
                        "replacement": f"{base_url.rstrip('/')}/user/${{1}}/vibevoice/${{2}}",
                    }
                }
            },
        }
    }
