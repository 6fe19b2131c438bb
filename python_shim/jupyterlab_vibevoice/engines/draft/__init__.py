"""Robot voices for a table read: espeak-ng in a process of its own, hundreds of times faster than speech.

This package is loaded by that process alone; the library it loads is GPL-3 and stays at arm's length behind the native
protocol.
"""

from .check import check

__all__ = ["check"]
