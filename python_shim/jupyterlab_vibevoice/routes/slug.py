"""Slugs: the part of a public path that names one user's instance."""

from __future__ import annotations

import hashlib
import re

SLUG_PATTERN = "[a-z0-9-]{1,40}"
_SLUG = re.compile(SLUG_PATTERN)
_HASH_CHARS = 8
# A name that looks like one of ours with its hash is hashed again, so that no name can be chosen to get another's slug.
_HASHED = re.compile(rf"-[0-9a-f]{{{_HASH_CHARS}}}$")


def is_slug(text: str) -> bool:
    """Whether `text` may stand in a route."""
    return _SLUG.fullmatch(text) is not None


def slug_for(name: str) -> str:
    """The slug of a user's name: the name where it is one, else lower-case with a short hash; never shared."""
    if is_slug(name) and not _HASHED.search(name) and name.strip("-"):
        return name
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:_HASH_CHARS]
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[: 40 - _HASH_CHARS - 1].rstrip("-")
    return f"{plain or 'user'}-{digest}"
