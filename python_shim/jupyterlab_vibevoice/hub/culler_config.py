"""Configuration of jupyterhub-idle-culler, which loads this file: of all servers it may stop `vibevoice` alone."""

import time
from datetime import timedelta
from typing import Any

_STARTED_S = time.monotonic()


def may_be_stopped(inactive: timedelta, inactive_limit: float, server: dict[str, Any]) -> bool:
    """Whether a server is an instance that was not used for so long.

    Only time of its own counts: after a pause of the hub, instances at work must first be able to say so.
    """
    known_s = min(inactive.total_seconds(), time.monotonic() - _STARTED_S)
    return server["name"] == "vibevoice" and known_s >= inactive_limit


c = get_config()  # type: ignore[name-defined]  # noqa: F821 - traitlets gives it to the files it loads
c.IdleCuller.cull_arbiter_hook = may_be_stopped
