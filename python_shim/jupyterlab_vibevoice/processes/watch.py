"""The end of a process, and the bytes of a pipe, as events of the running loop."""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess

from .output import LineSplitter, OutputRing


def watch_exit(process: subprocess.Popen[bytes]) -> asyncio.Future[int]:
    """A future of the exit code; asyncio's own `wait` would also wait for grandchildren that hold a pipe open."""
    loop = asyncio.get_running_loop()
    try:
        handle = os.pidfd_open(process.pid)
    except (AttributeError, OSError):
        return asyncio.ensure_future(loop.run_in_executor(None, process.wait))
    exited: asyncio.Future[int] = loop.create_future()

    def ended() -> None:
        loop.remove_reader(handle)
        os.close(handle)
        code = process.wait()
        if not exited.done():
            exited.set_result(code)

    loop.add_reader(handle, ended)
    return exited


class PipeReader:
    """A pipe for a child's output and errors, read line by line into a ring."""

    def __init__(self, output: OutputRing) -> None:
        self._splitter = LineSplitter(output)
        self._loop = asyncio.get_running_loop()
        self._finished = asyncio.Event()
        self._read_fd, self.write_fd = os.pipe()
        os.set_blocking(self._read_fd, False)

    def start(self) -> None:
        """Reads from now on; the child has its copy of `write_fd`, ours is closed."""
        self._close_write_end()
        self._loop.add_reader(self._read_fd, self._readable)

    async def drained(self, timeout_s: float) -> None:
        """Waits for the end of the output, or for the time: a grandchild may hold the pipe for as long as it likes."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(timeout_s):
                await self._finished.wait()

    def close(self) -> None:
        """Ends reading, with what has come so far."""
        self._close_write_end()
        if self._read_fd >= 0:
            self._loop.remove_reader(self._read_fd)
            os.close(self._read_fd)
            self._read_fd = -1
            self._splitter.close()
            self._finished.set()

    def _close_write_end(self) -> None:
        if self.write_fd >= 0:
            os.close(self.write_fd)
            self.write_fd = -1

    def _readable(self) -> None:
        try:
            data = os.read(self._read_fd, 65536)
        except BlockingIOError:
            return
        if data:
            self._splitter.feed(data)
        else:
            self.close()
