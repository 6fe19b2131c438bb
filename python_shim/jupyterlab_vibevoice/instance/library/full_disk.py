"""How a full disk shows itself."""

from __future__ import annotations

import errno
import sqlite3

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def is_disk_full(error: BaseException) -> bool:
    """Whether an error says that the disk has no room left."""
    if isinstance(error, OSError):
        return error.errno in _FULL
    return isinstance(error, sqlite3.OperationalError) and "full" in str(error)
