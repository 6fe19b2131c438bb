"""The one place that knows httpx: how it is set up, and what its errors mean. Requests stay out of what is raised."""

from __future__ import annotations

from typing import Any

import httpx

from .errors import ConnectionFailedError, OptionsError, VibeVoiceError
from .patience import Patience

_SLOW = 10
_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


# A redirection to another origin is followed without our login: httpx sees to that.
def http_options(patience: Patience) -> dict[str, Any]:
    """How httpx's clients are made: by the environment's proxies and certificates, but straight to this machine."""
    direct: dict[str, None] = {f"all://{host}": None for host in _LOOPBACK}
    timeout = httpx.Timeout(patience.timeout_s, connect=min(10.0, patience.timeout_s))
    return {"mounts": direct, "timeout": timeout, "follow_redirects": True}


def let_be_silent(request: httpx.Request, seconds: float) -> None:
    """From here on the answer's body may be silent for so long; until now its head was waited for."""
    # httpx has one time for both; its transport looks here again before each read of the body.
    request.extensions["timeout"]["read"] = seconds


def slow_timeout(patience: Patience) -> httpx.Timeout:
    """Timeouts of an answer that is made before it is sent."""
    return httpx.Timeout(patience.timeout_s, connect=min(10.0, patience.timeout_s), read=_SLOW * patience.timeout_s)


def readable(error: Exception) -> VibeVoiceError:
    """What is raised instead of an error of httpx."""
    reason = type(error).__name__
    if isinstance(error, httpx.UnsupportedProtocol | httpx.InvalidURL):
        return OptionsError("The address cannot be called.")
    if isinstance(error, httpx.TimeoutException):
        return ConnectionFailedError(f"No answer came in time ({reason}).")
    hint = "See whether it is still running, then try again."
    return ConnectionFailedError(f"The instance cannot be reached ({reason}).", hint=hint)
