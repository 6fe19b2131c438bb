"""A pipe whose end tells a child that its owner is gone."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable


class Lifeline:
    """The owner's end of a pipe: while it is open the owner lives; `child_fd` goes into the child's `pass_fds`."""

    def __init__(self) -> None:
        self.child_fd, self._owner_fd = os.pipe()

    def close_child_end(self) -> None:
        """Closes the owner's copy of the child's end, once the child has been started."""
        if self.child_fd >= 0:
            os.close(self.child_fd)
            self.child_fd = -1

    def close(self) -> None:
        """Closes everything; a child that watches stops itself."""
        self.close_child_end()
        if self._owner_fd >= 0:
            os.close(self._owner_fd)
            self._owner_fd = -1


def make_lifeline() -> Lifeline:
    """A new lifeline; the kernel closes it when the owner ends, however it ends."""
    return Lifeline()


def watch_lifeline(fd: int, on_end: Callable[[], None]) -> Callable[[], None]:
    """Calls `on_end` once, in the running loop, when the owner's end of `fd` closes; returns what ends the watch.

    The descriptor belongs to the watch from here on, and is not inherited by children of the watcher.
    """
    os.set_inheritable(fd, False)
    os.set_blocking(fd, False)
    loop = asyncio.get_running_loop()
    is_open = True

    def stop() -> None:
        nonlocal is_open
        if is_open:
            is_open = False
            loop.remove_reader(fd)
            os.close(fd)

    def readable() -> None:
        try:
            data = os.read(fd, 4096)
        except BlockingIOError:
            return
        if not data:
            stop()
            on_end()

    loop.add_reader(fd, readable)
    return stop
