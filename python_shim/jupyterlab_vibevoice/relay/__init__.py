"""Requests passed on to another server of this machine as they come: a small HTTP/1.1 client, bodies, WebSockets."""

from .answer import Answer, BrokenAnswerError
from .headers import (
    HOP_BY_HOP,
    NEVER_IN,
    NEVER_OUT,
    Headers,
    bound_cookie,
    guard_rules,
    named_by_connection,
    public_address,
)
from .passage import Passage, Through
from .tunnel import RefusedUpgradeError, Tunnel
from .upload import Upload
from .upstream import Address, Exchange, Upstream

__all__ = [
    "HOP_BY_HOP",
    "NEVER_IN",
    "NEVER_OUT",
    "Address",
    "Answer",
    "BrokenAnswerError",
    "Exchange",
    "Headers",
    "Passage",
    "RefusedUpgradeError",
    "Through",
    "Tunnel",
    "Upload",
    "Upstream",
    "bound_cookie",
    "guard_rules",
    "named_by_connection",
    "public_address",
]
