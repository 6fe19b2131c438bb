"""Child processes that cannot outlive their owner: start, stop, output."""

from .child import Child
from .lifeline import Lifeline, make_lifeline, watch_lifeline
from .output import OutputRing
from .tree import MARK, is_alive, listening_tcp, members

__all__ = [
    "MARK",
    "Child",
    "Lifeline",
    "OutputRing",
    "is_alive",
    "listening_tcp",
    "make_lifeline",
    "members",
    "watch_lifeline",
]
